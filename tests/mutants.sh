#!/bin/sh
# Breaks the product on purpose, one patch at a time, and checks that the tests notice. A patch says which by lines
#   # test: PROJECT CLASS
# each of which must fail. Each patch is applied to a copy: there is no switch in the product.
# Usage: tests/mutants.sh [name ... | --fifth N]   all of them; these; or every fifth one, counted from N
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
export OMS_SIM_SEEDS="${OMS_SIM_SEEDS:-1000}"
survived=0

if [ "${1:-}" = --fifth ]; then
    patches=$(ls "$root"/tests/mutants/*.patch | awk -v n="$2" 'NR % 5 == n % 5')
elif [ $# -gt 0 ]; then
    patches=$(for name in "$@"; do echo "$root/tests/mutants/$name.patch"; done)
else
    patches=$(ls "$root"/tests/mutants/*.patch)
fi

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
# Readable for PostgreSQL's own user, which some tests start servers as.
chmod 755 "$copy"
(cd "$root" && git ls-files -z | xargs -0 cp --parents -t "$copy")
cd "$copy"

# noticed NAME PROJECT CLASS
noticed() {
    project=tests/$2
    dotnet build "$project" -c Release -v q --nologo -p:RunAnalyzers=false -p:TreatWarningsAsErrors=false \
        > build.log || { cat build.log; echo "$1: does not build"; exit 2; }
    if timeout 900 "$project/bin/Release/net10.0/$2" --filter-class "*.$3" > run.log 2>&1; then
        echo "$1: SURVIVED $3"
        survived=1
    elif grep -Eq '^ *failed: [1-9]' run.log; then
        echo "$1: killed by $3: $(grep -Eo 'Seed [0-9]+: .*|^failed .*' run.log | sort | sed -n '/^Seed/p;$p' | head -1 | cut -c1-160)"
    else
        cat run.log
        echo "$1: $3 did not run"
        exit 2
    fi
}

for patch in $patches; do
    name=$(basename "$patch" .patch)
    grep '^# test: ' "$patch" > tests.list || { echo "$name: names no test"; exit 2; }
    patch -s -p1 < "$patch"
    while read -r _ _ project class; do
        noticed "$name" "$project" "$class"
    done < tests.list
    patch -s -R -p1 < "$patch"
done

exit $survived
