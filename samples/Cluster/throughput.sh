#!/usr/bin/env bash
# A worker against 'tpt evaluate' on the same pictures, model and machine: pictures a second of each, and the share. Options go to both:
#   throughput.sh ../EvaluationPictures/held-out-style-seen-food --model openai/clip-vit-base-patch16 --gpu 0
# Start and loading of the model are in both times, so give enough pictures. Nothing else should run meanwhile.
set -euo pipefail
export LC_ALL=C   # a point in numbers
if [ $# -eq 0 ] || [ ! -d "$1" ]; then
  echo "usage: throughput.sh <folder of class folders> [options of tpt]" >&2
  exit 42
fi
pictures=$1
shift
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tpt=${TPT:-"dotnet $root/src/Tpt.Cli/bin/Release/net10.0/tpt.dll"}
rounds=${ROUNDS:-3}
if [ -z "${TPT:-}" ] && [ ! -f "$root/src/Tpt.Cli/bin/Release/net10.0/tpt.dll" ]; then
  echo "tpt is not built: run 'dotnet build -c Release' in $root, or give its command in TPT" >&2
  exit 42
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

now() { date +%s.%N; }
best() { sort -g "$1" | head -n 1; }

for round in $(seq "$rounds"); do
  from=$(now)
  $tpt evaluate "$pictures" "$@" --out "$work/evaluation-$round" -q >/dev/null
  awk -v a="$from" -v b="$(now)" 'BEGIN { print b - a }' >> "$work/evaluate.txt"
  $tpt plan --input "$pictures" "$@" --rows-per-shard 1000000000 --out "$work/job-$round" -q >/dev/null
  # The device is the worker's own matter, and not in the plan.
  device=()
  for ((i = 1; i <= $#; i++)); do
    if [ "${!i}" = --gpu ]; then
      next=$((i + 1))
      device=(--gpu "${!next}")
    fi
  done
  from=$(now)
  $tpt worker --plan "$work/job-$round/plan.json" --shard 0 "${device[@]}" -q >/dev/null
  awk -v a="$from" -v b="$(now)" 'BEGIN { print b - a }' >> "$work/worker.txt"
done
awk -v evaluate="$(best "$work/evaluate.txt")" -v worker="$(best "$work/worker.txt")" \
  'BEGIN { printf "evaluate %.1f s, worker %.1f s (best of each): the worker has %.1f %% of the throughput\n", evaluate, worker, 100 * evaluate / worker }'
