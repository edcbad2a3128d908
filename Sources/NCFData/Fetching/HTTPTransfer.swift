import CCurl
import Foundation

/// One HTTP request whose answer is handed on piece by piece, by libcurl.
///
/// The calling thread waits, and the receiver is called from it.
struct HTTPTransfer {
  /// What goes wrong on the way, in words.
  struct Failure: Error {
    let problem: String
    /// Whether the other side never answered: there is no network, or no such host.
    var isUnreachable = false
  }

  let address: String
  /// Where the wanted range begins; 0 asks for everything.
  let start: Int
  /// How long the other side may take to accept the connection.
  let connectSeconds: Int
  /// How long it may be silent after that.
  let idleSeconds: Int

  /// The head of an answer.
  struct Response {
    let status: Int
    /// Where the range that the server sends begins, if it sends one.
    let rangeStart: Int?
  }

  /// - Parameters:
  ///   - onResponse: Called once; false leaves the body.
  ///   - onData: Called with each piece of the body.
  /// - Throws: `Failure`, or what the receivers throw, which ends the transfer.
  func run(
    onResponse: @escaping (Response) throws -> Bool, onData: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    // Threads that fetch at the same time would otherwise initialise libcurl together.
    _ = Self.initialised
    guard let handle = curl_easy_init() else { throw Failure(problem: "libcurl cannot start") }
    defer { curl_easy_cleanup(handle) }
    let receiver = Receiver(handle: handle, onResponse: onResponse, onData: onData)
    ncf_curl_set_pointer(handle, CURLOPT_URL, address)
    ncf_curl_set_pointer(handle, CURLOPT_PROTOCOLS_STR, "http,https")
    ncf_curl_set_pointer(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
    ncf_curl_set_pointer(handle, CURLOPT_USERAGENT, "ncf-exp")
    ncf_curl_set_number(handle, CURLOPT_FOLLOWLOCATION, 1)
    ncf_curl_set_number(handle, CURLOPT_MAXREDIRS, 8)
    // Signals, by which libcurl would otherwise time name look-ups, belong to the program.
    ncf_curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
    ncf_curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, connectSeconds)
    ncf_curl_set_number(handle, CURLOPT_LOW_SPEED_LIMIT, 1)
    ncf_curl_set_number(handle, CURLOPT_LOW_SPEED_TIME, idleSeconds)
    if start > 0 { ncf_curl_set_pointer(handle, CURLOPT_RANGE, "\(start)-") }
    let context = Unmanaged.passUnretained(receiver).toOpaque()
    ncf_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Receiver.at(context).takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
      return size * count
    }
    ncf_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    ncf_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      // Another number than that of the bytes tells libcurl to stop.
      Receiver.at(context).take(UnsafeRawBufferPointer(start: bytes, count: size * count))
        ? size * count : size * count &+ 1
    }
    ncf_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)

    let code = withExtendedLifetime(receiver) { curl_easy_perform(handle) }
    if let failure = receiver.failure { throw failure }
    if receiver.isBodyLeft { return }
    guard code == CURLE_OK else {
      throw Failure(
        problem: Self.reason(code),
        isUnreachable: Self.unreachable.contains(code)
          || code == CURLE_OPERATION_TIMEDOUT && !receiver.isResponseMet)
    }
    // An answer without a body has not called the receiver yet.
    _ = try receiver.meetResponse()
  }

  private static let initialised = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  private static let unreachable = [
    CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
  ]

  private static func reason(_ code: CURLcode) -> String {
    switch code {
    case CURLE_COULDNT_CONNECT: "the connection was refused"
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: "the host cannot be found"
    case CURLE_OPERATION_TIMEDOUT: "the server did not answer in time"
    case CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING: "the connection was cut"
    case CURLE_TOO_MANY_REDIRECTS: "the server redirected too often"
    case CURLE_PEER_FAILED_VERIFICATION: "the server's certificate cannot be trusted"
    default: "the transfer failed (\(String(cString: curl_easy_strerror(code))))"
    }
  }
}

/// Takes one answer: what libcurl's callbacks are given.
private final class Receiver {
  private let handle: UnsafeMutableRawPointer
  private let onResponse: (HTTPTransfer.Response) throws -> Bool
  private let onData: (UnsafeRawBufferPointer) throws -> Void
  private var rangeStart: Int?
  private(set) var isResponseMet = false
  private(set) var isBodyLeft = false
  private(set) var failure: (any Error)?

  init(
    handle: UnsafeMutableRawPointer, onResponse: @escaping (HTTPTransfer.Response) throws -> Bool,
    onData: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) {
    self.handle = handle
    self.onResponse = onResponse
    self.onData = onData
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> Receiver {
    Unmanaged<Receiver>.fromOpaque(context!).takeUnretainedValue()
  }

  /// Notes the range that is sent: `Content-Range: bytes 100-299/300`.
  func takeHeader(_ bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes, as: UTF8.self).lowercased()
    if line.hasPrefix("http/") { rangeStart = nil }
    guard line.hasPrefix("content-range:"), let unit = line.range(of: "bytes ") else { return }
    rangeStart = Int(line[unit.upperBound...].prefix { $0 != "-" })
  }

  /// - Returns: false to stop the transfer.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    do {
      guard try meetResponse() else { return false }
      try onData(bytes)
      return true
    } catch {
      failure = error
      return false
    }
  }

  /// Shows the head of the answer to `onResponse`, once.
  /// - Returns: Whether the body is wanted.
  func meetResponse() throws -> Bool {
    if !isResponseMet {
      isResponseMet = true
      let status = ncf_curl_status(handle)
      isBodyLeft = try !onResponse(HTTPTransfer.Response(status: status, rangeStart: rangeStart))
    }
    return !isBodyLeft
  }
}
