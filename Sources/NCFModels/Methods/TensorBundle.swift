/// Named tensors of 32-bit floats in row-major order: a model's weights, or a checkpoint.
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
}
