#!/bin/sh
# The article and the front page, compressed and plain, against a bare axum server that sends the same bytes.
# Method: wrk, 1 thread, 16 connections, 4 s a run after 1 s of warm-up; portal and floor in turn, 3 rounds; the ratio of
# each round is printed, and the median. Every view is counted: the total of article views after the runs must have
# grown by exactly the number of article requests answered.
set -eu
command -v wrk >/dev/null 2>&1 || { echo "installing wrk"; apt-get update -qq && apt-get install -y -qq wrk >/dev/null; }
cargo build --release --locked --quiet --package thenchot --package bench
data=$(mktemp -d)
port=18080; floor=18081
target/release/thenchot demo --data "$data" --listen 127.0.0.1:$port >"$data/log" 2>&1 &
server=$!
bare=
trap 'kill $server $bare 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
tries=0
until curl -fs -o /dev/null "http://127.0.0.1:$port/healthz"; do
  tries=$((tries + 1)); [ $tries -lt 600 ] || { cat "$data/log"; exit 1; }
  sleep 0.1
done
article=$(curl -fs "http://127.0.0.1:$port/" | grep -o 'href="/[a-z0-9-]*/tinh-bien-cham-lo[a-z0-9-]*"' | head -n 1 | cut -d'"' -f2)
agent="Mozilla/5.0 (X11; Linux x86_64) bench"
views() { curl -fs -A "$agent" "http://127.0.0.1:$port/dem" | grep -o '"views": *"[0-9.]*"' | tr -dc 0-9; }
run() { wrk -t1 -c16 -d"$3" -H "User-Agent: $agent" -H "Accept-Encoding: $2" "http://127.0.0.1:$1$4"; }
count() { sed -n 's/ *\([0-9]*\) requests in.*/\1/p'; }
rate() { sed -n 's/Requests\/sec: *\([0-9.]*\)/\1/p'; }
for page in "$article" /; do
  for encoding in br identity; do
    target/release/bare "127.0.0.1:$port" "$page" $encoding 127.0.0.1:$floor 2>"$data/bare" &
    bare=$!
    sleep 0.3
    before=$(views); answered=0; ratios=
    [ "$page" = / ] || answered=0
    for round in 1 2 3; do
      out=$(run $port $encoding 1s "$page"); answered=$((answered + $(echo "$out" | count)))
      out=$(run $port $encoding 4s "$page"); answered=$((answered + $(echo "$out" | count)))
      ours=$(echo "$out" | rate)
      run $floor $encoding 1s "$page" >/dev/null
      theirs=$(run $floor $encoding 4s "$page" | rate)
      ratio=$(echo "$ours $theirs" | awk '{printf "%.2f", $1 / $2}')
      ratios="$ratios $ratio"
      printf '%s %s round %s: portal %s/s, floor %s/s, ratio %s\n' "$page" $encoding $round "$ours" "$theirs" "$ratio"
    done
    grown=$(( $(views) - before ))
    median=$(echo "$ratios" | tr ' ' '\n' | sort -n | sed -n 3p)
    printf '%s %s (%s): median ratio %s; views grew by %s, requests answered %s\n' "$page" $encoding "$(cat "$data/bare")" "$median" "$grown" "$answered"
    kill $bare; wait $bare 2>/dev/null || true; bare=
  done
done
