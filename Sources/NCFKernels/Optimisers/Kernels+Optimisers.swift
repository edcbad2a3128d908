import CVector

extension Kernels {
  /// Applies the rule to each selected row, with the gradient of its slot.
  @inline(__always)
  static func updateRows<Rule: UpdateRule>(
    _ rule: Rule, _ rows: ParameterRows, _ selection: RowSelection, _ gradients: UnsafePointer<Float>,
    _ step: Int
  ) {
    let (width, last) = (rows.width, rows.lastSteps.pointer)
    for slot in 0..<selection.count {
      let row = Int(selection.distinctRows.pointer[slot])
      let coefficients = rule.coefficients(lag: step &- Int(last[row]))
      last[row] = Int32(truncatingIfNeeded: step)
      apply(rule, rows, at: row &* width, gradients + slot &* width, width, coefficients)
    }
  }

  /// Applies the rule to every row in a step in which all rows are up to date, with 2λθ added to the gradient of the
  /// row's slot, or to zero.
  @inline(__always)
  static func updateAllRows<Rule: UpdateRule>(
    _ rule: Rule, _ rows: ParameterRows, _ selection: RowSelection, _ gradients: UnsafePointer<Float>,
    _ penalties: ColumnPenalties, _ step: Int
  ) {
    let width = rows.width
    let split = min(penalties.split, width)
    let slopes = (Float(2 * penalties.first), Float(2 * penalties.second))
    let coefficients = rule.coefficients(lag: 1)
    for row in 0..<rows.rowCount {
      let base = row &* width
      rows.lastSteps.pointer[row] = Int32(truncatingIfNeeded: step)
      let own = selection.knownSlot(of: row).map { gradients + $0 &* width }
      applyPenalised(rule, rows, at: base, own, 0..<split, slopes.0, coefficients)
      applyPenalised(rule, rows, at: base, own, split..<width, slopes.1, coefficients)
    }
  }

  /// Applies the rule to a part of a block that has a gradient for each parameter.
  @inline(__always)
  static func updateBlock<Rule: UpdateRule>(
    _ rule: Rule, _ block: ParameterRows, _ part: Range<Int>, _ gradients: UnsafePointer<Float>
  ) {
    let start = part.lowerBound
    apply(rule, block, at: start, gradients + start, part.count, rule.coefficients(lag: 1))
  }

  @inline(__always)
  private static func apply<Rule: UpdateRule>(
    _ rule: Rule, _ rows: ParameterRows, at base: Int, _ gradients: UnsafePointer<Float>, _ width: Int,
    _ coefficients: Rule.Coefficients
  ) {
    let whole = width & ~15
    apply(SIMD16<Float>.self, rule, rows, base, gradients, 0..<whole, coefficients)
    if whole < width {
      apply(SIMD8<Float>.self, rule, rows, base, gradients, whole..<width, coefficients)
    }
  }

  @inline(__always)
  private static func apply<V: FloatVector, Rule: UpdateRule>(
    _ type: V.Type, _ rule: Rule, _ rows: ParameterRows, _ base: Int, _ gradients: UnsafePointer<Float>,
    _ columns: Range<Int>, _ coefficients: Rule.Coefficients
  ) {
    let (parameters, first, second) = (
      rows.parameters.pointer + base, rows.first.pointer + (Rule.usesFirstMoment ? base : 0),
      rows.second.pointer + (Rule.usesSecondMoment ? base : 0)
    )
    for k in stride(from: columns.lowerBound, to: columns.upperBound, by: V.scalarCount) {
      var theta: V = parameters.vector(k)
      var m: V = Rule.usesFirstMoment ? first.vector(k) : .zero
      var v: V = Rule.usesSecondMoment ? second.vector(k) : .zero
      rule.update(&theta, &m, &v, gradient: gradients.vector(k), coefficients)
      parameters.store(theta, at: k)
      if Rule.usesFirstMoment { first.store(m, at: k) }
      if Rule.usesSecondMoment { second.store(v, at: k) }
    }
  }

