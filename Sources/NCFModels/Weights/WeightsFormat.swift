import Foundation
import NCFDiagnostics

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
