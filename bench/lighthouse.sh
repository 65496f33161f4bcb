#!/bin/sh
# Lighthouse on the demo portal as a telephone sees it: home and article, each N times (3), medians against the bars 95 for performance and
# 100 for accessibility, best practices and SEO. lighthouse.sh [N]
# Method: the release build serves the demo on this machine; Debian's Chromium without a window; Lighthouse's own settings for a
# telephone, which simulate a slow network and a processor four times slower than this one. Performance falls when the machine is busy.
set -eu
cargo build --release --locked --quiet --package thenchot
(cd bench/lighthouse && npm ci --ignore-scripts --no-audit --no-fund --silent)
data=$(mktemp -d)
port=18081; server=
trap 'kill $server 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
target/release/thenchot demo --data "$data/house" --listen 127.0.0.1:$port >"$data/log" 2>&1 &
server=$!
tries=0
until curl -fs -o /dev/null "http://127.0.0.1:$port/healthz"; do
  tries=$((tries + 1)); [ $tries -lt 600 ] || { cat "$data/log"; exit 1; }
  sleep 0.1
done
node bench/lighthouse/run.mjs "http://127.0.0.1:$port" "$(command -v chromium)" "${1:-3}"
