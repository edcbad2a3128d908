import NCFCluster
import Testing

@Suite struct SlurmTests {
  @Test func readsTheQueue() {
    let tasks = Slurm.tasks(listing: "12 1 RUNNING\n12 2 PENDING\n40 N/A RUNNING\n\n13 7 COMPLETING\n")
    #expect(tasks.map(\.job) == ["12", "12", "13"])
    #expect(tasks.map(\.index) == [1, 2, 7])
    #expect(tasks.map(\.isRunning) == [true, false, true])
  }

  @Test func readsHowTasksEnded() {
    let tasks = Slurm.endings(
      listing: "12_1|TIMEOUT\n12_2|CANCELLED by 1000\n12_[3-9]|PENDING\n15|COMPLETED\n")
    #expect(tasks.map(\.state) == ["TIMEOUT", "CANCELLED"])
    #expect(tasks.map(\.index) == [1, 2])
  }

  @Test func readsHowLargeAnArrayMayBe() {
    #expect(Slurm.largestArray(configuration: "LogTimeFormat = x\nMaxArraySize            = 4001\n") == 4000)
    #expect(Slurm.largestArray(configuration: "") == 1000)
  }

  @Test func laterStagesWaitForEarlierOnes() {
    #expect(Slurm.command(script: "a/stage-1.sbatch", after: []) == "sbatch --parsable a/stage-1.sbatch")
    #expect(
      Slurm.command(script: "my a/s", after: ["7", "8"])
        == "sbatch --parsable --dependency=afterany:7:8 'my a/s'")
  }

  @Test func partsInTheQueue() {
    let jobs = [
      SubmittedJob(job: "5", stage: 1, shards: [1, 4]), SubmittedJob(job: "6", stage: 2, shards: [2]),
    ]
    let tasks = Slurm.tasks(listing: "5 2 RUNNING\n6 1 PENDING\n6 9 PENDING\n99 1 RUNNING\n")
    let queued = QueuedShards(jobs, tasks)
    #expect(queued.isRunning == [4: true, 2: false])
    #expect(queued.jobs == ["5", "6"])
  }
}
