#!/bin/sh
# Runs a command with a PostgreSQL server of its own, in a folder that goes away: with-postgres.sh cargo test
# The server listens on a free port of this machine only; THENCHOT_TEST_POSTGRES says where.
set -eu
binaries=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
# Hundreds of databases are made and dropped: in memory, where there is room for some of them at once.
room=$(df --output=avail -k /dev/shm 2>/dev/null | tail -n 1) || room=0
if [ "${room:-0}" -gt 4000000 ]; then folder=$(mktemp -d -p /dev/shm); else folder=$(mktemp -d); fi
port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo 54329)
# PostgreSQL refuses to run as root.
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as() { su postgres -s /bin/sh -c "$1"; }
else
  as() { sh -c "$1"; }
fi
stop() { as "'$binaries/pg_ctl' -D '$folder/data' -m immediate stop" >/dev/null 2>&1 || true; rm -rf "$folder"; }
trap stop EXIT INT TERM
as "'$binaries/initdb' -D '$folder/data' -U thenchot -A trust -E UTF8 --locale=C.UTF-8" >/dev/null
# Nothing of the tests must last, so nothing waits for the disk, and the log stays short.
as "'$binaries/pg_ctl' -D '$folder/data' -w -l '$folder/log' -o '-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=256MB -c max_connections=300' start" >/dev/null
export THENCHOT_TEST_POSTGRES="postgres://thenchot@127.0.0.1:$port"
"$@"
