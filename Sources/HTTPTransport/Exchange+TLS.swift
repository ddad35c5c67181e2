internal import CLibcurl

extension Exchange {
  /// Whom the client trusts, as whom it comes, and how it finds the host.
  func setTLS(_ curl: UnsafeMutableRawPointer, route: UnsafeMutablePointer<curl_slist>?) -> CURLcode {
    var steps: [() -> CURLcode] = [
      { remit_curl_set_long(curl, CURLOPT_SSL_VERIFYPEER, options.verifiesServer ? 1 : 0) },
      { remit_curl_set_long(curl, CURLOPT_SSL_VERIFYHOST, options.verifiesServer ? 2 : 0) },
    ]
    if options.certificateAuthority != nil || options.certificateFile != nil {
      // libcurl would trust the system's folder besides.
      steps.append { remit_curl_set_text(curl, CURLOPT_CAPATH, nil) }
    }
    if let authority = options.certificateAuthority {
      steps.append { set(curl, CURLOPT_CAINFO_BLOB, authority) }
    } else if let file = options.certificateFile {
      steps.append { remit_curl_set_text(curl, CURLOPT_CAINFO, file) }
    }
    if let own = options.clientCertificate {
      steps.append { set(curl, CURLOPT_SSLCERT_BLOB, own.certificate) }
      steps.append { set(curl, CURLOPT_SSLKEY_BLOB, own.key) }
    }
    if let route { steps.append { remit_curl_set_list(curl, CURLOPT_CONNECT_TO, route) } }
    for step in steps {
      let code = step()
      if code != CURLE_OK { return code }
    }
    return CURLE_OK
  }

  private func set(_ curl: UnsafeMutableRawPointer, _ option: CURLoption, _ bytes: [UInt8]) -> CURLcode {
    bytes.withUnsafeBytes { remit_curl_set_copied_blob(curl, option, $0.baseAddress, $0.count) }
  }
}

/// A list of lines as libcurl takes it; it lives as long as this value.
final class CurlList {
  private(set) var pointer: UnsafeMutablePointer<curl_slist>?

  /// A list; nil where there is no memory for it.
  init?(_ lines: [String]) {
    for line in lines {
      guard let longer = curl_slist_append(pointer, line) else { return nil }
      pointer = longer
    }
  }

  deinit { curl_slist_free_all(pointer) }
}
