internal import HTTPTransport

/// The connections of a client, which are anew where it comes with another certificate.
actor Connections {
  private let options: CurlOptions
  private let connect: @Sendable (CurlOptions) -> any HTTPClient
  private var current: (certificate: ClientCertificate?, client: any HTTPClient)?

  init(options: CurlOptions, connect: @escaping @Sendable (CurlOptions) -> any HTTPClient) {
    self.options = options
    self.connect = connect
  }

  /// The client that shows a certificate.
  func client(with certificate: ClientCertificate?) -> any HTTPClient {
    if let current, current.certificate == certificate { return current.client }
    var options = options
    options.clientCertificate = certificate
    let client = connect(options)
    current = (certificate, client)
    return client
  }
}

/// The `Warning` field as API servers send it: `299 - "text"` (RFC 7234, section 5.5).
enum WarningField {
  /// The text; nil where the field is another one.
  static func text(_ value: String) -> String? {
    let parts = value.split(separator: " ", maxSplits: 2)
    guard parts.count == 3, parts[0] == "299", parts[2].first == "\"" else { return nil }
    var text = ""
    var rest = parts[2].dropFirst()
    while let character = rest.popFirst(), character != "\"" {
      text.append(character == "\\" ? rest.popFirst() ?? "\\" : character)
    }
    return text
  }
}
