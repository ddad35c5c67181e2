internal import CLibpq

extension StoreError {
  /// What an error of the server means. Its details are left out: they may have values.
  init(_ result: OpaquePointer, _ url: PostgresURL) {
    let code = Self.field("C", of: result) ?? ""
    let message = Self.field("M", of: result) ?? String(cString: PQresultErrorMessage(result))
    let (kind, advice) = Self.meaning(of: code)
    let text = "\(url): \(url.redacted(message))\(code.isEmpty ? "" : " (\(code))")"
    self.init(kind, advice.map { "\(text): \($0)" } ?? text)
  }

  /// A field of an error: see https://www.postgresql.org/docs/current/protocol-error-fields.html
  private static func field(_ name: Unicode.Scalar, of result: OpaquePointer) -> String? {
    PQresultErrorField(result, Int32(name.value)).map { String(cString: $0) }
  }

  /// See https://www.postgresql.org/docs/current/errcodes-appendix.html
  private static func meaning(of code: String) -> (Kind, advice: String?) {
    switch (code.prefix(2), code) {
    case (_, "53100"): (.unavailable, "make room on the disk of the server")
    case (_, "25006"): (.unavailable, "the server takes no writes, is it a standby?")
    case (_, "42501"): (.rejected, "the user needs rights to create and use tables in the schema")
    case (_, "42P01"), (_, "42703"), (_, "42P07"): (.incompatible, "the tables are not those of this version")
    case ("XX", _): (.incompatible, "see the log of the server")
    case ("22", _), ("23", _), ("42", _), ("54", _): (.rejected, nil)
    default: (.unavailable, nil)
    }
  }
}
