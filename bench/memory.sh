#!/bin/sh
# Memory of an idle `serve` with the demo loaded, against the bar of 80 MB.
# Method: load the demo, stop, start `serve` on the same folder, ask for the front page, the founding article (Brotli and
# plain) and the leader's desk once each, wait until it has been idle for five seconds, then read VmRSS of the process.
# The second number is the same for the process that has loaded the demo itself.
set -eu
cargo build --release --locked --quiet --package thenchot
data=$(mktemp -d)
port=18080; server=
trap 'kill $server 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
start() {
  target/release/thenchot "$1" --data "$data/house" --listen 127.0.0.1:$port >"$data/log" 2>&1 &
  server=$!
  tries=0
  until curl -fs -o /dev/null "http://127.0.0.1:$port/healthz"; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { cat "$data/log"; exit 1; }
    sleep 0.1
  done
}
look() {
  article=$(curl -fs "http://127.0.0.1:$port/" | grep -o 'href="/[a-z0-9-]*/tinh-bien-cham-lo[a-z0-9-]*"' | head -n 1 | cut -d'"' -f2)
  for encoding in br identity; do curl -fs -o /dev/null -H "Accept-Encoding: $encoding" "http://127.0.0.1:$port$article"; done
  link=${link:-$(grep -m1 -o '/van-phong/lien-ket/[0-9a-f]*' "$data/log" || true)}
  if [ -n "$link" ]; then curl -fs -o /dev/null -c "$data/jar" -X POST -H "Origin: http://127.0.0.1:$port" "http://127.0.0.1:$port$link" || true; link=; fi
  curl -fs -o /dev/null -b "$data/jar" "http://127.0.0.1:$port/van-phong"
  sleep 5
}
resident() { awk '/^VmRSS/ {printf "%.1f", $2 / 1000}' "/proc/$server/status"; }
start demo; look; loaded=$(resident); kill $server; wait $server 2>/dev/null || true
start serve; look; served=$(resident)
echo "serve with the demo, idle: $served MB (bar 80.0 MB, ratio $(echo "$served" | awk '{printf "%.2f", $1 / 80}'))"
echo "the process that loaded the demo, idle: $loaded MB"
