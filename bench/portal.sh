#!/bin/sh
# The article and the front page, compressed and plain, against a bare axum server that sends the same bytes.
# Method: bench/src/ask.rs, one thread, 16 connections that stay open, 4 s a run after 1 s of warm-up; portal and floor in
# turn, 3 rounds; the ratio of each round is printed, and the median. Every view is counted: after the runs the total of
# article views must have grown by exactly the number of article requests answered, or this ends with an error.
set -eu
cargo build --release --locked --quiet --package thenchot --package bench
data=$(mktemp -d)
port=18080; floor=18081
target/release/thenchot demo --data "$data" --listen 127.0.0.1:$port >"$data/log" 2>&1 &
server=$!
bare=
trap 'kill $server $bare 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
answered() {
  tries=0
  until curl -fs -o /dev/null "http://127.0.0.1:$1$2"; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { cat "$data/log"; exit 1; }
    sleep 0.1
  done
}
answered $port /healthz
article=$(curl -fs "http://127.0.0.1:$port/" | grep -o 'href="/[a-z0-9-]*/tinh-bien-cham-lo[a-z0-9-]*"' | head -n 1 | cut -d'"' -f2)
views() { curl -fs "http://127.0.0.1:$port/dem" | grep -o '"views": *"[0-9.]*"' | tr -dc 0-9; }
run() { target/release/ask "127.0.0.1:$1" "$4" "$2" "$3" 16; }
wrong=0
for page in "$article" /; do
  for encoding in br identity; do
    target/release/bare "127.0.0.1:$port" "$page" $encoding 127.0.0.1:$floor 2>"$data/bare" &
    bare=$!
    answered $floor "$page"
    before=$(views); asked=0; ratios=
    for round in 1 2 3; do
      warm=$(run $port $encoding 1 "$page"); out=$(run $port $encoding 4 "$page")
      asked=$((asked + ${warm% *} + ${out% *})); ours=${out#* }
      run $floor $encoding 1 "$page" >/dev/null
      out=$(run $floor $encoding 4 "$page"); theirs=${out#* }
      ratio=$(echo "$ours $theirs" | awk '{printf "%.2f", $1 / $2}')
      ratios="$ratios $ratio"
      printf '%s %s round %s: portal %s/s, floor %s/s, ratio %s\n' "$page" $encoding $round "$ours" "$theirs" "$ratio"
    done
    grown=$(( $(views) - before ))
    [ "$page" = / ] && asked=0
    median=$(echo $ratios | tr ' ' '\n' | sort -n | sed -n 2p)
    printf '%s %s (%s): median ratio %s (bar 0.80); views grew by %s, article requests answered %s\n' "$page" $encoding "$(cat "$data/bare")" "$median" "$grown" "$asked"
    [ "$grown" = "$asked" ] || wrong=1
    kill $bare; wait $bare 2>/dev/null || true; bare=
  done
done
[ $wrong = 0 ] || { echo "views and answers differ"; exit 1; }
