#!/bin/sh
# bin/bench joomla [N]: how long it takes to bring a Joomla of N articles with a picture each (20000), against reading the
# same bytes once. The bar is ten minutes.
set -eu
count="${1:-20000}"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
. bin/lib/linker.sh
cargo build --quiet --release --locked -p thenchot -p bench --bin thenchot --bin joomla
target/release/joomla "$folder/site" "$count"
du -sh "$folder/site/site.sql" "$folder/site/images" | sed 's/^/  /'
begun=$(date +%s.%N)
cat "$folder/site/site.sql" "$folder/site/site.sql" > /dev/null
find "$folder/site/images" -type f -exec sha256sum {} + > /dev/null
floor=$(date +%s.%N)
target/release/thenchot import joomla "$folder/site/site.sql" --images "$folder/site/images" --data "$folder/data" | tail -4
ended=$(date +%s.%N)
awk -v a="$begun" -v b="$floor" -v c="$ended" -v n="$count" 'BEGIN {
  printf "floor %.1f s (dump read twice, pictures hashed), import %.1f s, %.0f articles a second, %.2f of the floor\n", b - a, c - b, n / (c - b), (b - a) / (c - b)
}'
