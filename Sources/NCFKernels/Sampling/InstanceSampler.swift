import NCFRandom

/// Draws the training instances of an epoch: every observed interaction with label 1, and for each of them
/// `negatives` uniformly drawn items that the user has not interacted with, with label 0 (He et al. 2017,
/// section 3.1); all of them in random order.
///
/// While a user's instances are drawn, a bitmap holds that user's items; `ShuffledBuckets` makes the order.
public final class InstanceSampler {
  /// What negatives are drawn from.
  public enum NegativeItems: String, Sendable, CaseIterable {
    /// The items that the user has not interacted with, as in the paper.
    case unseen
    /// All items: a negative may be one of the user's positives, as where nobody looks.
    case all
  }

  public let negatives: Int
  public let negativeItems: NegativeItems
  /// Instances per epoch: interactions × (1 + negatives), less those of users who have no negatives.
  public var instanceCount: Int { instances.count }

  private let userCount: Int
  private let itemCount: Int
  private let offsets: [Int]
  private let items: [Int32]

  /// user << 32 | item << 1 | label.
  private let instances: ShuffledBuckets<UInt64>
  /// The items of the user at hand, one bit each.
  private let known: AlignedBuffer<UInt64>

  /// - Parameters:
  ///   - offsets: Where each user's items begin in `items`; shape `users + 1`.
  ///   - items: Item ids from 0 to `itemCount` − 1, without repetition within a user.
  public init(
    offsets: [Int], items: [Int32], itemCount: Int, negatives: Int, negativeItems: NegativeItems = .unseen
  ) {
    demandRows(offsets, items, itemCount: itemCount)
    demand(negatives >= 0 && negatives < 1 << 20, "no instance has \(negatives) negatives")
    self.offsets = offsets
    self.items = items
    self.itemCount = itemCount
    self.negatives = negatives
    self.negativeItems = negativeItems
    userCount = offsets.count - 1
    // A user who knows every item has no negatives to draw, and so teaches nothing.
    let positives = (0..<userCount).reduce(0) { sum, user in
      let count = offsets[user + 1] - offsets[user]
      return negativeItems == .all || count < itemCount ? sum + count : sum
    }
    instances = ShuffledBuckets(count: positives * (1 + negatives), zero: 0)
    known = AlignedBuffer(count: (itemCount + 63) / 64, zero: 0)
  }

  /// Draws the instances of the next epoch. Complexity: O(instances).
  ///
  /// - Parameters:
  ///   - generator: Draws the negatives, and the order.
  ///   - negatives: Draws the negatives in its place. The same generator each time, and only the order changes.
  public func draw(using generator: inout SeededGenerator, negatives: SeededGenerator? = nil) {
    var writer = instances.open(using: &generator)
    var drawing = negatives ?? generator
    offsets.withUnsafeBufferPointer { offsets in
      items.withUnsafeBufferPointer { items in fill(offsets, items, &writer, &drawing) }
    }
    if negatives == nil { generator = drawing }
    instances.shuffle(using: &generator)
  }

  /// Unpacks `count` instances from position `start` on.
  public func unpack(from start: Int, count: Int, into batch: InstanceBatch) {
    instances.demand(start, count)
    batch.hold(count, userCount: userCount, itemCount: itemCount)
    let source = instances.instances.pointer + start
    let (users, items, labels) = (batch.users.pointer, batch.items.pointer, batch.labelBuffer.pointer)
    for b in 0..<count {
      let packed = source[b]
      users[b] = Int32(truncatingIfNeeded: packed >> 32)
      items[b] = Int32(truncatingIfNeeded: (packed & 0xffff_ffff) >> 1)
      labels[b] = Float(packed & 1)
    }
  }

  private func fill(
    _ offsets: UnsafeBufferPointer<Int>, _ items: UnsafeBufferPointer<Int32>,
    _ writer: inout ShuffledBuckets<UInt64>.Writer, _ generator: inout SeededGenerator
  ) {
    let (known, bound) = (known.pointer, UInt32(itemCount))
    // Local copies stay in registers.
    var (localWriter, local) = (writer, generator)
    let refusesKnown = negativeItems == .unseen
    for user in 0..<userCount {
      let range = offsets[user]..<offsets[user + 1]
      if refusesKnown {
        guard range.count < itemCount else { continue }
        // With an empty bitmap, nothing is refused.
        for position in range { known[Int(items[position] >> 6)] |= 1 << UInt64(items[position] & 63) }
      }
      let packedUser = UInt64(user) << 32
      for position in range {
        localWriter.place(packedUser | UInt64(items[position]) << 1 | 1)
        for _ in 0..<negatives {
          var item = local.uniform(below: bound)
          while known[Int(item >> 6)] & (1 << UInt64(item & 63)) != 0 { item = local.uniform(below: bound) }
          localWriter.place(packedUser | UInt64(item) << 1)
        }
      }
      for position in range { known[Int(items[position] >> 6)] = 0 }
    }
    (writer, generator) = (localWriter, local)
  }
}

/// Some instances of an epoch, one after the other. What stands in it is within the bounds of the sampler that filled it.
public final class InstanceBatch {
  let users: AlignedBuffer<Int32>
  let items: AlignedBuffer<Int32>
  let labelBuffer: AlignedBuffer<Float>
  public let capacity: Int
  public private(set) var count = 0
  private var (userCount, itemCount) = (0, 0)

  /// - Parameter capacity: The most instances that it holds.
  public init(capacity: Int) {
    self.capacity = capacity
    users = AlignedBuffer(count: capacity, zero: 0)
    items = AlignedBuffer(count: capacity, zero: 0)
    labelBuffer = AlignedBuffer(count: paddedWidth(capacity), zero: 0)
  }

  func hold(_ count: Int, userCount: Int, itemCount: Int) {
    demand(0...capacity ~= count, "\(count) instances do not fit into a batch of \(capacity)")
    (self.count, self.userCount, self.itemCount) = (count, userCount, itemCount)
  }

  public var pairs: PairIndices {
    PairIndices(
      users: RowIndices(tested: users.pointer, count: count, below: userCount),
      items: RowIndices(tested: items.pointer, count: count, below: itemCount))
  }

  /// 0 or 1, with room up to the next multiple of 8.
  public var labels: Extent<Float> { labelBuffer.extent }
}
