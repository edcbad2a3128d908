import NCFRandom

/// An epoch's instances, put in a uniformly random order while they are drawn.
///
///     var writer = buckets.open(using: &generator)
///     for instance in drawn { writer.append(instance) }     // exactly `count` times
///     buckets.shuffle(using: &generator)                    // buckets.instances is in random order
///
/// Drawing and shuffling are one pass (Rao, 1961; Sandelius, 1962): each instance is written into one of up to
/// 256 buckets, drawn at random, and each bucket, which fits in the cache, is then shuffled on its own. The result
/// is a uniformly random permutation.
public final class ShuffledBuckets<Instance: BitwiseCopyable> {
  /// Instances per epoch.
  public let count: Int
  /// The instances, in random order once they are shuffled; shape `count`.
  public let instances: AlignedBuffer<Instance>

  private static var mostBuckets: Int { 256 }

  private let bucketCount: Int
  private let bucketOfInstance: AlignedBuffer<UInt8>
  /// Where each bucket begins; shape `bucketCount + 1`.
  private let starts: AlignedBuffer<Int>
  /// Where each bucket's next instance goes.
  private let cursors: AlignedBuffer<Int>

  public init(count: Int, zero: Instance) {
    NCFKernels.demand(count >= 0, "no epoch has \(count) instances")
    self.count = count
    instances = AlignedBuffer(count: count, zero: zero)
    bucketOfInstance = AlignedBuffer(count: count + 8, zero: 0)
    starts = AlignedBuffer(count: Self.mostBuckets + 1, zero: 0)
    cursors = AlignedBuffer(count: Self.mostBuckets, zero: 0)
    var buckets = 1
    while buckets < Self.mostBuckets && count / buckets > 8192 { buckets *= 2 }
    bucketCount = buckets
  }

  /// Ends the program unless there are `count` instances from position `start` on.
  func demand(_ start: Int, _ count: Int) {
    NCFKernels.demand(
      start >= 0 && count >= 0 && start <= self.count - count,
      "there are \(self.count) instances, not \(count) from position \(start) on")
  }

  /// Writes each instance into its bucket.
  public struct Writer {
    private let bucketOfInstance: UnsafePointer<UInt8>
    private let cursors: UnsafeMutablePointer<Int>
    private let instances: UnsafeMutablePointer<Instance>
    private let count: Int
    private var written = 0

    fileprivate init(_ buckets: ShuffledBuckets) {
      count = buckets.count
      bucketOfInstance = UnsafePointer(buckets.bucketOfInstance.pointer)
      cursors = buckets.cursors.pointer
      instances = buckets.instances.pointer
    }

    /// Writes the next instance, of which there are as many as an epoch has.
    public mutating func append(_ instance: Instance) {
      NCFKernels.demand(written < count, "an epoch has \(count) instances, and no more")
      place(instance)
    }

    /// Writes an instance of which the caller knows that there is one more.
    @inline(__always)
    mutating func place(_ instance: Instance) {
      let bucket = Int(bucketOfInstance[written])
      instances[cursors[bucket]] = instance
      cursors[bucket] &+= 1
      written &+= 1
    }
  }

  /// Draws a bucket for each instance to come, eight with each random word, and finds where each bucket begins.
  public func open(using generator: inout SeededGenerator) -> Writer {
    let mask = UInt64(bucketCount - 1) &* 0x0101_0101_0101_0101
    let ids = bucketOfInstance.pointer
    for position in stride(from: 0, to: count, by: 8) {
      UnsafeMutableRawPointer(ids + position).storeBytes(of: generator.next() & mask, as: UInt64.self)
    }
    // Sizes first, which the running sum then turns into starts.
    let starts = starts.pointer
    starts.update(repeating: 0, count: bucketCount + 1)
    for instance in 0..<count { starts[Int(ids[instance]) &+ 1] &+= 1 }
    for bucket in 0..<bucketCount { starts[bucket + 1] += starts[bucket] }
    cursors.pointer.update(from: starts, count: bucketCount)
    return Writer(self)
  }

  /// Shuffles each bucket (Fisher and Yates), after all instances have been written.
  public func shuffle(using generator: inout SeededGenerator) {
    // A local copy of the generator stays in registers.
    var local = generator
    for bucket in 0..<bucketCount {
      let instances = instances.pointer + starts.pointer[bucket]
      var remaining = starts.pointer[bucket + 1] - starts.pointer[bucket]
      while remaining > 1 {
        let chosen = Int(local.uniform(below: UInt32(truncatingIfNeeded: remaining)))
        remaining &-= 1
        let other = instances[chosen]
        instances[chosen] = instances[remaining]
        instances[remaining] = other
      }
    }
    generator = local
  }
}
