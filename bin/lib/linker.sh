# Links with mold or lld where one is installed: a changed line is then seconds away, not ten.
# Said by an environment variable, so that bin/start works with the plain linker.
if command -v mold >/dev/null 2>&1; then
  export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-fuse-ld=mold"
elif command -v ld.lld >/dev/null 2>&1; then
  export RUSTFLAGS="${RUSTFLAGS:-} -C link-arg=-fuse-ld=lld"
fi
