import Diagnostics
import DocumentModel
import JSONCoding
import Testing
import YAMLReader

/// The yaml-test-suite describes YAML 1.2. The reader has libyaml's dialect of YAML 1.1, so it differs in known places;
/// the numbers here are exact, so that a change in either direction shows.
@Suite struct TestSuiteTests {
  /// Valid YAML 1.2 that libyaml refuses: `?` keys without a value, flow colons on the next line, tabs as separators,
  /// `%YAML 1.3` and odd directives, anchors outside ASCII.
  static let refusedWrongly = """
    2JQS-0 2LFX-0 2SXE-0 4ABK-0 4MUZ-0 4MUZ-1 4MUZ-2 58MP-0 5MUD-0 5T43-0 6BCT-0 6CA3-0 6LVF-0 6M2F-0 7Z25-0 8XYN-0 \
    96NN-0 96NN-1 9SA2-0 A2M4-0 BEC7-0 CFD4-0 DBG4-0 DK3J-0 DK95-0 DK95-3 DK95-4 FP8R-0 FRK4-0 HM87-0 HWV9-0 K3WX-0 \
    M2N8-0 M7A3-0 MUS6-5 MUS6-6 NHX8-0 NJ66-0 NKF9-0 Q5MG-0 QT73-0 R4YG-0 S3PD-0 SM9W-1 UKK6-0 UT92-0 VJP3-1 W4TN-0 \
    W5VH-0 Y79Y-1 Y79Y-10 ZYU8-0 ZYU8-1 ZYU8-2 ZYU8-3
    """
  /// Invalid YAML 1.2 that libyaml takes: mostly wrong indentation inside flow collections and quotes, and comments
  /// without a blank before them.
  static let acceptedWrongly = """
    9C9N-0 9HCY-0 9JBA-0 CVW2-0 DK95-1 EB22-0 G5U8-0 MUS6-0 MUS6-1 QB6E-0 RHX7-0 S98Z-0 SU5Z-0 X4QW-0 Y79Y-3 YJV2-0
    """
  /// Other events: an implicit key before `:` in a flow list, blank lines at the end of block texts, `? ` in lists.
  static let otherEvents = "652Z-0 HM87-1 JEF9-2 L24T-1 Y2GN-0"
  /// Other values: those of `otherEvents`, `! 12` (a number to PyYAML) and `? ` keys.
  static let otherValues = "652Z-0 HM87-1 JEF9-2 L24T-1 S4JQ-0 UKK6-2 Y2GN-0"

  @Test func eventsAgreeWhereLibyamlDoes() throws {
    guard let cases = try TestSuite.cases() else { return }
    var count = (equal: 0, refusedRightly: 0, refusedWrongly: [String](), accepted: [String](), different: [String]())
    for example in cases {
      let tree = EventTree(example.yaml)
      switch (tree.isComplete, example.fails) {
      case (false, true): count.refusedRightly += 1
      case (false, false): count.refusedWrongly.append(example.name)
      case (true, true): count.accepted.append(example.name)
      case (true, false) where tree.lines.elementsEqual(example.tree, by: { $0 == $1 }): count.equal += 1
      case (true, false): count.different.append(example.name)
      }
    }
    #expect(cases.count == 406)
    #expect(count.equal == 252)
    #expect(count.refusedRightly == 78)
    #expect(count.refusedWrongly.joined(separator: " ") == TestSuiteTests.refusedWrongly)
    #expect(count.accepted.joined(separator: " ") == TestSuiteTests.acceptedWrongly)
    #expect(count.different.joined(separator: " ") == TestSuiteTests.otherEvents)
  }

  @Test func valuesAreThoseOfPyYAML() throws {
    guard let cases = try TestSuite.cases(), let verdicts = try PyYAMLOracle.load(cases.map(\.yaml)) else { return }
    // J7PZ is an ordered map, which the reader refuses on purpose.
    for (example, verdict) in zip(cases, verdicts) where example.name != "J7PZ-0" {
      switch (Verdict.ours(example.yaml), verdict) {
      case (.json(let mine), .json(let theirs)): #expect(mine == theirs, "\(example.name)")
      case (.refused, .refused): break
      case (let mine, let theirs): Issue.record("\(example.name): \(mine), PyYAML: \(theirs)")
      }
    }
  }

  @Test func valuesAgreeWithTheSuite() throws {
    guard let cases = try TestSuite.cases() else { return }
    var (equal, different) = (0, [String]())
    for example in cases where !example.fails {
      let mine = YAMLReader().read(example.yaml, file: example.name)
      let expected = YAMLReader().read(Array((example.json ?? "").utf8), file: "json")
      guard !mine.diagnostics.hasErrors, !expected.diagnostics.hasErrors, let right = expected.document else {
        continue
      }
      if let left = mine.document, Document.equal(left.root, in: left, right.root, in: right) {
        equal += 1
      } else {
        different.append(example.name)
      }
    }
    #expect(equal == 202)
    #expect(different.joined(separator: " ") == TestSuiteTests.otherValues)
  }
}
