import NCFData

extension TensorBundle {
  /// SHA-256 over the bundle in the safetensors format, in lower-case hexadecimal digits. Equal tensors have equal
  /// digests, whichever format their file has.
  public var digest: String { SHA256Digest.hex(of: safetensors()) }
}
