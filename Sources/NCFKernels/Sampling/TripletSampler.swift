import NCFRandom

/// Draws an epoch of BPR's training triplets (Rendle et al., UAI 2009, section 4.1): every observed interaction
/// (u, i) once, in random order, each with one item j that is uniformly drawn from those that the user has not
/// interacted with.
///
/// The paper draws (u, i, j) with replacement; a permutation visits each interaction once per epoch, so that epochs
/// compare with those of the other methods.
public final class TripletSampler {
  /// A user, an item of that user and one that is not.
  private struct Triplet: BitwiseCopyable {
    let user: Int32
    let positive: Int32
    let negative: Int32
  }

  private let userCount: Int
  private let itemCount: Int
  private let offsets: [Int]
  private let items: [Int32]
  private let triplets: ShuffledBuckets<Triplet>
  /// The items of the user at hand, one bit each.
  private let known: AlignedBuffer<UInt64>

  /// - Parameters:
  ///   - offsets: Where each user's items begin in `items`; shape `users + 1`.
  ///   - items: Item ids from 0 to `itemCount` − 1, without repetition within a user.
  public init(offsets: [Int], items: [Int32], itemCount: Int) {
    demandRows(offsets, items, itemCount: itemCount)
    self.offsets = offsets
    self.items = items
    self.itemCount = itemCount
    userCount = offsets.count - 1
    // A user who knows every item has no negatives to draw, and so teaches nothing.
    let count = zip(offsets, offsets.dropFirst()).reduce(0) { sum, range in
      let size = range.1 - range.0
      return size < itemCount ? sum + size : sum
    }
    triplets = ShuffledBuckets(count: count, zero: Triplet(user: 0, positive: 0, negative: 0))
    known = AlignedBuffer(count: (itemCount + 63) / 64, zero: 0)
  }

  /// Triplets per epoch: the interactions, less those of users who know every item.
  public var tripletCount: Int { triplets.count }

  /// Draws the triplets of the next epoch. Complexity: O(triplets).
  public func draw(using generator: inout SeededGenerator) {
    var writer = triplets.open(using: &generator)
    offsets.withUnsafeBufferPointer { offsets in
      items.withUnsafeBufferPointer { items in
        fill(offsets.baseAddress!, items, &writer, &generator)
      }
    }
    triplets.shuffle(using: &generator)
  }

  /// Unpacks `count` triplets from position `start` on.
  public func unpack(from start: Int, count: Int, into batch: TripletBatch) {
    triplets.demand(start, count)
    batch.hold(count, userCount: userCount, itemCount: itemCount)
    let source = triplets.instances.pointer + start
    let (users, positives) = (batch.users.pointer, batch.itemBuffer.pointer)
    let negatives = positives + count
    for b in 0..<count {
      let triplet = source[b]
      users[b] = triplet.user
      positives[b] = triplet.positive
      negatives[b] = triplet.negative
    }
  }

  private func fill(
    _ offsets: UnsafePointer<Int>, _ items: UnsafeBufferPointer<Int32>,
    _ writer: inout ShuffledBuckets<Triplet>.Writer, _ generator: inout SeededGenerator
  ) {
    let (known, bound) = (known.pointer, UInt32(itemCount))
    // Local copies stay in registers.
    var (localWriter, local) = (writer, generator)
    for user in 0..<userCount {
      let range = offsets[user]..<offsets[user + 1]
      guard range.count < itemCount else { continue }
      for position in range { known[Int(items[position] >> 6)] |= 1 << UInt64(items[position] & 63) }
      for position in range {
        var item = local.uniform(below: bound)
        while known[Int(item >> 6)] & (1 << UInt64(item & 63)) != 0 { item = local.uniform(below: bound) }
        localWriter.place(
          Triplet(
            user: Int32(truncatingIfNeeded: user), positive: items[position],
            negative: Int32(truncatingIfNeeded: item)))
      }
      for position in range { known[Int(items[position] >> 6)] = 0 }
    }
    (writer, generator) = (localWriter, local)
  }
}

/// Some triplets of an epoch, one after the other. What stands in it is within the bounds of the sampler that filled it.
public final class TripletBatch {
  let users: AlignedBuffer<Int32>
  /// The positives, and right behind them the negatives: all are rows of one table.
  let itemBuffer: AlignedBuffer<Int32>
  public let capacity: Int
  public private(set) var count = 0
  private var (userCount, itemCount) = (0, 0)

  /// - Parameter capacity: The most triplets that it holds.
  public init(capacity: Int) {
    self.capacity = capacity
    users = AlignedBuffer(count: capacity, zero: 0)
    itemBuffer = AlignedBuffer(count: 2 * capacity, zero: 0)
  }

  func hold(_ count: Int, userCount: Int, itemCount: Int) {
    demand(0...capacity ~= count, "\(count) triplets do not fit into a batch of \(capacity)")
    (self.count, self.userCount, self.itemCount) = (count, userCount, itemCount)
  }

  public var triplets: TripletIndices {
    TripletIndices(
      users: RowIndices(tested: users.pointer, count: count, below: userCount), positives: items[0..<count],
      negatives: items[count..<2 * count])
  }

  /// The positives, then the negatives.
  public var items: RowIndices {
    RowIndices(tested: itemBuffer.pointer, count: 2 * count, below: itemCount)
  }
}
