/// A data set that an experiment asks for and that is not on this machine.
public struct AbsentDataset: Hashable, Sendable {
  /// The name that specs use, such as "pinterest-20".
  public let name: String
  /// How the user gets it, as one line: a command, or the files and the folder they belong into.
  public let remedy: String

  public init(name: String, remedy: String) {
    self.name = name
    self.remedy = remedy
  }
}
