#!/bin/sh
# Serves a fresh demo and an empty office with the given program and looks at both in a browser:
# e2e/run.sh target/debug/thenchot
# On SQLite, or on the PostgreSQL server that THENCHOT_TEST_POSTGRES names.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
# Two that run at once install once.
cd "$here"
flock package.json sh -c '[ node_modules/.package-lock.json -nt package-lock.json ] ||
    npm ci --ignore-scripts --no-audit --no-fund --silent'

data=$(mktemp -d)
trap 'kill $(cat "$data"/*.pid) 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM

# Serves what a subcommand serves, in a folder of its own; its address.
serve() {
    port=$(node -e 's=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
    if [ -n "${THENCHOT_TEST_POSTGRES:-}" ]; then
        psql --quiet "$THENCHOT_TEST_POSTGRES/postgres" --command "CREATE DATABASE e2e_$1" >&2
        export THENCHOT_DATABASE="$THENCHOT_TEST_POSTGRES/e2e_$1"
    fi
    "$program" "$1" --data "$data/$1" --listen "127.0.0.1:$port" >"$data/$1.log" 2>&1 &
    echo $! >"$data/$1.pid"
    echo "http://127.0.0.1:$port"
}

BASE=$(serve demo) EMPTY=$(serve serve) LOG="$data/demo.log" EMPTY_LOG="$data/serve.log" node "$here/all.mjs" ||
    { tail -n 20 "$data/demo.log" "$data/serve.log"; exit 1; }
