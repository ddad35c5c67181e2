import Diffing
import DocumentModel
import Foundation
import JSONCoding
import Testing

/// Prints how long large inputs take (`REMIT_TIMES=1`); never fails for it.
@Suite struct TimingTests {
  @Test func printsTimes() throws {
    guard ProcessInfo.processInfo.environment["REMIT_TIMES"] != nil else { return }
    let item = { (i: Int, v: Int, named: Bool) in
      let identity = named ? "\"__identifier\":\"\(i)\"," : ""
      return
        "{\(identity)\"name\":\"item-\(i)\",\"provider\":\"p\(i % 7)\",\"version\":\(v),\"spec\":{\"a\":[1,2,\(i)],\"b\":\"x\"}}"
    }
    func list(_ count: Int, _ version: (Int) -> Int, named: Bool = false) throws -> Document {
      try document("{\"items\":[" + (0..<count).map { item($0, version($0), named) }.joined(separator: ",") + "]}")
    }
    let text = Array(try list(50_000) { $0 }.json().utf8)
    time("read JSON, \(text.count / 1_000) kB") { _ = JSONReader().read(text, file: "f").document }
    for (label, old, new) in [
      ("20,000 items, one differs", try list(20_000) { _ in 1 }, try list(20_000) { $0 == 9_999 ? 2 : 1 }),
      (
        "20,000 items with identity, all differ", try list(20_000, { _ in 1 }, named: true),
        try list(20_000, { _ in 2 }, named: true)
      ),
      ("300 items without identity, all differ", try list(300) { _ in 1 }, try list(300) { _ in 2 }),
      ("1,000 items without identity, all differ", try list(1_000) { _ in 1 }, try list(1_000) { _ in 2 }),
    ] {
      let identity = { (document: Document) -> ItemIdentity in
        { id in document.member(id, "__identifier").flatMap { document.string($0) } }
      }
      time("compat: " + label) {
        let difference = CompatDiff(old: old, new: new)
        print("  \(difference.items.count) items, refusal: \(String(describing: difference.refusal))")
      }
      time("strict: " + label) {
        print(
          "  \(StrictDiff(old: old, new: new, oldIdentity: identity(old), newIdentity: identity(new)).changes.count) changes"
        )
      }
    }
  }

  private func time(_ label: String, _ work: () -> Void) {
    let clock = ContinuousClock()
    print("\(label): \(clock.measure(work))")
  }
}
