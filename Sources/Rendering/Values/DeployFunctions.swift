internal import DataBundle
internal import JSONe

extension Session {
  /// What templates can call besides the functions of the language.
  var functions: [TemplateFunction] {
    [
      function("namesOf") { (session, call) throws(TemplateError) in
        session.names(of: try call.datafile(0, of: 1))
      },
      function("pathOf") { (session, call) throws(TemplateError) in
        .string(session.world.bundle.datafiles[try call.datafile(0, of: 1)].path)
      },
      function("backrefs") { (session, call) throws(TemplateError) in
        let count = call.arguments.count == 2 ? 2 : 3
        return try session.referrers(
          of: try call.datafile(0, of: count), schema: try call.text(1, of: count),
          field: count == 3 ? try call.text(2, of: count) : nil)
      },
      function("datafiles") { (session, call) throws(TemplateError) in
        try session.datafiles(ofSchema: try call.text(0, of: 1))
      },
      function("resource") { (session, call) throws(TemplateError) in try session.resource(try call.text(0, of: 1)) },
      function("sha256") { (_, call) throws(TemplateError) in
        .string(ContentDigest.sha256(try call.text(0, of: 1).utf8))
      },
      function("base64") { (_, call) throws(TemplateError) in .string(Base64.text(of: try call.text(0, of: 1).utf8)) },
    ]
  }

  private func function(
    _ name: String, _ body: @escaping @Sendable (Session, Call) throws(TemplateError) -> TemplateValue
  ) -> TemplateFunction {
    TemplateFunction(name) { (arguments) throws(TemplateError) in
      try body(self, Call(name: name, arguments: arguments))
    }
  }
}

/// The arguments of one call.
private struct Call {
  var name: String
  var arguments: [TemplateValue]

  /// An argument that is a datafile: its position.
  func datafile(_ index: Int, of count: Int) throws(TemplateError) -> Int {
    try check(count)
    guard case .lazy(let object) = arguments[index], let datafile = object as? LazyDatafile else {
      throw invalid("argument \(index + 1) must be a datafile")
    }
    return datafile.position
  }

  /// An argument that is a text.
  func text(_ index: Int, of count: Int) throws(TemplateError) -> String {
    try check(count)
    guard let text = arguments[index].text else { throw invalid("argument \(index + 1) must be a text") }
    return text
  }

  private func check(_ count: Int) throws(TemplateError) {
    guard arguments.count == count else { throw invalid("it takes \(count), and gets \(arguments.count)") }
  }

  private func invalid(_ detail: String) -> TemplateError {
    TemplateError(.builtin, "invalid arguments to \(name): \(detail)")
  }
}

/// RFC 4648, with padding.
enum Base64 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text that stands for bytes.
  static func text(of bytes: some Sequence<UInt8>) -> String {
    let bytes = Array(bytes)
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let value = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
      for index in 0..<4 {
        let isPadding = index > group.count
        result.append(isPadding ? UInt8(ascii: "=") : digits[Int(value >> UInt32(18 - 6 * index)) & 63])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
