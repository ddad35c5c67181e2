internal import CLibcurl

/// One request and its answer over one handle; blocks the thread it runs on.
struct Exchange {
  let request: HTTPRequest
  let address: WebAddress
  let options: CurlOptions
  let incoming: Incoming

  func run(on handle: CurlHandle) -> Result<HTTPResponse, HTTPError> {
    let curl = handle.pointer
    curl_easy_reset(curl)
    let (headers, route) = (CurlList(headerLines), CurlList(routeLines))
    guard let headers, let route else { return .failure(failure(CURLE_OUT_OF_MEMORY, on: curl)) }
    let code = withExtendedLifetime((incoming, headers, route)) {
      var code = set(curl, headers.pointer)
      if code == CURLE_OK { code = setTLS(curl, route: route.pointer) }
      if code == CURLE_OK { code = setBody(curl) }
      return code == CURLE_OK ? curl_easy_perform(curl) : code
    }
    guard code == CURLE_OK else { return .failure(failure(code, on: curl)) }
    // libcurl takes a header that breaks off for a whole one.
    guard incoming.headerIsComplete else { return .failure(failure(CURLE_PARTIAL_FILE, on: curl)) }
    var status = 0
    guard remit_curl_get_long(curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK, (100...999).contains(status) else {
      return .failure(failure(CURLE_WEIRD_SERVER_REPLY, on: curl))
    }
    var response = HTTPResponse(status: status, headers: incoming.headers, body: incoming.body)
    if !response.isSuccess { response.secrets = SecretFilter(in: request.headers) }
    return .success(response)
  }

  /// The header fields as libcurl takes them. `Name;` sends an empty value; `Name:` keeps libcurl from adding its own.
  private var headerLines: [String] {
    var lines = request.headers.fields.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    lines.append("Expect:")
    if request.headers["Content-Type"] == nil { lines.append("Content-Type:") }
    if options.serverName != nil, request.headers["Host"] == nil { lines.append("Host: \(address.authority)") }
    return lines
  }

  /// libcurl asks for, and verifies, the name in the URL: where another one is wanted it stands there, and this is the
  /// way to the host.
  private var routeLines: [String] {
    options.serverName == nil ? [] : ["::\(address.host):\(address.port)"]
  }

  private func set(_ curl: UnsafeMutableRawPointer, _ list: UnsafeMutablePointer<curl_slist>?) -> CURLcode {
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOSIGNAL, 1), (CURLOPT_NOPROGRESS, 0), (CURLOPT_PATH_AS_IS, 1), (CURLOPT_FOLLOWLOCATION, 0),
      (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1), (CURLOPT_TCP_KEEPALIVE, 1),
      (CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)), (CURLOPT_CONNECTTIMEOUT_MS, options.connectTimeout),
      (CURLOPT_TIMEOUT_MS, options.totalTimeout), (CURLOPT_LOW_SPEED_LIMIT, 1),
      (CURLOPT_LOW_SPEED_TIME, options.stallTimeout),
      // libcurl repeats any request when a kept connection turns out to be closed; a write must not be done twice.
      (CURLOPT_FRESH_CONNECT, request.method == .get || options.keepsConnectionsForWrites ? 0 : 1),
    ]
    var texts: [(CURLoption, String)] = [
      (CURLOPT_URL, options.serverName.map(address.naming) ?? address.text), (CURLOPT_PROTOCOLS_STR, address.scheme),
      (CURLOPT_USERAGENT, options.userAgent),
    ]
    if let proxy = options.proxy {
      texts += [(CURLOPT_PROXY, proxy), (CURLOPT_NOPROXY, "")]
    } else if address.isLoopback {
      texts.append((CURLOPT_PROXY, ""))
    }

    for (option, value) in numbers {
      let code = remit_curl_set_long(curl, option, value)
      if code != CURLE_OK { return code }
    }
    for (option, value) in texts {
      let code = remit_curl_set_text(curl, option, value)
      if code != CURLE_OK { return code }
    }
    let code = remit_curl_set_list(curl, CURLOPT_HTTPHEADER, list)
    return code == CURLE_OK ? setReceivers(curl) : code
  }

  private func setReceivers(_ curl: UnsafeMutableRawPointer) -> CURLcode {
    let context = Unmanaged.passUnretained(incoming).toOpaque()
    var code = remit_curl_set_receiver(
      curl, CURLOPT_HEADERFUNCTION,
      { bytes, size, count, context in
        guard let context else { return 0 }
        let incoming = Unmanaged<Incoming>.fromOpaque(context).takeUnretainedValue()
        return incoming.takeHeader(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
      }, CURLOPT_HEADERDATA, context)
    if code != CURLE_OK { return code }
    code = remit_curl_set_receiver(
      curl, CURLOPT_WRITEFUNCTION,
      { bytes, size, count, context in
        guard let context else { return 0 }
        let incoming = Unmanaged<Incoming>.fromOpaque(context).takeUnretainedValue()
        return incoming.takeBody(UnsafeRawBufferPointer(start: bytes, count: size * count)) ? size * count : 0
      }, CURLOPT_WRITEDATA, context)
    if code != CURLE_OK { return code }
    return remit_curl_set_progress(
      curl,
      { context, _, _, _, _ in
        guard let context else { return 1 }
        return Unmanaged<Incoming>.fromOpaque(context).takeUnretainedValue().cancellation.isCancelled ? 1 : 0
      }, context)
  }

  /// The method and the body, which libcurl copies.
  private func setBody(_ curl: UnsafeMutableRawPointer) -> CURLcode {
    let body = request.body ?? (request.method == .delete ? nil : [])
    guard request.method != .get || request.body != nil, let body else {
      return request.method == .get ? CURLE_OK : setMethod(curl)
    }
    var code = remit_curl_set_size(curl, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
    if code != CURLE_OK { return code }
    code =
      body.isEmpty
      ? remit_curl_set_text(curl, CURLOPT_COPYPOSTFIELDS, "")
      : body.withUnsafeBytes { remit_curl_set_bytes(curl, CURLOPT_COPYPOSTFIELDS, $0.baseAddress) }
    return code == CURLE_OK ? setMethod(curl) : code
  }

  private func setMethod(_ curl: UnsafeMutableRawPointer) -> CURLcode {
    remit_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
  }

  private func failure(_ code: CURLcode, on curl: UnsafeMutableRawPointer) -> HTTPError {
    var sent = 0
    let isKnown = remit_curl_get_long(curl, CURLINFO_REQUEST_SIZE, &sent) == CURLE_OK
    let kind = incoming.isTooLarge ? .tooLarge : HTTPError.Kind(code)
    let reason =
      switch kind {
      case .tooLarge: "the answer is larger than allowed"
      case .cancelled: "cancelled"
      default: String(cString: curl_easy_strerror(code))
      }
    return HTTPError(
      kind, mayHaveArrived: sent > 0 || !isKnown, "\(request.method.rawValue) \(address.shown): \(reason)")
  }
}

extension HTTPError.Kind {
  /// What libcurl's code means (libcurl-errors(3)).
  fileprivate init(_ code: CURLcode) {
    self =
      switch code {
      case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_UNKNOWN_OPTION:
        .invalidRequest
      case CURLE_OPERATION_TIMEDOUT: .timeout
      case CURLE_ABORTED_BY_CALLBACK: .cancelled
      case CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_WEIRD_SERVER_REPLY,
        CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_BAD_CONTENT_ENCODING, CURLE_WRITE_ERROR:
        .interrupted
      default: .unreachable
      }
  }
}
