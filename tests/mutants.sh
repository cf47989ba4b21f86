#!/bin/sh
# Breaks the product on purpose, one patch at a time, and checks that the simulation notices.
# Each patch is applied to a copy: there is no switch in the product. Usage: tests/mutants.sh [name ...]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
seeds=${OMS_SIM_SEEDS:-1000}
survived=0

if [ $# -gt 0 ]; then
    patches=$(for name in "$@"; do echo "$root/tests/mutants/$name.patch"; done)
else
    patches=$(ls "$root"/tests/mutants/*.patch)
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$copy")
cd "$copy"
test=tests/Oms.Actors.Tests

for patch in $patches; do
    name=$(basename "$patch" .patch)
    patch -s -p1 < "$patch"
    dotnet build "$test" -c Release -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
        > build.log || { cat build.log; echo "$name: does not build"; exit 2; }
    if OMS_SIM_SEEDS=$seeds timeout 600 "$test/bin/Release/net10.0/Oms.Actors.Tests" \
        --filter-class '*WorldSimulation' > run.log 2>&1; then
        echo "$name: SURVIVED $seeds seeds"
        survived=1
    elif grep -q 'Seed [0-9]*: ' run.log; then
        echo "$name: killed by $(grep -o 'Seed [0-9]*: .*' run.log | head -1 | cut -c1-160)"
    else
        cat run.log
        echo "$name: the simulation did not run"
        exit 2
    fi
    patch -s -R -p1 < "$patch"
done

exit $survived
