/// The versions that are stored with each run.
public enum EngineVersion {
  /// The release of the program.
  public static let release = "0.1.0"
  /// Raised whenever the same configuration and seed would give other numbers; part of every run's identity.
  public static let numerics = 1
}
