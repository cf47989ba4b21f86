#!/usr/bin/env bash
# Long campaigns, resumable by seed range. The last line is "N passed, N failed".
#
#   tests/campaign.sh kill --runs N --seed S     kills servers at random in N scenarios; facts must equal an undisturbed run's
#   tests/campaign.sh sim --seeds N --seed FIRST N simulated worlds: the runtime's, then the whole system's
#   tests/campaign.sh mqtt                       a million damaged packets in memory, 20 000 over TCP
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
verb=${1:-}; [ $# -eq 0 ] || shift
runs=200 seed=1 seeds=10000
while [ $# -gt 0 ]; do
  case $1 in
    --runs) runs=${2:?--runs needs a number}; shift ;;
    --seeds) seeds=${2:?--seeds needs a number}; shift ;;
    --seed) seed=${2:?--seed needs a number}; shift ;;
    *) echo "There is no option $1" >&2; exit 2 ;;
  esac
  shift
done

built() { # built PROJECT: builds it (Release) and prints its output folder
  dotnet build "$root/$1" -c Release -v q --nologo >&2
  echo "$root/$1/bin/Release/net10.0"
}

# simulate NAME PROJECT CLASS: one test class over the seed range
simulate() {
  local name=$1 folder code=0 log
  folder=$(built "$2") log=$(mktemp)
  echo "$name: seeds $seed to $((seed + seeds - 1))"
  OMS_SIM_FIRST=$seed OMS_SIM_SEEDS=$seeds "$folder/$(basename "$2")" --filter-class "$3" > "$log" 2>&1 || code=$?
  grep -vE '^(xUnit|Test run summary|$)' "$log" | head -60
  rm -f "$log"
  return $code
}

case $verb in
  kill)
    campaigns=$(built tests/Oms.Campaigns) centre=$(built central/Oms.Central) gateway=$(built edge/Oms.Edge.Gateway)
    out=$(mktemp -d -t oms-kill-XXXXXX)
    "$campaigns/oms-campaigns" kill --runs "$runs" --seed "$seed" --centre "$centre/oms-central" \
      --gateway "$gateway/oms-edge" --out "$out" || { echo "Data of failed runs: $out" >&2; exit 1; }
    rm -rf "$out"
    ;;
  sim)
    failed=0
    simulate "runtime" tests/Oms.Actors.Tests '*WorldSimulation' || failed=$((failed + 1))
    simulate "whole system" tests/Oms.Simulation.Tests '*SystemSimulation' || failed=$((failed + 1))
    echo "$((2 - failed)) passed, $failed failed"
    [ $failed -eq 0 ]
    ;;
  mqtt)
    folder=$(built tests/Oms.Mqtt.Tests)
    OMS_MQTT_MUTATIONS=1000000 OMS_MQTT_TCP_MUTATIONS=20000 "$folder/Oms.Mqtt.Tests"
    ;;
  *)
    sed -n '2,7s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
