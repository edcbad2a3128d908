/// The width in memory of a row of `width` floats: the next multiple of 8, so that kernels meet whole vectors
/// only. The lanes beyond `width` hold zero, and stay zero under every operation of the engine.
public func paddedWidth(_ width: Int) -> Int { (width + 7) & ~7 }
