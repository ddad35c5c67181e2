import DocumentModel
import Foundation
import Processes
import JSONPath
import Testing

/// jsonpath-ng itself, in one Python process a batch.
struct Oracle {
  struct Question {
    let selector: String
    let documents: [Int]
  }

  struct Answer: Decodable {
    let accepted: Bool
    let results: [[[String]]?]
    let plain: [Bool]
  }

  struct Totals {
    var accepted = 0
    var evaluations = 0
    var matches = 0
    var corrected = 0
  }

  /// Whether the installed Python has jsonpath-ng 1.8.0; prints a line when it has not.
  static let isAvailable: Bool = {
    let check = "import importlib.metadata as m, sys; sys.exit(m.version('jsonpath-ng') != '1.8.0')"
    let isThere = (try? run(["-c", check], input: Data()))?.status == 0
    if !isThere { print("skipped: python3 with jsonpath-ng 1.8.0 is not installed") }
    return isThere
  }()

  /// Compares the answers to all questions with this package's own.
  static func compare(
    _ questions: [Question], over values: [JSONValue], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Totals {
    var input = "[" + values.map(\.text).joined(separator: ",") + "]\n"
    for question in questions {
      let indices = question.documents.map(String.init).joined(separator: ",")
      input += "{\"selector\":\(JSONValue.quoted(question.selector)),\"documents\":[\(indices)]}\n"
    }
    let output = try run(["-c", script], input: Data(input.utf8)).output
    let lines = output.split(separator: UInt8(ascii: "\n"))
    try #require(lines.count == questions.count, sourceLocation: sourceLocation)
    let documents = values.map(\.document)
    var totals = Totals()
    for (question, line) in zip(questions, lines) {
      let answer = try JSONDecoder().decode(Answer.self, from: line)
      try check(question, answer, documents, &totals, sourceLocation)
    }
    return totals
  }

  private static func check(
    _ question: Question, _ answer: Answer, _ documents: [Document], _ totals: inout Totals,
    _ sourceLocation: SourceLocation
  ) throws {
    let selector: Selector
    do {
      selector = try Selector(question.selector)
    } catch {
      #expect(!answer.accepted, "refused: \(question.selector): \(error)", sourceLocation: sourceLocation)
      return
    }
    #expect(answer.accepted, "not refused: \(question.selector)", sourceLocation: sourceLocation)
    guard answer.accepted else { return }
    totals.accepted += 1
    for (position, index) in question.documents.enumerated() {
      totals.evaluations += 1
      if !answer.plain[position] { totals.corrected += 1 }
      let document = documents[index]
      let matches = try selector.matches(in: document)
      #expect(try selector.nodes(in: document) == matches.map(\.node), sourceLocation: sourceLocation)
      totals.matches += matches.count
      let found = matches.map { [$0.path.jsonPathText, document.jsonText($0.node)] }
      let wanted = answer.results[position]
      let madeUp = matches.map { Self.madeUpLists($0.node, document) }
      let isSame =
        wanted?.count == found.count
        && zip(zip(found, wanted ?? []), madeUp).allSatisfy { pair, lists in
          pair.0 == pair.1
            || Self.seesMadeUpLists(question.selector) && pair.0[0] == pair.1[0] && lists.contains(pair.1[1])
        }
      if !isSame {
        Issue.record(
          """
          \(question.selector) over \(document.jsonText(document.root))
          found  \(found)
          wanted \(wanted.map { "\($0)" } ?? "an exception")
          """, sourceLocation: sourceLocation)
      }
    }
  }

  /// jsonpath-ng makes up a list of a value for `[*]` and a list of the values of an object for a filter, and gives such
  /// a list back where `` `parent` `` or `$` climbs to it; here that is the value itself.
  private static func seesMadeUpLists(_ selector: String) -> Bool {
    selector.contains("parent") || selector.contains("$")
  }

  private static func madeUpLists(_ node: NodeID, _ document: Document) -> [String] {
    [
      "[" + document.jsonText(node) + "]",
      "[" + document.children(node).map { document.jsonText($0) }.joined(separator: ",") + "]",
    ]
  }

  private static func run(_ arguments: [String], input: Data) throws -> (output: Data, status: Int32) {
    let outcome = try Program(
      ["python3"] + arguments, environment: ProcessInfo.processInfo.environment, input: [UInt8](input)
    ).run()
    return (Data(outcome.output), outcome.status ?? -1)
  }
}
