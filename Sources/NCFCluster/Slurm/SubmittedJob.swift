/// A job array that was submitted: a line of what `jobs.json` holds.
public struct SubmittedJob: Hashable, Sendable, Codable {
  /// Slurm's number.
  public let job: String
  public let stage: Int
  /// The parts of the array's tasks 1, 2, ….
  public let parts: [Int]

  public init(job: String, stage: Int, parts: [Int]) {
    (self.job, self.stage, self.parts) = (job, stage, parts)
  }
}
