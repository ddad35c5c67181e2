import Foundation
import Testing

@testable import HTTPTransport

@Suite struct SecretFilterTests {
  private static let token = "glpat-Zr8_x/9Q+tokentoken"

  @Test(arguments: 0..<8)
  func hidesEverySpelling(_ offset: Int) {
    let token = Self.token
    let filter = SecretFilter([token])
    let before = String(repeating: "u", count: offset) + ":"
    let inBase64 = Data((before + token + "tail").utf8).base64EncodedString()
    for text in [
      "the token \(token) is wrong", "Basic \(inBase64)",
      token.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!,
    ] {
      let hidden = filter.hidden(in: text)
      #expect(hidden.contains("(secret)"), "\(text)")
      for start in 0...(token.count - 6) {
        let part = token.dropFirst(start).prefix(6)
        #expect(!hidden.contains(part), "\(part) of \(text)")
      }
      // Nothing of use can be decoded from what is left.
      let left = hidden.split(separator: " ").last.map { $0.replacingOccurrences(of: "(secret)", with: "") } ?? ""
      for padding in ["", "=", "=="] {
        let decoded = Data(base64Encoded: left + padding).map { String(decoding: $0, as: UTF8.self) } ?? ""
        #expect(!decoded.contains(token.prefix(6)) && !decoded.contains(token.suffix(6)))
      }
    }
  }

  @Test func takesThemFromHeaders() {
    let basic = Data("oauth2:\(Self.token)".utf8).base64EncodedString()
    let headers: [HTTPHeaders] = [
      ["Authorization": "Bearer \(Self.token)"], ["authorization": "token \(Self.token)"],
      ["PRIVATE-TOKEN": Self.token], ["Authorization": "Basic \(basic)"],
    ]
    for fields in headers {
      let filter = SecretFilter(in: fields)
      let hidden = filter.hidden(in: "no: \(Self.token), \(basic)")
      #expect(!hidden.contains(Self.token), "\(fields)")
      #expect(!hidden.contains(basic.dropFirst(12).dropLast(4)), "\(fields)")
    }
  }

  @Test func hidesNoWords() {
    let filter = SecretFilter(["short", ""])
    #expect(filter.hidden(in: "a short text") == "a short text")
    #expect(SecretFilter.none.hidden(in: "anything") == "anything")
    #expect(
      SecretFilter(in: ["Authorization": "Bearer abc", "Accept": "application/json"]).hidden(
        in: "application/json Bearer") == "application/json Bearer")
  }
}
