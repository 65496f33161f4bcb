#!/bin/sh
# The portal with N articles (30000), each kind of page against a bare axum server that sends the same bytes.
# Method: bench/src/ask.rs, one thread, 16 connections that stay open, 4 s a run after 1 s of warm-up; portal and floor in
# turn, 3 rounds; the ratio of each round is printed, and the median. "warm" asks for one page again and again, "cold" for
# every article of the site in turn, far more than the page cache holds, plain (the floor sends one of them), "cold search" for
# a thousand questions. Every view is counted: after the runs the total of article views must have grown by exactly the
# number of article requests answered, or this ends with an error. Memory is VmRSS of the server after each.
set -eu
articles=${1:-30000}
cargo build --release --locked --quiet --package thenchot --package bench
data=$(mktemp -d)
port=18080; floor=18081
server=; bare=
trap 'kill $server $bare 2>/dev/null || true; rm -rf "$data"' EXIT INT TERM
answered() {
  tries=0
  until curl -fs -o /dev/null "http://127.0.0.1:$1$2"; do
    tries=$((tries + 1)); [ $tries -lt 600 ] || { cat "$data/log"; exit 1; }
    sleep 0.1
  done
}
start() {
  target/release/thenchot "$1" --data "$data/house" --listen 127.0.0.1:$port >"$data/log" 2>&1 &
  server=$!
  answered $port /healthz
}
metric() { curl -fs "http://127.0.0.1:$port/metrics" | awk -v name="thenchot_$1" '$1 == name {print $2}'; }
start demo; kill $server; wait $server 2>/dev/null || true
target/release/articles "$articles" docs/*.md >"$data/articles.jsonl"
target/release/thenchot import articles --data "$data/house" "$data/articles.jsonl"
start serve
tries=0
until [ "$(metric articles)" -ge "$articles" ]; do
  tries=$((tries + 1)); [ $tries -lt 6000 ] || { echo "only $(metric articles) articles crossed"; exit 1; }
  sleep 0.1
done
paths() { curl -fs "http://127.0.0.1:$port$1" | sed 's|<loc>|\n|g' | sed -n "s|^https*://[^/]*\(/[^<]*\)</loc>.*|\1|p"; }
for map in $(paths /sitemap.xml | grep '/[0-9]*\.xml$'); do paths "$map"; done | grep -E -- '-[0-9]+$' | sort -u >"$data/every"
article=$(curl -fs "http://127.0.0.1:$port/" | grep -o 'href="/[a-z0-9-]*/tinh-bien-cham-lo[a-z0-9-]*"' | head -n 1 | cut -d'"' -f2)
section=/$(head -n 1 "$data/every" | cut -d/ -f2)
awk -F/ 'NR % 29 == 0 {split($3, w, "-"); print "/tim-kiem?q=" w[2] "+" w[3] "+" w[5]}' "$data/every" | head -n 1000 >"$data/questions"
question=$(head -n 1 "$data/questions")
echo "$(wc -l <"$data/every") addresses on the maps, $(metric articles) articles, $(awk '/^VmRSS/ {printf "%.0f", $2 / 1000}' /proc/$server/status) MB after they crossed"
views() { metric article_views_total; }
run() { target/release/ask "127.0.0.1:$1" "$4" "$2" "$3" 16; }
wrong=0
# measure NAME WHAT-IS-ASKED WHAT-THE-FLOOR-SENDS ENCODING BAR COUNTED
measure() {
  target/release/bare "127.0.0.1:$port" "$3" "$4" 127.0.0.1:$floor 2>"$data/bare" &
  bare=$!
  answered $floor "$3"
  before=$(views); asked=0; ratios=
  for round in 1 2 3; do
    set -- "$@" $(run $port "$4" 1 "$2") $(run $port "$4" 4 "$2") $(run $floor "$4" 1 "$3") $(run $floor "$4" 4 "$3")
    # $7 to $10 warmed up, $11 to $14 were measured, $19 to $22 are the floor: answers, rate, p50, p99.
    asked=$((asked + $7 + ${11}))
    ratio=$(echo "${12} ${20}" | awk '{printf "%.2f", $1 / $2}'); ratios="$ratios $ratio"
    printf '%s %s round %s: %s/s, p50 %s us, p99 %s us; floor %s/s, p99 %s us; ratio %s\n' "$1" "$4" $round "${12}" "${13}" "${14}" "${20}" "${22}" "$ratio"
    set -- "$1" "$2" "$3" "$4" "$5" "$6"
  done
  grown=$(($(views) - before)); [ "$6" = yes ] || asked=0
  median=$(echo $ratios | tr ' ' '\n' | sort -n | sed -n 2p)
  printf '%s %s (%s): median ratio %s (bar %s); views grew by %s, articles answered %s; %s MB\n' "$1" "$4" "$(cat "$data/bare")" "$median" "$5" \
    "$grown" "$asked" "$(awk '/^VmRSS/ {printf "%.0f", $2 / 1000}' /proc/$server/status)"
  [ "$grown" = "$asked" ] || wrong=1
  kill $bare; wait $bare 2>/dev/null || true; bare=
}
for encoding in br identity; do
  measure article "$article" "$article" $encoding 0.80 yes
  measure section "$section" "$section" $encoding 0.80 no
  measure "front page" / / $encoding 0.80 no
  measure search "$question" "$question" $encoding 0.80 no
done
measure "cold article" "@$data/every" "$(head -n 1 "$data/every")" identity 0.25 yes
measure "cold search" "@$data/questions" "$question" identity 0.25 no
[ $wrong = 0 ] || { echo "views and answers differ"; exit 1; }
