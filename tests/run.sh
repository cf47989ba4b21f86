#!/usr/bin/env bash
# Everything that must pass, on a machine with the .NET 10 SDK, Node 20 and git; the rest is installed from Debian.
# Usage: tests/run.sh [PART...]   where PART is one of: packages build format tests mutants sim kill cluster demo
# Each part has a time budget in seconds; the last line is "N passed, N failed, N skipped".
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

passed=0 failed=0 skipped=0
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT

# The Debian packages that the tests use, each with a command that tells whether it is there.
packages() {
  local missing=() row
  for row in mosquitto:/usr/sbin/mosquitto mosquitto-clients:/usr/bin/mosquitto_pub \
    python3-paho-mqtt:/usr/lib/python3/dist-packages/paho python3-jsonschema:/usr/lib/python3/dist-packages/jsonschema \
    strace:/usr/bin/strace chromium:/usr/bin/chromium curl:/usr/bin/curl postgresql:/usr/lib/postgresql/15/bin/initdb \
    "libfaketime:$(echo /usr/lib/*/faketime/libfaketime.so.1)"; do
    [ -e "${row#*:}" ] || missing+=("${row%%:*}")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  [ "$(id -u)" = 0 ] || { echo "Not root, so not installed: ${missing[*]}; tests that need them are skipped."; return 0; }
  # Services must not start by being installed, and PostgreSQL needs no cluster of the system's.
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.d/oms-tests.conf
  printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d && chmod +x /usr/sbin/policy-rc.d
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

build() { dotnet build Oms.Edge.sln -c Release -v q -warnaserror; }

format() { dotnet format Oms.Edge.sln --no-restore --verify-no-changes --verbosity quiet; }

tests() { dotnet test --solution Oms.Edge.sln -c Release --no-build --output Detailed; }

# A fifth of them, another one after each commit; all of them with tests/mutants.sh alone.
mutants() { OMS_SIM_SEEDS=1000 bash tests/mutants.sh --fifth "$(git rev-list --count HEAD 2> /dev/null || echo 0)"; }

sim() { bash tests/campaign.sh sim --seeds 60 --seed 1001; }

kill_() { bash tests/campaign.sh kill --runs 2 --seed 1; }

cluster() {
  bash tests/campaign.sh cluster --minutes 1 --seed 1 && bash tests/campaign.sh cluster --moves 60 --seed 1
}

demo() {
  bash deploy/demo.sh --once && deploy/oms verify deploy/out/*.evidence --trust deploy/out/trust > /dev/null
}

# part NAME SECONDS: runs it within its budget; counts what it counted, or itself as one.
part() {
  local name=$1 seconds=$2 started=$SECONDS code=0
  echo "== $name (budget ${seconds} s)"
  case $name in
    kill) timeout "$seconds" bash -c "$(declare -f kill_); kill_" > "$log/$name" 2>&1 || code=$? ;;
    *) timeout "$seconds" bash -c "$(declare -f "$name"); $name" > "$log/$name" 2>&1 || code=$? ;;
  esac
  if grep -q '^Test run summary' "$log/$name"; then
    grep -E '^(failed|skipped) ' -A 12 "$log/$name" | head -400
    passed=$((passed + $(sum succeeded "$name"))); failed=$((failed + $(sum failed "$name")))
    skipped=$((skipped + $(sum skipped "$name")))
    [ $code -eq 0 ] || [ "$(sum failed "$name")" -gt 0 ] || failed=$((failed + 1))
  elif [ $code -eq 0 ]; then
    tail -15 "$log/$name"
    passed=$((passed + 1))
  else
    tail -60 "$log/$name"
    echo "!! $name failed with exit code $code$([ $code -eq 124 ] && echo ' (over its budget)')"
    failed=$((failed + 1))
  fi
  echo "== $name took $((SECONDS - started)) s"
}

sum() { grep -E "^  $1: [0-9]+" "$log/$2" | grep -oE '[0-9]+' | paste -sd+ | bc_; }
bc_() { local sum; read -r sum; echo $((${sum:-0})); }

wanted=("$@")
[ ${#wanted[@]} -gt 0 ] || wanted=(packages build format tests mutants sim kill cluster demo)
for name in "${wanted[@]}"; do
  case $name in
    packages) part packages 300 ;;
    build) part build 600 ;;
    format) part format 600 ;;
    tests) part tests 1400 ;;
    mutants) part mutants 600 ;;
    sim) part sim 300 ;;
    kill) part kill 420 ;;
    cluster) part cluster 540 ;;
    demo) part demo 300 ;;
    *) echo "No part '$name': packages build format tests mutants sim kill cluster demo"; exit 2 ;;
  esac
  # Nothing after a broken build means anything; after a good one nothing has to be built again.
  if [ "$name" = build ]; then
    [ $failed -eq 0 ] || break
    export OMS_BUILT=1
  fi
done

if [ $skipped -gt 0 ]; then
  echo "Skipped:"; grep -hE '^skipped ' "$log"/* | sort | uniq -c | head -40
fi
echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