  @inline(__always)
  private static func applyPenalised<Rule: UpdateRule>(
    _ rule: Rule, _ rows: ParameterRows, at base: Int, _ gradients: UnsafePointer<Float>?,
    _ columns: Range<Int>, _ slope: Float, _ coefficients: Rule.Coefficients
  ) {
    let (parameters, first, second) = (
      rows.parameters.pointer + base, rows.first.pointer + (Rule.usesFirstMoment ? base : 0),
      rows.second.pointer + (Rule.usesSecondMoment ? base : 0)
    )
    for k in stride(from: columns.lowerBound, to: columns.upperBound, by: 8) {
      var theta: SIMD8<Float> = parameters.vector(k)
      var m: SIMD8<Float> = Rule.usesFirstMoment ? first.vector(k) : .zero
      var v: SIMD8<Float> = Rule.usesSecondMoment ? second.vector(k) : .zero
      let own: SIMD8<Float> = gradients?.vector(k) ?? .zero
      rule.update(&theta, &m, &v, gradient: own.addingProduct(theta, SIMD8(repeating: slope)), coefficients)
      parameters.store(theta, at: k)
      if Rule.usesFirstMoment { first.store(m, at: k) }
      if Rule.usesSecondMoment { second.store(v, at: k) }
    }
  }

  /// θ −= η·A·m/(√v + ε·B/A) for each selected row that is behind `target` (see `AdamCatchUp`).
  @inline(__always)
  static func adamCatchUp<V: FloatVector>(
    _ type: V.Type, _ rows: ParameterRows, _ selection: RowSelection, upTo target: Int, _ tables: AdamCatchUp
  ) {
    let (count, selected) = (selection.count, selection.distinctRows.pointer)
    for slot in 0..<count {
      let later = Int(selected[min(slot &+ rowsAhead, count &- 1)])
      move(type, rows, row: Int(selected[slot]), upTo: target, tables, prefetching: later)
    }
  }

  /// Rows lie anywhere in tables that may exceed the cache. While one is computed, the eighth after it is fetched:
  /// one row takes less time than memory does.
  private static let rowsAhead = 8

  @inline(__always)
  private static func move<V: FloatVector>(
    _ type: V.Type, _ rows: ParameterRows, row: Int, upTo target: Int, _ tables: AdamCatchUp,
    prefetching later: Int
  ) {
    let last = Int(rows.lastSteps.pointer[row])
    // A row that no batch has read yet has no momentum.
    guard last < target, last > 0 else { return }
    let width = rows.width
    let base = row &* width
    let (parameters, first, second) = (
      rows.parameters.pointer + base, rows.first.pointer + base, rows.second.pointer + base
    )
    let (rate, epsilon) = tables.coefficients(step: last, lag: target &- last)
    let distance = (later &- row) &* width
    for k in stride(from: 0, to: width, by: V.scalarCount) {
      cvector_prefetch(parameters + (distance &+ k))
      cvector_prefetch(first + (distance &+ k))
      cvector_prefetch(second + (distance &+ k))
      let m: V = first.vector(k)
      let v: V = second.vector(k)
      let theta: V = parameters.vector(k)
      parameters.store(theta - rate * m / (v.rooted() + epsilon), at: k)
    }
  }

  /// Brings parameters and moments of every row up to `target`.
  static func adamSettle(
    _ rows: ParameterRows, upTo target: Int, _ tables: AdamCatchUp, _ firstPowers: DecayPowers,
    _ secondPowers: DecayPowers
  ) {
    for row in 0..<rows.rowCount {
      move(SIMD8<Float>.self, rows, row: row, upTo: target, tables, prefetching: row)
      let lag = target &- Int(rows.lastSteps.pointer[row])
      scale(rows.first.pointer + row &* rows.width, rows.width, firstPowers[lag])
      scale(rows.second.pointer + row &* rows.width, rows.width, secondPowers[lag])
      rows.lastSteps.pointer[row] = Int32(truncatingIfNeeded: target)
    }
  }

  /// Decays the mean squares of every row up to `target`.
  static func decaySettle(_ rows: ParameterRows, upTo target: Int, _ powers: DecayPowers) {
    for row in 0..<rows.rowCount {
      let lag = target &- Int(rows.lastSteps.pointer[row])
      scale(rows.second.pointer + row &* rows.width, rows.width, powers[lag])
      rows.lastSteps.pointer[row] = Int32(truncatingIfNeeded: target)
    }
  }

  @inline(__always)
  private static func scale(_ values: UnsafeMutablePointer<Float>, _ count: Int, _ factor: Float) {
    for k in stride(from: 0, to: count, by: 8) {
      values.store(values.vector(k, as: SIMD8<Float>.self) * factor, at: k)
    }
  }
}
