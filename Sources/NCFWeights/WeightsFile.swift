import Foundation
import NCFDiagnostics
import NCFSystem

/// Reads and writes weights in the format that the file's extension names.
///
///     let weights = try WeightsFile.read("ml-1m_GMF_8_1501651698.h5")
///     try WeightsFile.write(weights, to: "gmf.safetensors")
public enum WeightsFile {
  /// What a file holds.
  public struct Content: Hashable, Sendable {
    public let weights: TensorBundle
    /// The name of the method that the file says the weights are of; nil if it says nothing, as only .safetensors can.
    public let method: String?
  }

  /// - Throws: `InputError` if there is no such file, or its content is not what its extension says.
  public static func read(_ path: String) throws -> TensorBundle { try content(of: path).weights }

  /// - Throws: `InputError` if there is no such file, or its content is not what its extension says.
  public static func content(of path: String) throws -> Content {
    switch try WeightsFormat(ofFile: path) {
    case .safetensors: try TensorBundle.content(ofSafetensors: WeightsContent.read(path), file: path)
    case .numPy:
      Content(weights: try TensorBundle(numPy: WeightsContent.read(path), file: path), method: nil)
    case .keras:
      Content(weights: try TensorBundle(keras: Array(WeightsContent.read(path)), file: path), method: nil)
    }
  }

  /// Writes a file, all of it or nothing; what stood there before is replaced.
  /// - Parameter method: The name of the method that the weights are of, for a format with a place for it. Some methods'
  ///   tensors are alike.
  /// - Throws: `InputError` of kind `cannotWrite`, also if the format has no place for such weights.
  public static func write(_ weights: TensorBundle, to path: String, method: String? = nil) throws {
    switch try WeightsFormat(ofFile: path) {
    case .safetensors: try AtomicFile.write(weights.safetensors(method: method), to: path)
    case .numPy: try AtomicFile.write(weights.numPy(file: path), to: path)
    case .keras: try AtomicFile.write(Data(weights.keras(file: path)), to: path)
    }
  }
}

/// A format of files of weights, chosen by a file's extension.
public enum WeightsFormat: Hashable, Sendable, CaseIterable {
  /// `.safetensors`: this project's own, and PyTorch's.
  case safetensors
  /// `.npz`: NumPy's, uncompressed.
  case numPy
  /// `.h5` and `.hdf5`: the weights of a Keras model, as the authors of the paper published them.
  case keras

  /// - Throws: `InputError` if the extension is none of those known.
  public init(ofFile path: String) throws {
    switch URL(fileURLWithPath: path).pathExtension.lowercased() {
    case "safetensors": self = .safetensors
    case "npz": self = .numPy
    case "h5", "hdf5": self = .keras
    case let other:
      throw InputError(
        .badContent, file: path,
        problem: "expected a name that ends with .safetensors, .npz, .h5 or .hdf5, found "
          + (other.isEmpty ? "none of them" : ".\(other)"),
        remedy: "rename the file after its format")
    }
  }
}

/// The bytes of a file of weights.
enum WeightsContent {
  /// - Throws: `InputError` if there is no such file, or it is something else than a file.
  static func read(_ path: String) throws -> Data {
    try check(path)
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw InputError(
        .missing, file: path, problem: "the file cannot be read", remedy: "check its permissions")
    }
    return bytes
  }

  private static func check(_ path: String) throws {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard let attributes else {
      throw InputError(.missing, file: path, problem: "there is no such file of weights")
    }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw InputError(
        .badContent, file: path, problem: "expected a file of weights, found a folder or device")
    }
  }
}
