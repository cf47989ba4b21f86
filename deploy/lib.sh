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
  if ! dotnet publish "$project" -c Release -v q --nologo -o "$built/$name" > "$log" 2>&1; then
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
