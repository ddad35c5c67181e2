/// The formats that are checked.
enum Format: UInt8, Sendable, CaseIterable {
  case date, time, dateTime, email, idnEmail, hostname, idnHostname, ipv4, ipv6
  case uri, uriReference, iri, iriReference, uriTemplate, jsonPointer, relativeJSONPointer, regex

  /// The format of a name, nil for one that is not known (and not checked).
  init?(name: String) {
    guard let format = Format.allCases.first(where: { $0.name == name }) else { return nil }
    self = format
  }

  /// The name the keyword `format` uses.
  var name: String {
    switch self {
    case .date: "date"
    case .time: "time"
    case .dateTime: "date-time"
    case .email: "email"
    case .idnEmail: "idn-email"
    case .hostname: "hostname"
    case .idnHostname: "idn-hostname"
    case .ipv4: "ipv4"
    case .ipv6: "ipv6"
    case .uri: "uri"
    case .uriReference: "uri-reference"
    case .iri: "iri"
    case .iriReference: "iri-reference"
    case .uriTemplate: "uri-template"
    case .jsonPointer: "json-pointer"
    case .relativeJSONPointer: "relative-json-pointer"
    case .regex: "regex"
    }
  }

  /// What a text of the format is, with an example.
  var description: String {
    switch self {
    case .date: "a date, such as 2024-05-31"
    case .time: "a time with an offset, such as 13:45:00Z"
    case .dateTime: "a date and time with an offset, such as 2024-05-31T13:45:00Z"
    case .email, .idnEmail: "an e-mail address"
    case .hostname, .idnHostname: "a host name"
    case .ipv4: "an IPv4 address"
    case .ipv6: "an IPv6 address"
    case .uri: "an absolute URI, such as https://example.com/"
    case .uriReference: "a URI reference"
    case .iri: "an absolute IRI"
    case .iriReference: "an IRI reference"
    case .uriTemplate: "a URI template"
    case .jsonPointer: "a JSON Pointer, such as /a/0"
    case .relativeJSONPointer: "a relative JSON Pointer, such as 1/a"
    case .regex: "a regular expression"
    }
  }

  /// Whether a text has the format.
  func accepts(_ text: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .date: DateTimeFormat.isDate(text)
    case .time: DateTimeFormat.isTime(text)
    case .dateTime: DateTimeFormat.isDateTime(text)
    case .email: EmailFormat.isAddress(text, international: false)
    case .idnEmail: EmailFormat.isAddress(text, international: true)
    case .hostname: HostnameFormat.isHostname(text)
    case .idnHostname: InternationalHostname.isHostname(text)
    case .ipv4: AddressFormat.isIPv4(text)
    case .ipv6: AddressFormat.isIPv6(text)
    case .uri: URIFormat.isReference(text, absolute: true, international: false)
    case .uriReference: URIFormat.isReference(text, absolute: false, international: false)
    case .iri: URIFormat.isReference(text, absolute: true, international: true)
    case .iriReference: URIFormat.isReference(text, absolute: false, international: true)
    case .uriTemplate: URITemplateFormat.isTemplate(text)
    case .jsonPointer: PointerFormat.isPointer(text)
    case .relativeJSONPointer: PointerFormat.isRelativePointer(text)
    case .regex: RegexFormat.isExpression(text)
    }
  }
}

/// `regex`: what ECMA-262 takes for a regular expression.
enum RegexFormat {
  static func isExpression(_ text: ArraySlice<UInt8>) -> Bool {
    do {
      _ = try Pattern(String(decoding: text, as: UTF8.self), strict: true, jit: false)
      return true
    } catch {
      // PCRE2 cannot look behind over an unknown length; ECMA-262 can.
      return error.isLookbehindLength
    }
  }
}

/// `json-pointer` (RFC 6901) and `relative-json-pointer`.
enum PointerFormat {
  static func isPointer(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first else { return true }
    guard first == UInt8(ascii: "/") else { return false }
    var rest = text.makeIterator()
    while let byte = rest.next() {
      guard byte == UInt8(ascii: "~") else { continue }
      let next = rest.next()
      guard next == UInt8(ascii: "0") || next == UInt8(ascii: "1") else { return false }
    }
    return true
  }

  static func isRelativePointer(_ text: ArraySlice<UInt8>) -> Bool {
    let number = text.prefix(while: ASCII.isDigit)
    guard !number.isEmpty, number.count == 1 || number.first != UInt8(ascii: "0") else { return false }
    let rest = text[number.endIndex...]
    return rest.elementsEqual("#".utf8) || isPointer(rest)
  }
}
