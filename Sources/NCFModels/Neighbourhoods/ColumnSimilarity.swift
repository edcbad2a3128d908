import Foundation
import NCFData
import NCFKernels

/// How much interactions count, in place of 1.
public enum FeatureWeights: String, SettingChoice {
  case plain = "none"
  /// a_u = ln(|I| / (1 + |I_u|)), b_i = 1: who has much says little.
  case tfidf
  /// The same a_u, and b_i = (K + 1) / (K·(1 − B + B·|U_i| / m) + 1) with K = 1.2, B = 0.75, and m the mean of all
  /// |U_i|: what many have says less.
  case bm25
}

/// What an interaction counts: r(u, i) = a_u·b_i (`FeatureWeights`), as in Dacrema et al. (RecSys 2019), where users are
/// the terms and items the documents of a collection (Robertson and Zaragoza, Found. Trends Inf. Retr. 3, 2009).
struct InteractionWeights {
  /// a; shape users.
  let users: [Float]
  /// b; shape items.
  let items: [Float]

  /// - Returns: nil if every interaction counts 1.
  init?(_ training: InteractionMatrix, _ scheme: FeatureWeights) {
    guard scheme != .plain else { return nil }
    users = (0..<training.userCount).map { user in
      Float(log(Double(training.itemCount) / Double(1 + training.items(of: user).count)))
    }
    guard scheme == .bm25 else {
      items = Array(repeating: 1, count: training.itemCount)
      return
    }
    let (k, b) = (1.2, 0.75)
    let mean = Double(training.interactionCount) / Double(training.itemCount)
    items = training.itemFrequencies.map { frequency in
      Float((k + 1) / (k * (1 - b + b * Double(frequency) / mean) + 1))
    }
  }
}

/// How alike two columns i and j of an interaction matrix are, items or, in the transposed matrix, users.
///
/// With r_i the column's entries (1, or their `InteractionWeights`), U_i the rows that have one, h the shrinkage and
/// ε = 10⁻⁶, as in the code of Dacrema et al. (RecSys 2019), for the neighbours i of j:
///
///     cosine        r_i·r_j / (‖r_i‖·‖r_j‖ + h + ε)
///     asymmetric    r_i·r_j / (‖r_i‖^(2·(1 − a))·‖r_j‖^(2·a) + h + ε)         (Aiolli, RecSys 2013)
///     jaccard       |U_i ∩ U_j| / (|U_i ∪ U_j| + h + ε)                       (Tanimoto, where entries are 0 or 1)
///     dice          |U_i ∩ U_j| / (|U_i| + |U_j| + h + ε)
///     tversky       |U_i ∩ U_j| / (|U_i ∩ U_j| + α·|U_j − U_i| + β·|U_i − U_j| + h + ε)   (Psychol. Rev. 84, 1977)
///
/// Not normalised, the first two are r_i·r_j, divided by h where that is not 0. ε decides between what would be equal;
/// the cosine of plain interactions, which was here before the others, goes without.
struct ColumnSimilarity: Similarity {
  enum Measure: Hashable {
    case cosine
    case asymmetricCosine(a: Double)
    case jaccard
    case dice
    case tversky(alpha: Double, beta: Double)
    /// The inner product.
    case product
  }

  private static let epsilon = 1e-6

  private let matrix: InteractionMatrix
  private let common: CommonItems
  private let measure: Measure
  private let shrinkage: Double
  /// What a column's own size, and its neighbour's, bring into the denominator: powers of ‖r‖², or |U|.
  private let ownSizes: [Double]
  private let otherSizes: [Double]
  /// The squared weights of the rows, and the weights of the columns; nil where an interaction counts 1.
  private let weights: (rows: AlignedBuffer<Float>, columns: [Float])?
  private let counts: AlignedBuffer<Int32>
  private let sums: AlignedBuffer<Float>

  /// - Parameters:
  ///   - shrinkage: h; lowers similarities that rest on few rows.
  ///   - weights: Of the matrix's rows and columns; measures that compare sets do without.
  init(
    _ matrix: InteractionMatrix, measure: Measure, shrinkage: Double,
    weights: (rows: [Float], columns: [Float])? = nil
  ) {
    self.matrix = matrix
    self.measure = measure
    self.shrinkage = shrinkage
    let columns = ItemColumns(matrix)
    common = CommonItems(columns, matrix)
    counts = AlignedBuffer(count: matrix.itemCount, zero: 0)
    sums = AlignedBuffer(count: matrix.itemCount, zero: 0)
    var sizes = matrix.itemFrequencies.map(Double.init)
    if let weights, !measure.comparesSets {
      let rows = AlignedBuffer<Float>(count: matrix.userCount, zero: 0)
      for (row, weight) in weights.rows.enumerated() { rows[row] = weight * weight }
      for column in sizes.indices {
        let squares = columns.users[columns.range(of: column)].reduce(0.0) {
          $0 + Double(rows[Int($1)])
        }
        sizes[column] = squares * Double(weights.columns[column]) * Double(weights.columns[column])
      }
      self.weights = (rows, weights.columns)
    } else {
      self.weights = nil
    }
    (ownSizes, otherSizes) =
      switch measure {
      case .cosine: (sizes.map { $0.squareRoot() }, sizes.map { $0.squareRoot() })
      case .asymmetricCosine(let a): (sizes.map { pow($0, a) }, sizes.map { pow($0, 1 - a) })
      case .jaccard, .dice, .tversky, .product: (sizes, sizes)
      }
  }

  var rowCount: Int { matrix.itemCount }

  /// Complexity: O(Σ_u |I_u|²) for all columns together, to count how often two occur together, and O(columns²).
  func fill(_ similarities: Extent<Float>, for column: Int) {
    guard weights == nil else { return fillWeighted(similarities, for: column) }
    counts.fill(0)
    common.count(with: column, into: counts)
    for other in 0..<matrix.itemCount where counts[other] > 0 {
      let common = Double(counts[other])
      similarities[other] = Float(common / denominator(column, other, common: common))
    }
  }

  private func fillWeighted(_ similarities: Extent<Float>, for column: Int) {
    guard let weights else { return }
    sums.fill(0)
    common.sum(weights.rows, with: column, to: sums.extent)
    for other in 0..<matrix.itemCount where sums[other] != 0 {
      let product =
        Double(sums[other]) * Double(weights.columns[column]) * Double(weights.columns[other])
      similarities[other] = Float(product / denominator(column, other, common: product))
    }
  }

  private func denominator(_ column: Int, _ other: Int, common: Double) -> Double {
    let (own, other) = (ownSizes[column], otherSizes[other])
    return switch measure {
    case .cosine: own * other + shrinkage + (weights == nil ? 0 : Self.epsilon)
    case .asymmetricCosine: own * other + shrinkage + Self.epsilon
    case .jaccard: own + other - common + shrinkage + Self.epsilon
    case .dice: own + other + shrinkage + Self.epsilon
    case .tversky(let alpha, let beta):
      common + alpha * (own - common) + beta * (other - common) + shrinkage + Self.epsilon
    case .product: shrinkage == 0 ? 1 : shrinkage
    }
  }
}

extension ColumnSimilarity.Measure {
  /// Whether it counts rows, whatever their entries weigh.
  fileprivate var comparesSets: Bool {
    switch self {
    case .jaccard, .dice, .tversky: true
    case .cosine, .asymmetricCosine, .product: false
    }
  }
}
