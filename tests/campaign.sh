#!/usr/bin/env bash
# Long campaigns, resumable by seed range. The last line is "N passed, N failed".
#
#   tests/campaign.sh kill --runs N --seed S     kills servers at random in N scenarios; facts must equal an undisturbed run's
#   tests/campaign.sh sim --seeds N --seed FIRST N simulated worlds: the runtime's, a cluster's, the whole system's
#   tests/campaign.sh cluster --minutes M --seed S  a bad day of three nodes over PostgreSQL, and whether it cost anything
#   tests/campaign.sh cluster --moves N --seed S  N shards moved by force under load, and how long their writes waited
#   tests/campaign.sh gaps --rounds N            how long shards are not served after a kill, when declared dead, at a drain
#   tests/campaign.sh ha --rounds N --seed S       three nodes over PostgreSQL under Patroni, whose primary is killed N times
#   tests/campaign.sh upgrade --seed S           three nodes under load become nodes of the next version, one by one
#   tests/campaign.sh mqtt                       a million damaged packets in memory, 20 000 over TCP
#   tests/campaign.sh history --commands N --seed S  N commands to stock, orders and money, every invariant after each
#   tests/campaign.sh evidence --mutations N --seed S  N random mutations of evidence files, each refused as what it is
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
verb=${1:-}; [ $# -eq 0 ] || shift
runs=200 seed=1 seeds=10000 minutes=60 moves=0 rounds=3 mutations=100000 commands=1000000
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=${2:?--runs needs a number}; shift ;;
    --seeds) seeds=${2:?--seeds needs a number}; shift ;;
    --minutes) minutes=${2:?--minutes needs a number}; shift ;;
    --moves) moves=${2:?--moves needs a number}; shift ;;
    --commands) commands=${2:?--commands needs a number}; shift ;;
    --mutations) mutations=${2:?--mutations needs a number}; shift ;;
    --rounds) rounds=${2:?--rounds needs a number}; shift ;;
    --seed) seed=${2:?--seed needs a number}; shift ;;
    *) echo "There is no option $1" >&2; exit 2 ;;
  esac
  shift
done

built() { # built PROJECT: builds it (Release) unless OMS_BUILT says it is, and prints its output folder
  [ -n "${OMS_BUILT:-}" ] || dotnet build "$root/$1" -c Release -v q --nologo >&2
  echo "$root/$1/bin/Release/net10.0"
}

# simulate NAME PROJECT CLASS: one test class over the seed range, in parts; adds to $passed and $failed
simulate() {
  local name=$1 folder log first=$seed last=$((seed + seeds - 1)) part=500 count broken
  folder=$(built "$2") log=$(mktemp)
  echo "$name: seeds $first to $last"
  while [ "$first" -le "$last" ]; do
    count=$((last - first + 1)); [ $count -le $part ] || count=$part
    broken=0
    if ! OMS_SIM_FIRST=$first OMS_SIM_SEEDS=$count "$folder/$(basename "$2")" --filter-class "$3" \
      --show-live-output on > "$log" 2>&1; then
      broken=$({ grep -oE '^ *Seed [0-9]+:' "$log" || true; } | sed 's/^ *//' | sort -u | wc -l)
      # A run that fails without a seed is a failure too.
      [ "$broken" -gt 0 ] || broken=1
      sed -nE '/^(xUnit|\[\+|$)/!p' "$log" | sed -n '1,200p'
    fi
    sed -nE 's/^[^0-9]* ([0-9]+) ([A-Za-z]+( [A-Za-z]+)*(: [A-Za-z ]+)?)$/\1 \2/p' "$log" >> "$log.faults"
    passed=$((passed + count - broken)) failed=$((failed + broken)) first=$((first + count))
    echo "$name: next seed $first, $passed passed, $failed failed so far"
  done
  echo "$name: how often each fault was hit"
  awk '{ n = $1; $1 = ""; sum[$0] += n } END { for (kind in sum) printf "%10d%s\n", sum[kind], kind }' "$log.faults" | sort -k2
  rm -f "$log" "$log.faults"
}

# told PROJECT CLASS LINES: one test class, what it counted, and so many lines of what failed
told() {
  local folder log passed=0
  folder=$(built "$1") log=$(mktemp)
  "$folder/$(basename "$1")" --filter-class "$2" --show-live-output on > "$log" 2>&1 && passed=1
  sed -nE 's/^OUTPUT: \[[^]]*\] ?//p' "$log"
  [ $passed -eq 1 ] || sed -nE '/^(xUnit|\[\+|$)/!p' "$log" | sed -n "1,$3p"
  rm -f "$log"
  echo "$passed passed, $((1 - passed)) failed"
  [ $passed -eq 1 ]
}

case $verb in
  kill)
    campaigns=$(built tests/Oms.Campaigns) centre=$(built central/Oms.Central) gateway=$(built edge/Oms.Edge.Gateway)
    out=$(mktemp -d -t oms-kill-XXXXXX)
    "$campaigns/oms-campaigns" kill --runs "$runs" --seed "$seed" --centre "$centre/oms-central" \
      --gateway "$gateway/oms-edge" --out "$out" || { echo "Data of failed runs: $out" >&2; exit 1; }
    rm -rf "$out"
    ;;
  cluster | gaps)
    what=(--minutes "$minutes" --moves "$moves")
    [ "$verb" = cluster ] || what=(--rounds "$rounds")
    campaigns=$(built tests/Oms.Campaigns) centre=$(built central/Oms.Central) gateway=$(built edge/Oms.Edge.Gateway)
    out=$(mktemp -d -t oms-cluster-XXXXXX)
    "$campaigns/oms-campaigns" "$verb" "${what[@]}" --seed "$seed" --centre "$centre/oms-central" \
      --gateway "$gateway/oms-edge" --out "$out" || { echo "Data of the run: $out" >&2; exit 1; }
    rm -rf "$out"
    ;;
  ha)
    campaigns=$(built tests/Oms.Campaigns) centre=$(built central/Oms.Central) gateway=$(built edge/Oms.Edge.Gateway)
    out=$(mktemp -d -t oms-ha-XXXXXX)
    "$campaigns/oms-campaigns" ha --rounds "$rounds" --seed "$seed" --centre "$centre/oms-central" \
      --gateway "$gateway/oms-edge" --out "$out" || { status=$?; echo "Data of the run: $out" >&2; exit "$status"; }
    rm -rf "$out"
    ;;
  upgrade)
    "$root/tests/upgrade.sh" --seed "$seed"
    ;;
  sim)
    passed=0 failed=0
    simulate "runtime" tests/Oms.Actors.Tests '*WorldSimulation'
    simulate "cluster" tests/Oms.Actors.Tests '*ClusterSimulation'
    simulate "whole system" tests/Oms.Simulation.Tests '*SystemSimulation'
    echo "$passed passed, $failed failed"
    [ $failed -eq 0 ]
    ;;
  mqtt)
    folder=$(built tests/Oms.Mqtt.Tests)
    OMS_MQTT_MUTATIONS=1000000 OMS_MQTT_TCP_MUTATIONS=20000 "$folder/Oms.Mqtt.Tests"
    ;;
  evidence)
    OMS_EVIDENCE_MUTATIONS=$mutations OMS_EVIDENCE_SEED=$seed told tests/Oms.Transparency.Tests '*EvidenceCampaign' 40
    ;;
  history)
    OMS_HISTORY_COMMANDS=$commands OMS_HISTORY_SEED=$seed told tests/Oms.Central.Tests '*GeneratedHistory' 80
    ;;
  *)
    sed -n '2,13s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
