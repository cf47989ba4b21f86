#!/usr/bin/env bash
# Builds and starts one centre, two depots' gateways and a simulated fleet, and shows them at work.
#
#   deploy/demo.sh            runs until Ctrl-C: round after round of orders, routes and check-outs
#   deploy/demo.sh --once     plays one scenario, prints how it ended, and exits 0 only if that is as planned
#
#   --cluster     a centre of three nodes over a PostgreSQL of its own (from Debian if missing); with --once one node
#                 is killed half-way and started again
#   --seed N      another scenario (default 1)       --out DIR     where evidence and data go (default deploy/out)
#   --json FILE   with --once: the facts as JSON     --keep        leave the servers' data and logs
#   --scale N     seconds of the scenario in one     --no-build    use what was built before
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
. "$root/deploy/lib.sh"

verb=run build=yes cluster=no out="$root/deploy/out" arguments=()
while [ $# -gt 0 ]; do
  case $1 in
    --once) verb=once ;;
    --cluster) cluster=yes ;;
    --no-build) build=no ;;
    --keep) arguments+=("$1") ;;
    --out) out=${2:?--out needs a folder}; shift ;;
    --seed | --json | --scale) arguments+=("$1" "${2:?$1 needs a value}"); shift ;;
    -h | --help) sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "There is no option $1; see deploy/demo.sh --help" >&2; exit 2 ;;
  esac
  shift
done

if [ $build = yes ]; then
  echo "Building (Release) ..."
  build_once central "$root/central/Oms.Central"
  build_once gateway "$root/edge/Oms.Edge.Gateway"
  build_once fleet "$root/edge/Oms.Edge.Fleet"
fi

# The fleet stops the servers itself. If it is killed, they are stopped here, by the ids that it wrote down.
fleet=
cleanup() {
  if [ -n "$fleet" ] && kill -0 "$fleet" 2> /dev/null; then
    kill -TERM "$fleet" 2> /dev/null || true
    wait "$fleet" 2> /dev/null || true
  fi
  if [ -s "$out/data/pids" ]; then
    while read -r id; do
      case $(readlink "/proc/$id/exe" 2> /dev/null) in "$built"/*) kill -TERM "$id" 2> /dev/null || true ;; esac
    done < "$out/data/pids"
  fi
  [ -z "${postgres_home:-}" ] || stop_postgres
}
trap cleanup EXIT
if [ $cluster = yes ]; then
  start_postgres
  arguments+=(--database "Host=127.0.0.1;Port=$postgres_port;Username=oms;Database=oms")
fi

"$built/fleet/oms-fleet" "$verb" --out "$out" --centre "$built/central/oms-central" \
  --gateway "$built/gateway/oms-edge" ${arguments[@]+"${arguments[@]}"} <&0 &
fleet=$!
# TERM for Ctrl-C as well: a shell starts what runs beside it with INT ignored.
trap 'kill -TERM "$fleet" 2> /dev/null || true' INT TERM
code=0
while true; do
  wait "$fleet" && code=0 || code=$?
  # A signal ends the wait, too; the fleet then stops everything and ends by itself.
  kill -0 "$fleet" 2> /dev/null || break
done
fleet=
exit $code
