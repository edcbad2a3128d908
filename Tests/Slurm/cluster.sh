# A Slurm cluster of one node on this machine, for tests: munged, slurmctld and slurmd, as root. To be sourced.
#
#   start_cluster FOLDER    everything that it writes is in FOLDER, and SLURM_CONF names its configuration
#   stop_cluster            ends the three, and what they have started

start_cluster() {
  local folder=$1
  mkdir -p "$folder"/{munge,state,spool}
  chmod 700 "$folder/munge"
  dd if=/dev/urandom of="$folder/munge/key" bs=128 count=1 2>/dev/null
  chmod 400 "$folder/munge/key"
  export SLURM_CONF=$folder/slurm.conf
  cat > "$SLURM_CONF" <<CONF
ClusterName=test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmUser=root
SlurmctldPort=16817
SlurmdPort=16818
AuthType=auth/munge
AuthInfo=socket=$folder/munge/socket
CredType=cred/munge
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=5
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
KillWait=5
MaxArraySize=101
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$(awk '/MemTotal/ { print int($2 / 1024 * 0.9) }' /proc/meminfo) State=UNKNOWN
PartitionName=cpu Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  munged --foreground --force --key-file="$folder/munge/key" --socket="$folder/munge/socket" \
    --pid-file="$folder/munge/pid" --log-file="$folder/munge/log" --seed-file="$folder/munge/seed" \
    2> "$folder/munge/errors" &
  cluster_processes=$!
  wait_for "munged" test -S "$folder/munge/socket"
  slurmctld -D > /dev/null 2>&1 &
  cluster_processes="$! $cluster_processes"
  slurmd -D > /dev/null 2>&1 &
  cluster_processes="$! $cluster_processes"
  wait_for "an idle node" sh -c 'sinfo --noheader --format=%T 2>/dev/null | grep -qx idle'
}

stop_cluster() {
  [ -n "${cluster_processes:-}" ] || return 0
  # Jobs first: slurmd leaves them alone when it ends.
  scancel --me 2>/dev/null || true
  for _ in $(seq 60); do [ -z "$(squeue --noheader 2>/dev/null)" ] && break; sleep 0.5; done
  kill $cluster_processes 2>/dev/null || true
  wait $cluster_processes 2>/dev/null || true
  cluster_processes=
}

# wait_for WHAT COMMAND…: until the command succeeds; gives up after three minutes.
wait_for() {
  local what=$1
  shift
  for _ in $(seq 360); do
    if "$@"; then return 0; fi
    sleep 0.5
  done
  echo "there was no $what in three minutes" >&2
  return 1
}
