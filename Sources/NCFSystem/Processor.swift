import CProcessor
import CVector

/// What this program was compiled for, and whether the processor at hand has it.
///
/// The engine uses the vector instructions of the machine that built it, or of the architecture that `NCF_ARCH` named. On a
/// processor without them it would end in an illegal instruction, so the program asks first.
public enum Processor {
  /// The widest vectors that the engine was compiled for: "AVX-512", "AVX2", "AVX" or "SSE".
  ///
  /// Numbers of builds that differ in this may differ in their last bits.
  public static var vectors: String {
    let built = Int(cvector_extensions)
    if built & CPROCESSOR_AVX512F != 0 { return "AVX-512" }
    if built & CPROCESSOR_AVX2 != 0 { return "AVX2" }
    return built & CPROCESSOR_AVX != 0 ? "AVX" : "SSE"
  }

  /// One line that says what this processor lacks and what to do; nil if nothing is missing.
  public static var problem: String? {
    problem(needed: cvector_extensions, available: cprocessor_available())
  }

  /// - Parameters: Bits of the extensions, as cprocessor.h numbers them.
  package static func problem(needed: UInt32, available: UInt32) -> String? {
    let missing = names(of: needed & ~available)
    guard !missing.isEmpty else { return nil }
    let architecture =
      available & UInt32(CPROCESSOR_AVX2) != 0 && available & UInt32(CPROCESSOR_FMA) != 0
      ? "x86-64-v3" : "x86-64-v2"
    return
      "this program was built for a processor with \(missing.joined(separator: ", ")), which this one has not; "
      + "build it here, or for both with make build ARCH=\(architecture)"
  }

  private static func names(of extensions: UInt32) -> [String] {
    (0..<32).map { extensions & 1 << $0 }.compactMap { cprocessor_name($0).map { String(cString: $0) } }
  }
}
