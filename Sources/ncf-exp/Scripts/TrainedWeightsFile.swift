import ArgumentParser
import Foundation
import NCFDiagnostics
import NCFExperiments
import NCFModels
import NCFWeights

/// Where the weights of the best epoch go.
enum TrainedWeightsFile: Hashable {
  /// Nowhere: `--out 0`.
  case none
  /// Beside the database.
  case stored
  /// Where the authors' scripts put them: `--out 1`.
  case scripts
  case file(String)

  private static let folder = "Pretrain"

  /// - Throws: `InputError` if the file's format is unknown, or has no place for the method's weights.
  init(_ out: String?, method: String) throws {
    let networks = [GMF().name, MLP().name, NeuMF().name]
    guard let out else {
      self = .stored
      return
    }
    if let number = Int(out) { self = number > 0 ? .scripts : .none } else { self = .file(out) }
    let isKeras =
      switch self {
      case .file(let path): try WeightsFormat(ofFile: path) == .keras
      case .scripts: true
      case .none, .stored: false
      }
    guard !isKeras || networks.contains(method) else {
      throw ValidationError("--out \(out) is for gmf, mlp and neumf; name a file .safetensors or .npz")
    }
  }

  /// The file, in a folder that is there; nil where there is none to write.
  func path(for configuration: RunConfiguration, at start: Date) throws -> String? {
    switch self {
    case .none, .stored: return nil
    case .file(let path): return path
    case .scripts:
      do {
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
      } catch {
        throw InputError(
          .cannotWrite, file: Self.folder, problem: "the folder cannot be made",
          remedy: "change the permissions of the working folder, or name a file with --out")
      }
      var parts = [configuration.dataset, ScriptLog.title(of: configuration)]
      if configuration.method != MLP().name, let factors = configuration.values[.factors] {
        parts.append("\(factors)")
      }
      if case .integers(let layers) = configuration.values[.layers] {
        parts.append("[\(layers.map(String.init).joined(separator: ","))]")
      }
      parts.append("\(Int(start.timeIntervalSince1970))")
      return "\(Self.folder)/\(parts.joined(separator: "_")).h5"
    }
  }
}
