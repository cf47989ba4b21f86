# What the scripts beside this file share. To be sourced, with $root set to the checkout.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
built="$root/deploy/.build"

# build_once NAME PROJECT: publishes PROJECT to $built/NAME, unless what is there is newer than every source.
build_once() {
  local name=$1 project=$2 stamp="$built/$1.stamp" log="$built/$1.log"
  mkdir -p "$built"
  if [ -e "$stamp" ] && [ -z "$(newer_source "$stamp")" ]; then
    return 0
  fi
  command -v dotnet > /dev/null || { echo "The .NET 10 SDK is needed: https://dotnet.microsoft.com" >&2; return 1; }
  # The analyzers are the tests' affair; without them the build takes a third of the time.
  if ! dotnet publish "$project" -c Release -v q --nologo -p:RunAnalyzers=false -o "$built/$name" > "$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
  touch "$stamp"
}

# The first source file that is newer than a stamp.
newer_source() {
  find "$root/shared" "$root/edge" "$root/central" "$root"/Directory.*.props "$root/global.json" \
    \( -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -type f -newer "$1" -print -quit
}

# Runs a command as a user that PostgreSQL accepts: it refuses root.
as_database_user() {
  if [ "$(id -u)" = 0 ]; then
    setpriv --reuid=postgres --regid=postgres --init-groups -- env HOME="$postgres_home" "$@"
  else
    "$@"
  fi
}

# start_postgres: starts a PostgreSQL of its own on the loopback address and a free port, in a new directory; sets
# $postgres_home, $postgres_bin and $postgres_port. PostgreSQL comes from Debian where it is missing.
start_postgres() {
  local wanted=/usr/lib/postgresql/*/bin
  if ! compgen -G "$wanted/initdb" > /dev/null; then
    if [ "$(id -u)" != 0 ]; then
      echo "PostgreSQL is needed: apt-get install postgresql" >&2
      return 1
    fi
    echo "Installing PostgreSQL ..."
    # Only the programs: no server that runs by itself.
    mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/oms-demo.conf
    apt-get update -qq > /dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql > /dev/null
  fi
  postgres_bin=$(compgen -G "$wanted" | sort -V | tail -1)
  postgres_home=$(mktemp -d -t oms-demo-postgres-XXXXXX)
  [ "$(id -u)" != 0 ] || chown postgres: "$postgres_home"
  postgres_port=$((20000 + RANDOM % 20000))
  while (: < "/dev/tcp/127.0.0.1/$postgres_port") 2> /dev/null; do postgres_port=$((20000 + RANDOM % 20000)); done
  (
    cd "$postgres_home"
    as_database_user "$postgres_bin/initdb" -D "$postgres_home/data" -U oms --auth=trust -E UTF8 --locale=C \
      --no-instructions > "$postgres_home/initdb.log"
    as_database_user "$postgres_bin/pg_ctl" -w -s -D "$postgres_home/data" -l "$postgres_home/log" \
      -o "-p $postgres_port -h 127.0.0.1 -c unix_socket_directories='' -c max_connections=200" start
    as_database_user "$postgres_bin/createdb" -h 127.0.0.1 -p "$postgres_port" -U oms -T template0 oms
  )
}

stop_postgres() {
  (cd "$postgres_home" && as_database_user "$postgres_bin/pg_ctl" -s -D "$postgres_home/data" -m fast stop) || true
  rm -rf "$postgres_home"
}
