#!/bin/bash
# ncf-exp against a real Slurm on this machine: `make test-slurm`. Needs root, slurm-wlm, munge and the built program.
#
#   Tests/Slurm/test.sh .build/release/ncf-exp

set -euo pipefail
program=$(realpath "$1")
cd "$(dirname "$0")/../.."
source Tests/Slurm/cluster.sh

folder=$(mktemp -d)
trap 'stop_cluster; rm -rf "$folder"' EXIT
start_cluster "$folder/cluster"

fail() {
  echo "failed: $*" >&2
  tail -n 20 "$folder"/*/shards/*/logs/*.log >&2 2> /dev/null || true
  exit 1
}

# expect WHAT EXPECTED FOUND
expect() {
  [ "$2" = "$3" ] || fail "$1: expected \"$2\", found \"$3\""
  echo "ok: $1"
}

# count SWEEP STANDING: how many runs have it.
count() {
  "$program" status "$1" --db "$folder/${1##*/}.sqlite" --json |
    sed -n "/\"total\"/,\$ s/.*\"$2\" : \([0-9]*\).*/\1/p"
}

# All that runs found, without when, where and how fast.
numbers() {
  "$program" export "$folder/numbers.jsonl" --db "$1" > /dev/null
  sed -E 's/"(ended|started)":"[^"]*",?//g; s/"(training|evaluation)_seconds":[^,}]*,?//g; s/"environment":\{[^}]*\},?//' \
    "$folder/numbers.jsonl" | sort
}

queue_is_empty() { [ -z "$(squeue --noheader)" ]; }

# spec NAME EPOCHS: pre-trained NeuMF with what it starts from, and GMF of several sizes.
spec() {
  cat > "$folder/$1.json" <<SPEC
{"name": "$1", "settings": {"dataset": "sample", "batch_size": 128},
 "groups": [
   {"settings": {"model": "neumf", "pretraining": true, "factors": 8, "epochs": 20}},
   {"settings": {"model": "gmf", "epochs": $2}, "sweep": {"factors": [16, 24]}}]}
SPEC
}

echo "== An array for each stage, and one run in each task"
spec plain 20
plain=("$folder/plain.json" --db "$folder/plain.sqlite" --shards "$folder/shards/plain")
said=$("$program" submit "${plain[@]}" --partition cpu --time 10 --sbatch --begin=now+15seconds)
expect "two arrays are submitted" "2" "$(grep -c '^job ' <<< "$said")"
said=$("$program" submit "${plain[@]}" --partition cpu --time 10)
expect "what is in the queue is not submitted again" "5 runs: 5 in the queue" "$said"
expect "status knows the queue" "5" "$(count "$folder/shards/plain" queued)"
wait_for "end of the queue" queue_is_empty
expect "all runs are finished" "5" "$(count "$folder/shards/plain" to_collect)"
said=$("$program" collect "$folder/shards/plain" --db "$folder/plain.sqlite")
expect "they are collected" "5 shards: 5 runs added, 0 known already, 2 files of weights added" "$said"
expect "nothing is left to submit" "5 runs: 5 finished" "$("$program" submit "${plain[@]}" --time 10)"
"$program" run "$folder/plain.json" --db "$folder/reference.sqlite" --quiet > /dev/null
expect "the numbers are those of one machine" "$(numbers "$folder/reference.sqlite")" "$(numbers "$folder/plain.sqlite")"

echo "== Tasks that are cancelled, and submitted again"
spec cut 3000
cut=("$folder/cut.json" --db "$folder/cut.sqlite" --shards "$folder/shards/cut" --checkpoint-interval 0.2)
"$program" submit "${cut[@]}" --time 10
has_checkpoints() { [ "$(find "$folder/shards/cut" -name '*.checkpoint' | wc -l)" -ge 2 ]; }
wait_for "checkpoint" has_checkpoints
scancel --me
wait_for "end of the queue" queue_is_empty
finished=$(count "$folder/shards/cut" to_collect)
[ "$finished" -lt 5 ] || fail "everything was finished before it could be cancelled"
expect "no run is lost" "$((5 - finished))" "$(($(count "$folder/shards/cut" interrupted) + $(count "$folder/shards/cut" planned)))"
said=$("$program" submit "${cut[@]}" --time 10)
expect "what is missing is submitted again" "$((5 - finished)) to submit" "$(grep -o '[0-9]* to submit' <<< "$said")"

echo "== A task whose node kills it without a word"
has_process() { pgrep -f "task $folder/shards/cut" > "$folder/pids"; }
wait_for "task" has_process
sleep 1
xargs kill -KILL < "$folder/pids" || true
wait_for "end of the queue" queue_is_empty
"$program" submit "${cut[@]}" --time 10 > /dev/null
wait_for "end of the queue" queue_is_empty
expect "all runs are finished" "5" "$(count "$folder/shards/cut" to_collect)"
grep -qh "goes on after epoch" "$folder"/shards/cut/logs/*.log || fail "no run went on from a checkpoint"
"$program" collect "$folder/shards/cut" --db "$folder/cut.sqlite" > /dev/null
"$program" run "$folder/cut.json" --db "$folder/reference-cut.sqlite" --quiet > /dev/null
expect "the numbers are those of one machine" "$(numbers "$folder/reference-cut.sqlite")" "$(numbers "$folder/cut.sqlite")"

echo "== A task that runs out of time"
cat > "$folder/late.json" <<SPEC
{"name": "late", "settings": {"dataset": "sample", "model": "neumf", "factors": 32, "epochs": 10000}}
SPEC
"$program" submit "$folder/late.json" --db "$folder/late.sqlite" --shards "$folder/shards/late" --time 1
was_requeued() { grep -qh "goes on after epoch" "$folder"/shards/late/logs/*.log 2> /dev/null; }
wait_for "task that came back from the queue" was_requeued
echo "ok: the task went back into the queue and goes on"
scancel --me
wait_for "end of the queue" queue_is_empty

echo "all is well"
