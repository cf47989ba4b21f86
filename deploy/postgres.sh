#!/usr/bin/env bash
# Backup and restore of a cluster's database: oms backup --postgres, oms restore --postgres.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/deploy/lib.sh"

usage() {
  cat >&2 << 'END'
Usage: oms backup --postgres URI [--keys DIRECTORY] TARGET
       oms restore --postgres BACKUP DATA [--connection TEXT]

  backup   Copies a running PostgreSQL server (pg_basebackup) and the centre's keys into TARGET, a new directory, and
           verifies the copy. URI is libpq's, such as postgresql://oms@db/postgres; the role needs REPLICATION.
  restore  Verifies BACKUP, copies its database to DATA, a new directory, and starts it where nobody else reaches it:
           checks the journal and raises its epochs, so that none comes again. Then it stops it; start your server on
           DATA. TEXT names role and database, Username=oms;Database=oms by default; PGPASSWORD may hold the password.

All nodes of the centre must be stopped for a restore. PostgreSQL's programs are those of Debian, or in OMS_POSTGRES_BIN.
END
  exit 2
}

fail() {
  echo "$1" >&2
  exit 1
}

# The programs, and a home for the user that runs them.
find_programs() {
  postgres_bin=${OMS_POSTGRES_BIN:-$(compgen -G "/usr/lib/postgresql/*/bin" | sort -V | tail -1 || true)}
  [ -x "$postgres_bin/pg_basebackup" ] || fail "PostgreSQL's programs are needed: apt-get install postgresql"
  postgres_home=/
}

# new_directory DIR: makes it for the database's user alone; refuses one that holds anything.
new_directory() {
  [ ! -e "$1" ] || [ -z "$(ls -A "$1")" ] || fail "$1 is not empty; nothing is written over."
  mkdir -p "$1"
  chmod 700 "$1"
  [ "$(id -u)" != 0 ] || chown postgres: "$1"
}

backup() {
  local uri=$1 keys=$2 target=$3
  new_directory "$target"
  (cd / && as_database_user "$postgres_bin/pg_basebackup" -d "$uri" -D "$target/database" -X stream --checkpoint=fast)
  (cd / && as_database_user "$postgres_bin/pg_verifybackup" -q "$target/database")
  if [ -n "$keys" ]; then
    cp -R "$keys" "$target/keys"
    chmod -R go= "$target/keys"
  fi
  echo "The backup in $target is whole. It holds all that the centre knows, its private keys too where --keys was given."
}

restore() {
  local from=$1 data=$2 connection=$3 port status=0
  [ -d "$from/database" ] || fail "$from holds no backup."
  (cd / && as_database_user "$postgres_bin/pg_verifybackup" -q "$from/database") || fail "$from is damaged."
  new_directory "$data"
  cp -a "$from/database/." "$data"
  chmod 700 "$data"
  port=$((20000 + RANDOM % 20000))
  while (: < "/dev/tcp/127.0.0.1/$port") 2> /dev/null; do port=$((20000 + RANDOM % 20000)); done
  # Without its standbys: there are none yet, and a commit would wait for them.
  (cd / && as_database_user "$postgres_bin/pg_ctl" -w -s -D "$data" -l "$data/restore.log" -o "-p $port -h 127.0.0.1 \
    -c unix_socket_directories='' -c synchronous_standby_names='' -c archive_mode=off" start) \
    || fail "PostgreSQL did not start on $data; $data/restore.log says why."
  "$central" restored --connection "Host=127.0.0.1;Port=$port;$connection" || status=$?
  (cd / && as_database_user "$postgres_bin/pg_ctl" -w -s -D "$data" -m fast stop)
  [ "$status" = 0 ] || exit "$status"
  echo "Start your PostgreSQL server on $data, then the nodes. The depots send what is missing."
}

verb=${1:-}
shift || true
[ "${1:-}" = --postgres ] && shift || usage
positional=() keys='' connection='Username=oms;Database=oms'
while [ $# -gt 0 ]; do
  case $1 in
    --keys) keys=${2:?--keys needs a directory}; shift 2 ;;
    --connection) connection=${2:?--connection needs a text}; shift 2 ;;
    -*) usage ;;
    *) positional+=("$1"); shift ;;
  esac
done
[ "${#positional[@]}" = 2 ] || usage
find_programs
case $verb in
  backup) backup "${positional[0]}" "$keys" "$(realpath -m "${positional[1]}")" ;;
  restore)
    # The program that was built already, or a build of it.
    central=${OMS_CENTRAL:-}
    if [ -z "$central" ]; then
      build_once central "$root/central/Oms.Central"
      central=$built/central/oms-central
    fi
    restore "$(realpath "${positional[0]}")" "$(realpath -m "${positional[1]}")" "$connection"
    ;;
  *) usage ;;
esac
