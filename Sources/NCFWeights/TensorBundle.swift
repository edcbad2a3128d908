import NCFDiagnostics
import NCFSystem

/// Named tensors of 32-bit floats in row-major order: a model's weights.
public struct TensorBundle: Hashable, Sendable {
  public struct Tensor: Hashable, Sendable {
    public let shape: [Int]
    /// Row-major; `values.count` is the product of `shape`.
    public let values: [Float]

    public init(shape: [Int], values: [Float]) {
      precondition(shape.reduce(1, *) == values.count)
      self.shape = shape
      self.values = values
    }
  }

  public var tensors: [String: Tensor]

  public init(_ tensors: [String: Tensor] = [:]) { self.tensors = tensors }

  public subscript(_ name: String) -> Tensor? {
    get { tensors[name] }
    set { tensors[name] = newValue }
  }

  /// The values of a tensor that must have this shape.
  /// - Throws: `InputError` if it is missing or of another shape.
  public func values(of name: String, shape: [Int]) throws -> [Float] {
    guard let tensor = tensors[name] else {
      throw InputError(
        .badContent, problem: "the weights have no tensor \"\(name)\" (expected shape \(shape))",
        remedy: "use weights of the same method and shape")
    }
    guard tensor.shape == shape else {
      throw InputError(
        .badContent, problem: "tensor \"\(name)\" has shape \(tensor.shape), expected \(shape)",
        remedy: "use weights of the same data set, factors and layers")
    }
    return tensor.values
  }
}

extension TensorBundle {
  /// SHA-256 over the bundle in the safetensors format, in lower-case hexadecimal digits. Equal tensors have equal
  /// digests, whichever format their file has.
  public var digest: String { SHA256Digest.hex(of: safetensors()) }
}
