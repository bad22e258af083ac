#!/usr/bin/env bash
# Runs a job on a Slurm of this machine, and does to it what happens on a cluster: a task is killed, one that is done is started again, the
# node goes away in the middle. The results must be those of one process, byte by byte. Needs Debian or Ubuntu, root, and tpt as it was
# built (or its command in TPT). The last line is 'N passed, N failed'. Daemons, ports and files are its own, and gone at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD
root=$(cd ../../.. && pwd)

export TPT=${TPT:-"dotnet $root/src/Tpt.Cli/bin/Release/net10.0/tpt.dll"}
# So many pictures, in so many shards.
pictures=${PICTURES:-96}
shards=8
patience=300

work=$(mktemp -d)
passed=0
failed=0

check() { # check <what> <command>...
  local what=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "passed: $what"
  else
    failed=$((failed + 1))
    echo "FAILED: $what"
  fi
}

stop() { # stop <pid file> [signal]
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  kill "-${2:-TERM}" "$pid" 2>/dev/null || return 0
  for _ in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL "$pid" 2>/dev/null || true
}

finish() {
  local code=$?
  if [ -n "${job:-}" ]; then
    scancel "$job" 2>/dev/null || true
    sleep 1
  fi
  for daemon in slurmd slurmctld munged; do
    stop "$work/$daemon.pid"
  done
  if [ "$code" -ne 0 ] || [ "$failed" -gt 0 ]; then
    tail -n 20 "$work"/*.log "$work"/task-*.txt 2>/dev/null || true
  fi
  [ "$code" -eq 0 ] || failed=$((failed + 1))
  rm -rf "$work"
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ] || exit 1
}
trap finish EXIT

wait_until() { # wait_until <command>...: at most as long as patience
  for _ in $(seq $((patience * 5))); do
    if "$@"; then
      return 0
    fi
    sleep 0.2
  done
  echo "waited $patience s for: $*" >&2
  return 1
}

if ! command -v slurmctld >/dev/null || ! command -v slurmd >/dev/null || ! command -v munged >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends slurm-wlm munge >/dev/null
fi

start_slurmd() { slurmd -L "$work/slurmd.log" 2>>"$work/slurmd.err"; }

start_daemons() {
  mkdir -p "$work/state" "$work/spool" "$work/munge"
  chmod 711 "$work"
  chmod 700 "$work/munge"
  dd if=/dev/urandom of="$work/munge/key" bs=1 count=1024 status=none
  chmod 400 "$work/munge/key"
  munged --force --key-file="$work/munge/key" --socket="$work/munge.socket" --pid-file="$work/munged.pid" --seed-file="$work/munge/seed" --log-file="$work/munged.log"
  cat > "$work/slurm.conf" <<EOF
ClusterName=here
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=16817
SlurmdPort=16818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$work/munge.socket,cred_expire=5
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
JobCompType=jobcomp/none
JobAcctGatherType=jobacct_gather/none
JobRequeue=1
ReturnToService=2
SlurmdTimeout=10
KillWait=5
SchedulerParameters=sched_interval=2,batch_sched_delay=1
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=$(hostname -s) Default=YES MaxTime=INFINITE State=UP
EOF
  export SLURM_CONF=$work/slurm.conf
  slurmctld -L "$work/slurmctld.log"
  start_slurmd
  wait_until node_is_idle
}

node_is_idle() { [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]; }
node_is_away() { [[ "$(sinfo -h -o %T)" == down* ]]; }
state_of() { scontrol -o show job "${job}_$1" | sed -n 's/.*JobState=\([A-Z]*\).*/\1/p'; }
restarts_of() { scontrol -o show job "${job}_$1" | sed -n 's/.* Restarts=\([0-9]*\).*/\1/p'; }
is_done() { [ "$(state_of "$1")" = COMPLETED ]; }
was_restarted() { [ "$(restarts_of "$1")" -gt 0 ]; }
are_done() { local k; for k in $(seq 0 $((shards - 1))); do is_done "$k" || return 1; done; }
any_done() { local k; for k in $(seq 0 $((shards - 1))); do if is_done "$k"; then done_task=$k; return 0; fi; done; return 1; }
# The worker of a task: by its environment, since the command lines of all tasks are the same.
worker_of() { # worker_of <task>: sets worker
  local pid
  for pid in $(pgrep -f -- "worker --plan $work/job/plan.json"); do
    if tr '\0' '\n' < "/proc/$pid/environ" 2>/dev/null | grep -qx "SLURM_ARRAY_TASK_ID=$1" && grep -qz -- worker "/proc/$pid/cmdline" && ! grep -qz -- array.sbatch "/proc/$pid/cmdline"; then
      worker=$pid
      return 0
    fi
  done
  return 1
}
scores() { grep -q "of .* pictures" "$work/task-$1.txt" 2>/dev/null; }
any_scores() { local k; for k in $(seq "$1" $((shards - 1))); do if ! is_done "$k" && scores "$k"; then return 0; fi; done; return 1; }

# A list of pictures with their classes, spread over the samples.
find "$root/samples/EvaluationPictures" -name '*.png' | LC_ALL=C sort | awk -v want="$pictures" '{ line[NR] = $0 } END { for (i = 0; i < want && i < NR; i++) print line[int(i * NR / want) + 1] }' \
  | while read -r picture; do printf '%s\t%s\n' "$picture" "$(basename "$(dirname "$picture")")"; done > "$work/list.txt"
cut -f 2 "$work/list.txt" | LC_ALL=C sort -u > "$work/classes.txt"
rows=$((($(wc -l < "$work/list.txt") + shards - 1) / shards))

plan() { $TPT plan --input "$work/list.txt" --classes "$work/classes.txt" --rows-per-shard "$rows" --views 10 --out "$1" -q >/dev/null; }

plan "$work/alone"
$TPT worker --plan "$work/alone/plan.json" --shards "0..$shards" -q
$TPT commit --plan "$work/alone/plan.json" -q >/dev/null

start_daemons
plan "$work/job"
job=$(sbatch --parsable --gpus=0 --cpus-per-task=1 --array="0-$((shards - 1))%2" --output="$work/task-%a.txt" "$here/array.sbatch" "$work/job/plan.json" --checkpoint 1)

# A task that is killed.
wait_until scores 1
wait_until worker_of 1
kill -KILL "$worker"
check "a task that was killed is tried again" wait_until was_restarted 1

# A task that is done, and started again.
wait_until any_done
done_before=$done_task
scontrol requeue "${job}_$done_before"
check "a task that is done is started again" wait_until was_restarted "$done_before"

# A node that goes away.
wait_until any_scores 2
stop "$work/slurmd.pid" KILL
check "the node is away" wait_until node_is_away
start_slurmd

commit=$(sbatch --parsable --cpus-per-task=1 --dependency="afterok:$job" --output="$work/task-commit.txt" "$here/commit.sbatch" "$work/job/plan.json")
check "all tasks are done" wait_until are_done
check "a task that is done leaves its shard alone" grep -q "shard $done_before is there" "$work/task-$done_before.txt"
committed() { [ -f "$(dirname "$(find "$work/job" -name 'shard-000000.parquet')")/_SUCCESS" ]; }
check "the commit job ran behind them" wait_until committed
wait_until test -z "$(squeue -h -j "$commit" 2>/dev/null)" || true
check "the results are those of one process" diff -r "$work/alone" "$work/job"
