#!/bin/sh
# Serves a fresh demo with the given program and looks at it in a browser: e2e/run.sh target/debug/thenchot
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$(realpath "$1")
(cd "$here" && npm ci --no-audit --no-fund --silent)
data=$(mktemp -d)
port=$(node -e 's=require("net").createServer();s.listen(0,"127.0.0.1",()=>{console.log(s.address().port);s.close()})')
"$program" demo --data "$data" --listen "127.0.0.1:$port" >"$data/out.log" 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
BASE="http://127.0.0.1:$port" LOG="$data/out.log" node "$here/all.mjs" || { tail -n 20 "$data/out.log"; exit 1; }
