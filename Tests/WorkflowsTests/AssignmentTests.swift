import DocumentModel
import JSONCoding
import Testing
import YAMLEditing

@testable import Reporting
@testable import Workflows

/// What texts of the command line stand for.
@Suite struct AssignmentTests {
  @Test(arguments: [
    ("a=1", ["a"], "1"), ("a.b-c.d_e=x", ["a", "b-c", "d_e"], "\"x\""), ("'a.b'.c=true", ["a.b", "c"], "true"),
    ("a.'='=x=y", ["a", "="], "\"x=y\""), ("/a.b/c~1d/=", ["a.b", "c/d", ""], "\"\""),
    ("a.''=null", ["a", ""], "null"),
    ("a=no", ["a"], "\"no\""), ("a=1.2.3", ["a"], "\"1.2.3\""), ("a=\"1.10\"", ["a"], "\"1.10\""),
    ("a=010", ["a"], "\"010\""), ("a= x", ["a"], "\" x\""), ("a=-0.5", ["a"], "-0.5"),
    ("a=[1, {\"b\": 2}]", ["a"], "[1,{\"b\":2}]"),
    ("a=123456789012345678901234567890", ["a"], "123456789012345678901234567890"),
    ("a=True", ["a"], "\"True\""), ("a=é", ["a"], "\"é\""),
  ])
  func meaning(_ text: String, _ path: [String], _ json: String) throws {
    let assignment = try Assignment(text)
    #expect(assignment.path == path && assignment.value.document.json() == json)
  }

  @Test(arguments: [
    "", "a", "=x", ".=x", "a.=x", ".a=x", "'a=x", "a'b'=x", "'a'b=x", "a[0]=x", "/a~=x", "a={", "a=[1", "a=\"x",
    "a=1.0e1",
    "a=1.50", "a={\"b\":1,\"b\":2}", "a=1 ", String(repeating: "a.", count: 64) + "a=1",
  ])
  func nonsense(_ text: String) { #expect(throws: WorkflowError.self, "\(text)") { try Assignment(text) } }

  /// Values may be secret: no message repeats one.
  @Test(arguments: ["a={hunter2", "a=\"hunter2", "a..b=hunter2", "a.b[1]=hunter2", "/~=hunter2"])
  func messagesHideValues(_ text: String) {
    do throws(WorkflowError) {
      _ = try Assignment(text)
      Issue.record("\(text) is taken")
    } catch { #expect(!error.description.contains("hunter2"), "\(error)") }
  }

  @Test(arguments: [
    ("a\nb\nc\n", "a\nx\nc\n", ["-2 b", "+2 x"]), ("", "a\nb\n", ["+1 a", "+2 b"]), ("a\n", "", ["-1 a"]),
    ("a\n", "a\n", []),
    ("a\nb\nc\nd\n", "a\nc\ne\nd\n", ["-2 b", "+3 e"]), ("a\na\na\n", "a\na\n", ["-3 a"]), ("a", "a\n", []),
    ("x\ny\n", "p\nq\nr\n", ["-1 x", "-2 y", "+1 p", "+2 q", "+3 r"]),
  ])
  func linesThatDiffer(_ old: String, _ new: String, _ wanted: [String]) {
    func lines(_ text: String) -> [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    let found = LineDifference.lines(lines(old), lines(new)).map { "\($0.isNew ? "+" : "-")\($0.number) \($0.text)" }
    #expect(found == wanted)
    let long = Array(repeating: "x" as Substring, count: 3_000)
    #expect(LineDifference.lines([], long).count == 3_000 && LineDifference.lines(long, long + ["y"]).count == 1)
  }

  @Test func plainTextHasNoControlSigns() {
    #expect(TextStyle.plain("a\u{1B}[2Jb\nc\u{202E}") == "a\\u{1B}[2Jb\nc\\u{202E}")
  }
}
