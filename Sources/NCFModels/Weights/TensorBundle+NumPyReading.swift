import Foundation
import NCFArchives
import NCFDiagnostics

extension TensorBundle {
  /// Reads a bundle from bytes in NumPy's format `.npz`: a zip archive of arrays `NAME.npy`, as `numpy.savez` and
  /// `numpy.savez_compressed` write it.
  ///
  /// - Parameter file: The name of the file in error messages.
  /// - Throws: `InputError` that says what is wrong with the content.
  public init(numPy bytes: Data, file: String) throws {
    let remedy = "expected an archive of 32-bit floats, as numpy.savez writes it"
    let archive = try NumPyArchive([UInt8](bytes), file: file, remedy: remedy)
    var tensors: [String: TensorBundle.Tensor] = [:]
    for (name, array) in archive.arrays {
      do {
        tensors[name] = Tensor(shape: array.shape, values: try array.floats())
      } catch let malformed as NumPyArray.Malformed {
        throw InputError(
          .badContent, file: file, place: "\(name).npy", problem: malformed.problem, remedy: remedy)
      }
    }
    self.init(tensors)
  }
}
