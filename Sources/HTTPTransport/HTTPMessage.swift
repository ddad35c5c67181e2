/// What is asked of a server.
public struct HTTPRequest: Hashable, Sendable {
  /// What is to be done (RFC 9110, section 9).
  public enum Method: String, Hashable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// What is to be done.
  public var method: Method
  /// The whole URL, percent-encoded; it is sent as it stands.
  public var url: String
  /// The header fields, in order.
  public var headers: HTTPHeaders
  /// The body; nil: none.
  public var body: [UInt8]?

  /// A request from its parts.
  public init(_ method: Method, _ url: String, headers: HTTPHeaders = [:], body: [UInt8]? = nil) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What a server answered.
public struct HTTPResponse: Hashable, Sendable {
  /// The status code: 200, 404 …
  public var status: Int
  /// The header fields of the last answer, in order.
  public var headers: HTTPHeaders
  /// The body, whole.
  public var body: [UInt8]
  /// Takes out of texts about the answer what went with the request; only where it failed.
  public var secrets: SecretFilter

  /// A response from its parts.
  public init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = [], secrets: SecretFilter = .none) {
    self.status = status
    self.headers = headers
    self.body = body
    self.secrets = secrets
  }

  /// Whether the status is 2xx.
  public var isSuccess: Bool { (200..<300).contains(status) }
}

/// Header fields in order; names are the same in any case (RFC 9110, section 5.1).
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// One header field.
  public struct Field: Hashable, Sendable {
    /// The name as it was written.
    public var name: String
    /// The value.
    public var value: String
  }

  /// All fields.
  public private(set) var fields: [Field] = []

  /// Fields from a literal.
  public init(dictionaryLiteral elements: (String, String)...) {
    fields = elements.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of a field; setting replaces all of them.
  public subscript(name: String) -> String? {
    get { fields.first { $0.name.isSame(as: name) }?.value }
    set {
      fields.removeAll { $0.name.isSame(as: name) }
      if let newValue { fields.append(Field(name: name, value: newValue)) }
    }
  }

  /// All values of a field, in order.
  public func values(of name: String) -> [String] { fields.filter { $0.name.isSame(as: name) }.map(\.value) }

  /// Adds a field, beside others of the same name.
  public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }
}

extension String {
  /// The same but for the case of ASCII letters.
  fileprivate func isSame(as other: String) -> Bool {
    utf8.count == other.utf8.count
      && zip(utf8, other.utf8).allSatisfy { ($0 | ($0.isLetter ? 0x20 : 0)) == ($1 | ($1.isLetter ? 0x20 : 0)) }
  }
}

extension UInt8 {
  fileprivate var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
