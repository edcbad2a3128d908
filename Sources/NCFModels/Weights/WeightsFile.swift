import Foundation
import NCFDiagnostics

/// Reads and writes weights in the format that the file's extension names.
///
///     let weights = try WeightsFile.read("ml-1m_GMF_8_1501651698.h5")
///     try WeightsFile.write(weights, to: "gmf.safetensors")
public enum WeightsFile {
  /// - Throws: `InputError` if there is no such file, or its content is not what its extension says.
  public static func read(_ path: String) throws -> TensorBundle {
    switch try WeightsFormat(ofFile: path) {
    case .safetensors: try TensorBundle(contentsOf: path)
    case .numPy: try TensorBundle(numPy: WeightsContent.read(path), file: path)
    case .keras: try TensorBundle(keras: Array(WeightsContent.read(path)), file: path)
    }
  }

  /// Writes a file, all of it or nothing; what stood there before is replaced.
  /// - Throws: `InputError` of kind `cannotWrite`, also if the format has no place for such weights.
  public static func write(_ weights: TensorBundle, to path: String) throws {
    switch try WeightsFormat(ofFile: path) {
    case .safetensors: try weights.write(to: path)
    case .numPy: try AtomicFile.write(weights.numPy(file: path), to: path)
    case .keras: try AtomicFile.write(Data(weights.keras(file: path)), to: path)
    }
  }
}
