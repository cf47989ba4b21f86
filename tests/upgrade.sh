#!/bin/sh
# Builds the next version (tests/twin/next-version.patch, applied to a copy) and upgrades three nodes to it under load.
# Usage: tests/upgrade.sh [--seed S]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
seed=1
[ "${1:-}" != --seed ] || seed=${2:?--seed needs a number}
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1

work=$(mktemp -d -t oms-upgrade-XXXXXX)
mkdir "$work/next"
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$work/next")
(cd "$work/next" && patch -s -p1 < tests/twin/next-version.patch)
if [ -z "${OMS_BUILT:-}" ]; then
    for project in tests/Oms.Campaigns central/Oms.Central edge/Oms.Edge.Gateway; do
        dotnet build "$root/$project" -c Release -v q --nologo >&2
    done
fi

dotnet build "$work/next/central/Oms.Central" -c Release -v q --nologo -p:RunAnalyzers=false >&2
"$root/tests/Oms.Campaigns/bin/Release/net10.0/oms-campaigns" upgrade --seed "$seed" --out "$work/out" \
    --centre "$root/central/Oms.Central/bin/Release/net10.0/oms-central" \
    --next "$work/next/central/Oms.Central/bin/Release/net10.0/oms-central" \
    --gateway "$root/edge/Oms.Edge.Gateway/bin/Release/net10.0/oms-edge" || { echo "Data: $work" >&2; exit 1; }
rm -rf "$work"
