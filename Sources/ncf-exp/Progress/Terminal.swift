import Foundation

/// The terminal, on which progress is drawn by way of standard error.
enum Terminal {
  /// Whether to draw on what a descriptor stands for. Where NO_COLOR is set, plain lines come in place of what needs
  /// control sequences.
  static func isInteractive(_ descriptor: Int32 = STDERR_FILENO) -> Bool {
    let environment = ProcessInfo.processInfo.environment
    return isatty(descriptor) == 1 && environment["TERM"] != "dumb"
      && environment["NO_COLOR", default: ""].isEmpty
  }

  /// Columns; 100 if the terminal does not say.
  static var width: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 100
  }
}
