import Foundation
import NCFKernels

/// What the machine can do on one core, measured: the two rates of the roofline (Williams, Waterman and Patterson,
/// CACM 2009).
struct Machine {
  let processor: String
  /// Floating-point operations per second of a large sgemm that stays in the cache.
  let peak: Double
  /// Bytes read and written per second by a scaled copy of arrays far larger than the caches.
  let streamRate: Double

  static func measure() -> Machine {
    Machine(processor: processorName, peak: measurePeak(), streamRate: measureStream())
  }

  private static func measurePeak() -> Double {
    let size = 256
    let buffers = (0..<3).map { _ in AlignedBuffer<Float>(count: size * size, zero: 0.5) }
    let product = MatrixProduct(.plain, rows: size, inner: size, columns: size)
    let repeats = 300
    let seconds = Timing.best(of: 7) {
      for _ in 0..<repeats { product(buffers[0].extent, buffers[1].extent, buffers[2].extent) }
    }
    return Double(2 * size * size * size * repeats) / seconds
  }

  private static func measureStream() -> Double {
    let count = 1 << 24
    let (source, target) = (
      AlignedBuffer<Float>(count: count, zero: 1), AlignedBuffer<Float>(count: count, zero: 0)
    )
    let seconds = Timing.best(of: 5) {
      Kernels.addScaled(source.extent, by: 0.5, to: target.extent)
    }
    // Source and target are read, the target is written.
    return Double(3 * 4 * count) / seconds
  }

  private static var processorName: String {
    let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
    return lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last.map {
      $0.trimmingCharacters(in: .whitespaces)
    } ?? "unknown processor"
  }
}
