/// The parameters of a table or a layer with their moments, row by row, as separate arrays in aligned memory.
public final class ParameterRows {
  public let rowCount: Int
  /// Floats per row; a multiple of 8.
  public let width: Int
  public let parameters: AlignedBuffer<Float>
  /// The first moment (Adam), or nothing.
  public let first: AlignedBuffer<Float>
  /// The second moment or the sum of squares (Adam, RMSprop, Adagrad), or nothing.
  public let second: AlignedBuffer<Float>
  /// The step in which each row's moments were last written.
  public let lastSteps: AlignedBuffer<Int32>

  public init(rowCount: Int, width: Int, usesFirstMoment: Bool, usesSecondMoment: Bool) {
    demand(rowCount >= 0 && width.isMultiple(of: 8), "no table has \(rowCount) rows of \(width) floats")
    self.rowCount = rowCount
    self.width = width
    parameters = AlignedBuffer(count: rowCount * width, zero: 0)
    first = AlignedBuffer(count: usesFirstMoment ? rowCount * width : 0, zero: 0)
    second = AlignedBuffer(count: usesSecondMoment ? rowCount * width : 0, zero: 0)
    lastSteps = AlignedBuffer(count: rowCount, zero: 0)
  }

  /// The columns from `column` on, as kernels read them.
  public func view(from column: Int = 0) -> RowView {
    demand(0...width ~= column, "a row of \(width) floats has no column \(column)")
    return RowView(parameters.pointer + column, stride: width)
  }
}
