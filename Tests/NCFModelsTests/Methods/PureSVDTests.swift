import NCFData
import NCFModels
import Testing

@Suite struct PureSVDTests {
  /// XᵀX.
  private func gram(_ training: InteractionMatrix) -> [[Double]] {
    var gram = (0..<training.itemCount).map { _ in (0..<training.itemCount).map { _ in 0.0 } }
    for user in 0..<training.userCount {
      for i in training.items(of: user) { for j in training.items(of: user) { gram[Int(i)][Int(j)] += 1 } }
    }
    return gram
  }

  /// The eigenvalues of a symmetric matrix by Jacobi's rotations, descending.
  private func eigenvalues(_ matrix: [[Double]]) -> [Double] {
    var a = matrix
    for _ in 0..<60 {
      for p in a.indices {
        for q in (p + 1)..<max(a.count, p + 1) where abs(a[p][q]) > 1e-14 {
          let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
          let t = (theta >= 0 ? 1.0 : -1) / (abs(theta) + (theta * theta + 1).squareRoot())
          let c = 1 / (t * t + 1).squareRoot()
          let s = t * c
          for k in a.indices { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
          for k in a.indices { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
        }
      }
    }
    return a.indices.map { a[$0][$0] }.sorted(by: >)
  }

  /// The vectors are orthonormal, and eigenvectors of XᵀX for its largest eigenvalues; users are projections.
  private func check(_ training: InteractionMatrix, factors: Int) throws {
    let trainer = try BaselineRun.trainer("puresvd", training, [.factors: .integer(factors)])
    let items = ReferenceTable(trainer.weights["item.weight"])
    let users = ReferenceTable(trainer.weights["user.weight"])
    let gram = gram(training)
    let expected = eigenvalues(gram)
    for k in 0..<min(factors, training.itemCount) {
      let vector = items.rows.map { $0[k] }
      for l in 0...k {
        let product = zip(vector, items.rows.map { $0[l] }).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(product - (k == l ? 1 : 0)) < 1e-5, "\(k) and \(l)")
      }
      for (row, value) in gram.enumerated() {
        let image = zip(value, vector).reduce(0) { $0 + $1.0 * $1.1 }
        #expect(abs(image - expected[k] * vector[row]) < 1e-4 * max(1, expected[0]), "vector \(k)")
      }
    }
    for user in 0..<training.userCount {
      for k in 0..<factors {
        let projection = training.items(of: user).reduce(0) { $0 + items.rows[Int($1)][k] }
        #expect(abs(users.rows[user][k] - projection) < 1e-5)
      }
    }
    for (user, scores) in BaselineRun.scores(trainer, training).enumerated() {
      for (item, score) in scores.enumerated() {
        #expect(abs(Double(score) - users.dot(user, items.rows[item])) < 1e-4)
      }
    }
  }

  @Test(arguments: [1, 3, 8, 30])
  func agreesWithJacobi(factors: Int) throws {
    try check(BaselineRun.interactions(users: 50, items: 30, density: 0.2), factors: factors)
  }

  /// More items than the first basis has vectors, so that the iteration has to go on.
  @Test func theBasisGrowsUntilTheVectorsAreThere() throws {
    try check(BaselineRun.interactions(users: 90, items: 120, density: 0.1), factors: 9)
  }

  /// Two unconnected parts that are alike: every singular value is there twice, and one start finds it once.
  @Test func repeatedSingularValuesAreAllFound() throws {
    let part = BaselineRun.interactions(users: 12, items: 9, density: 0.4)
    let profiles = (0..<12).map { Array(part.items(of: $0)) }
    let both = BaselineRun.matrix(profiles + profiles.map { $0.map { $0 + 9 } }, itemCount: 18)
    try check(both, factors: 6)
  }

  @Test func fewerItemsThanFactors() throws {
    try check(BaselineRun.interactions(users: 20, items: 5, density: 0.4), factors: 8)
  }

  @Test func withoutInteractionsNothingIsPreferred() throws {
    let training = BaselineRun.matrix([[], []], itemCount: 4)
    let scores = BaselineRun.scores(try BaselineRun.trainer("puresvd", training), training)
    #expect(scores == [[0, 0, 0, 0], [0, 0, 0, 0]])
  }

  @Test func weightsRestore() throws {
    let training = BaselineRun.interactions(users: 50, items: 30, density: 0.2)
    let trainer = try BaselineRun.trainer("puresvd", training)
    let model = try BaselineRun.recommender("puresvd", trainer.weights, on: training)
    #expect(BaselineRun.scores(trainer, training) == BaselineRun.scores(model, training))
  }
}
