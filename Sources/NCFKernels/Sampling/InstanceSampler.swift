import NCFRandom

/// Draws the training instances of an epoch: every observed interaction with label 1, and for each of them
/// `negatives` uniformly drawn items that the user has not interacted with, with label 0 (He et al. 2017,
/// section 3.1); all of them in random order.
///
/// Sampling and shuffling are one pass (Rao, 1961; Sandelius, 1962): each instance is written into one of up to
/// 256 buckets, drawn at random, and each bucket, which fits in the cache, is then shuffled on its own. The result
/// is a uniformly random permutation. While a user's instances are drawn, a bitmap holds that user's items.
public final class InstanceSampler {
  public let negatives: Int
  /// Instances per epoch: interactions × (1 + negatives), less those of users who know every item.
  public let instanceCount: Int

  private let userCount: Int
  private let itemCount: Int
  private let offsets: [Int]
  private let items: [Int32]

  /// user << 32 | item << 1 | label, in the order in which training reads them.
  private let instances: AlignedBuffer<UInt64>
  private let bucketOfInstance: AlignedBuffer<UInt8>
  private let bucketCount: Int
  private let known: AlignedBuffer<UInt64>

  /// - Parameters:
  ///   - offsets: Where each user's items begin in `items`; shape `users + 1`.
  ///   - items: Item ids from 0 to `itemCount` − 1, without repetition within a user.
  public init(offsets: [Int], items: [Int32], itemCount: Int, negatives: Int) {
    self.offsets = offsets
    self.items = items
    self.itemCount = itemCount
    self.negatives = negatives
    userCount = offsets.count - 1
    // A user who knows every item has no negatives to draw, and so teaches nothing.
    instanceCount =
      (0..<userCount).reduce(0) { sum, user in
        let count = offsets[user + 1] - offsets[user]
        return count < itemCount ? sum + count : sum
      } * (1 + negatives)
    instances = AlignedBuffer(count: instanceCount, zero: 0)
    bucketOfInstance = AlignedBuffer(count: instanceCount + 8, zero: 0)
    var buckets = 1
    while buckets < 256 && instanceCount / buckets > 8192 { buckets *= 2 }
    bucketCount = buckets
    known = AlignedBuffer(count: (itemCount + 63) / 64, zero: 0)
  }

  /// Draws the instances of the next epoch. Complexity: O(instances).
  public func draw(using generator: inout SeededGenerator) {
    var cursors = assignBuckets(&generator)
    let starts = cursors
    cursors.withUnsafeMutableBufferPointer { cursors in
      offsets.withUnsafeBufferPointer { offsets in
        items.withUnsafeBufferPointer { items in
          fill(offsets, items, cursors.baseAddress!, &generator)
        }
      }
    }
    for bucket in 0..<bucketCount {
      shuffle(
        from: starts[bucket], to: bucket + 1 < bucketCount ? starts[bucket + 1] : instanceCount, &generator)
    }
  }

  /// Unpacks `count` instances from position `start` on: user and item ids, and labels of 0 or 1.
  @inline(__always)
  public func unpack(
    from start: Int, count: Int, users: UnsafeMutablePointer<Int32>, items: UnsafeMutablePointer<Int32>,
    labels: UnsafeMutablePointer<Float>
  ) {
    let source = instances.pointer + start
    for b in 0..<count {
      let packed = source[b]
      users[b] = Int32(truncatingIfNeeded: packed >> 32)
      items[b] = Int32(truncatingIfNeeded: (packed & 0xffff_ffff) >> 1)
      labels[b] = Float(packed & 1)
    }
  }

  /// Draws a bucket for every instance, eight with each random word, and finds where each bucket begins.
  private func assignBuckets(_ generator: inout SeededGenerator) -> [Int] {
    let mask = UInt64(bucketCount - 1) &* 0x0101_0101_0101_0101
    let ids = bucketOfInstance.pointer
    var position = 0
    while position < instanceCount {
      UnsafeMutableRawPointer(ids + position).storeBytes(of: generator.next() & mask, as: UInt64.self)
      position &+= 8
    }
    var sizes = [Int](repeating: 0, count: 256)
    for instance in 0..<instanceCount { sizes[Int(ids[instance])] &+= 1 }
    var start = 0
    return (0..<bucketCount).map { bucket in
      defer { start += sizes[bucket] }
      return start
    }
  }

  private func fill(
    _ offsets: UnsafeBufferPointer<Int>, _ items: UnsafeBufferPointer<Int32>,
    _ cursors: UnsafeMutablePointer<Int>,
    _ generator: inout SeededGenerator
  ) {
    let (known, ids, instances) = (known.pointer, bucketOfInstance.pointer, instances.pointer)
    let bound = UInt32(itemCount)
    // A local copy of the generator stays in registers.
    var local = generator
    var instance = 0
    for user in 0..<userCount {
      let range = offsets[user]..<offsets[user + 1]
      guard range.count < itemCount else { continue }
      for position in range { known[Int(items[position] >> 6)] |= 1 << UInt64(items[position] & 63) }
      let packedUser = UInt64(user) << 32
      for position in range {
        var bucket = Int(ids[instance])
        instances[cursors[bucket]] = packedUser | UInt64(items[position]) << 1 | 1
        cursors[bucket] &+= 1
        instance &+= 1
        for _ in 0..<negatives {
          var item = local.uniform(below: bound)
          while known[Int(item >> 6)] & (1 << UInt64(item & 63)) != 0 { item = local.uniform(below: bound) }
          bucket = Int(ids[instance])
          instances[cursors[bucket]] = packedUser | UInt64(item) << 1
          cursors[bucket] &+= 1
          instance &+= 1
        }
      }
      for position in range { known[Int(items[position] >> 6)] = 0 }
    }
    generator = local
  }

  /// Fisher and Yates's shuffle of one bucket.
  private func shuffle(from start: Int, to end: Int, _ generator: inout SeededGenerator) {
    var local = generator
    var remaining = end - start
    let bucket = instances.pointer + start
    while remaining > 1 {
      let chosen = Int(local.uniform(below: UInt32(truncatingIfNeeded: remaining)))
      remaining &-= 1
      let other = bucket[chosen]
      bucket[chosen] = bucket[remaining]
      bucket[remaining] = other
    }
    generator = local
  }
}
