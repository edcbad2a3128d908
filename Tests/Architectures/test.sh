#!/bin/sh
# Builds for x86-64-v3 and x86-64-v4: each ends in one line on a processor that lacks what it needs, and where this machine
# runs both, one repeats what the other trained. Usage: test.sh V3 V4
set -eu
v3=$1
v4=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# refused PROGRAM PROCESSOR EXTENSION: the program says on an emulated processor that it needs the extension.
refused() {
  code=0
  qemu-x86_64 -cpu "$2" "$1" --version > "$folder/out" 2>&1 || code=$?
  if [ "$code" != 69 ] || ! grep -q "^error: this program was built for a processor with .*$3" "$folder/out"; then
    echo "$1 on $2: exit code $code:"
    cat "$folder/out"
    exit 1
  fi
  echo "$1 on $2: $(cat "$folder/out")"
}

refused "$v3" Nehalem avx2
refused "$v4" Haswell avx512f
qemu-x86_64 -cpu Haswell "$v3" --version > /dev/null
echo "$v3 on Haswell: runs"

if "$v4" --version > /dev/null 2>&1; then
  "$v3" run Tests/Determinism/methods.json --keep-weights --quiet --db "$folder/ncf.sqlite"
  if "$v4" verify --all --rerun --quiet --db "$folder/ncf.sqlite"; then
    echo "x86-64-v3 and x86-64-v4 give the same bits"
  else
    echo "x86-64-v3 and x86-64-v4 give other bits: do not mix them in one database"
  fi
else
  echo "skipped: this machine does not run x86-64-v4, so bits were not compared"
fi
