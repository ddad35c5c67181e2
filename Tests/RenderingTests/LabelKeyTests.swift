import TestSupport
import Testing

@testable import Rendering

/// Keys of labels by their grammar (Kubernetes: a DNS subdomain, a slash, a name), against what the checks say.
@Suite struct LabelKeyTests {
  nonisolated(unsafe) private static let grammar =
    /(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?/

  @Test func randomKeys() throws {
    var random = SeededGenerator(seed: 7)
    let signs = Array("aZ09-_./é")
    var good = 0
    for _ in 0..<20_000 {
      let key = String((0..<Int.random(in: 0...8, using: &random)).map { _ in signs.randomElement(using: &random)! })
      let isKey = try Self.grammar.wholeMatch(in: key) != nil
      #expect((DNSName.complaint(aboutKey: key) == nil) == isKey, "\(key)")
      good += isKey ? 1 : 0
    }
    #expect(good > 100)
  }

  @Test func lengths() {
    let label = String(repeating: "a", count: 63)
    #expect(DNSName.complaint(aboutKey: label) == nil)
    #expect(DNSName.complaint(aboutKey: label + "a") != nil)
    #expect(DNSName.complaint(aboutKey: String(repeating: "a", count: 253) + "/" + label) == nil)
    #expect(DNSName.complaint(aboutKey: String(repeating: "a", count: 254) + "/" + label) != nil)
  }
}
