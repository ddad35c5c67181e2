import Diagnostics
import DocumentModel

/// One thing wrong with a YAML file: what to tell, still without the place.
struct Problem {
  var code: DiagnosticCode
  var severity: Severity = .error
  var message: String
  var help: String?
}

/// The diagnostics of one file while it is read.
struct Problems {
  private let file: String
  private let limit: Int
  private var diagnostics: [Diagnostic] = []
  private var reported: [Severity: Int] = [:]
  private var lastSuppressed: [Severity: SourceRange] = [:]

  init(file: String, limit: Int) {
    self.file = file
    self.limit = limit
  }

  /// Adds a problem, or counts it where the file has too many already.
  mutating func report(_ problem: Problem, at range: SourceRange, notes: [(String, SourceRange)] = []) {
    let count = reported[problem.severity, default: 0]
    reported[problem.severity] = count + 1
    guard count < limit else {
      lastSuppressed[problem.severity] = range
      return
    }
    diagnostics.append(
      Diagnostic(
        problem.code, problem.severity, at: Place(file: file, range: range), problem.message, help: problem.help,
        notes: notes.map { Diagnostic.Note($0.0, at: Place(file: file, range: $0.1)) }))
  }

  /// All diagnostics by place, with one more for those that are only counted.
  func sorted() -> [Diagnostic] {
    var result = diagnostics
    for severity in Severity.allCases {
      guard let range = lastSuppressed[severity], let count = reported[severity] else { continue }
      result.append(
        Diagnostic(
          "yaml/more", severity, at: Place(file: file, range: range),
          "\(count - limit) more \(severity.rawValue)s in this file are not shown"))
    }
    return result.sorted()
  }
}

extension SourceRange {
  init(_ start: PackedPosition, _ finish: PackedPosition) {
    self.init(start.position, max(start.position, finish.position))
  }
}
