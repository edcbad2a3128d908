import NCFData
import NCFModels
import NCFWeights
import Testing

@Suite struct SLIMTests {
  /// More items than enter a working set at first.
  private static let training = BaselineRun.interactions(users: 120, items: 400, density: 0.12)

  private func weights(_ changes: [Hyperparameter: ParameterValue]) throws -> [[Double]] {
    let trainer = try BaselineRun.trainer(
      "slim", Self.training, changes.merging([.neighbours: .integer(0)]) { $1 })
    let (bundle, count) = (trainer.weights, Self.training.itemCount)
    let (ids, values) = (bundle["neighbour.item"]!.values, bundle["neighbour.similarity"]!.values)
    var (columns, position) = ([[Double]](), 0)
    for size in bundle["neighbour.count"]!.values {
      var column = [Double](repeating: 0, count: count)
      for k in position..<(position + Int(size)) { column[Int(ids[k])] = Double(values[k]) }
      columns.append(column)
      position += Int(size)
    }
    return columns
  }

  struct Setting: CustomTestStringConvertible {
    let alpha: Double
    let ratio: Double
    let isNonNegative: Bool

    var testDescription: String { "α \(alpha), ρ \(ratio), \(isNonNegative ? "w ≥ 0" : "any sign")" }

    var values: [Hyperparameter: ParameterValue] {
      [
        .elasticNetAlpha: .number(alpha), .l1Ratio: .number(ratio), .nonNegative: .flag(isNonNegative),
        .tolerance: .number(1e-8),
      ]
    }
  }

  static let settings = [
    Setting(alpha: 0.02, ratio: 0.001, isNonNegative: true),
    Setting(alpha: 0.02, ratio: 0.2, isNonNegative: false),
    Setting(alpha: 0.01, ratio: 0.5, isNonNegative: true),
    Setting(alpha: 0.02, ratio: 1, isNonNegative: true),
  ]

  /// What makes an optimum: a weight above zero balances its penalty's slope, and one at zero would have to push against
  /// more than λ₁; over all items, those that never entered a working set among them.
  @Test(arguments: settings)
  func everyColumnIsAtItsOptimum(setting: Setting) throws {
    let (training, users) = (Self.training, Double(Self.training.userCount))
    let (l1, l2) = (users * setting.alpha * setting.ratio, users * setting.alpha * (1 - setting.ratio))
    var (zeros, others) = (0, 0)
    for (target, column) in try weights(setting.values).enumerated() {
      var correlations = [Double](repeating: 0, count: training.itemCount)
      for user in 0..<training.userCount {
        let items = training.items(of: user)
        let explained = items.reduce(0) { $0 + column[Int($1)] }
        let left = (training.contains(user: user, item: Int32(target)) ? 1 : 0) - explained
        for item in items { correlations[Int(item)] += left }
      }
      #expect(column[target] == 0)
      for item in column.indices where item != target {
        let (w, c) = (column[item], correlations[item])
        if w == 0 {
          zeros += 1
          #expect((setting.isNonNegative ? c : abs(c)) < l1 + 0.01)
        } else {
          others += 1
          #expect(abs(c - l2 * w - (w < 0 ? -l1 : l1)) < 0.01)
        }
        if setting.isNonNegative { #expect(w >= 0) }
      }
    }
    #expect(zeros > 1000 && others > 1000)
  }

  /// ½·‖x_t − Xw‖² and the penalty, summed over all columns.
  private func objective(_ columns: [[Double]], l1: Double, l2: Double) -> Double {
    columns.enumerated().reduce(0) { sum, column in
      let penalty = column.element.reduce(0) { $0 + l1 * abs($1) + 0.5 * l2 * $1 * $1 }
      return (0..<Self.training.userCount).reduce(sum + penalty) { sum, user in
        let explained = Self.training.items(of: user).reduce(0) { $0 + column.element[Int($1)] }
        let left = (Self.training.contains(user: user, item: Int32(column.offset)) ? 1 : 0) - explained
        return sum + 0.5 * left * left
      }
    }
  }

  /// A column ends when its objective can fall by no more than the tolerance's share of ½‖x_t‖².
  @Test func theToleranceBoundsWhatIsLeft() throws {
    let users = Double(Self.training.userCount)
    let (l1, l2) = (users * 0.02 * 0.01, users * 0.02 * 0.99)
    let setting: [Hyperparameter: ParameterValue] = [
      .elasticNetAlpha: .number(0.02), .l1Ratio: .number(0.01),
    ]
    let objectives = try [1e-1, 1e-2, 1e-3, 1e-8].map { tolerance in
      objective(try weights(setting.merging([.tolerance: .number(tolerance)]) { $1 }), l1: l1, l2: l2)
    }
    let whole = 0.5 * Double(Self.training.interactionCount)
    #expect(objectives == objectives.sorted(by: >) && Set(objectives).count == 4)
    for (objective, tolerance) in zip(objectives, [1e-1, 1e-2, 1e-3]) {
      #expect(objective - objectives[3] <= tolerance * whole)
    }
  }

  @Test func theLargestWeightsOfAColumnAreKept() throws {
    let setting: [Hyperparameter: ParameterValue] = [.elasticNetAlpha: .number(0.02)]
    let all = try weights(setting)
    let trainer = try BaselineRun.trainer(
      "slim", Self.training, setting.merging([.neighbours: .integer(7)]) { $1 })
    let (ids, values) = (
      trainer.weights["neighbour.item"]!.values, trainer.weights["neighbour.similarity"]!.values
    )
    var position = 0
    for (item, size) in trainer.weights["neighbour.count"]!.values.enumerated() {
      let kept = position..<(position + Int(size))
      position += Int(size)
      #expect(Int(size) == min(7, all[item].count { $0 != 0 }))
      for k in kept { #expect(all[item][Int(ids[k])] == Double(values[k])) }
      let least = values[kept].min() ?? 0
      #expect(all[item].count { $0 > Double(least) } < 7)
    }
  }

  @Test func itemsAndUsersWithNothingScoreZero() throws {
    let training = BaselineRun.matrix([[0, 1], [], [0, 1], [0]], itemCount: 3)
    let trainer = try BaselineRun.trainer("slim", training, [.elasticNetAlpha: .number(0.01)])
    let scores = BaselineRun.scores(trainer, training)
    #expect(scores[1] == [0, 0, 0] && scores.map { $0[2] } == [0, 0, 0, 0])
    #expect(scores[0][1] > 0)
  }
}
