extension Diagnostic: Comparable {
  /// The one order of all output: file, line, column, code, message.
  public static func < (a: Diagnostic, b: Diagnostic) -> Bool {
    let (p, q) = (a.place, b.place)
    if p.file != q.file { return p.file < q.file }
    let start = SourcePosition(line: 0, column: 0)
    let (s, t) = (p.range?.start ?? start, q.range?.start ?? start)
    if s != t { return s < t }
    if a.code != b.code { return a.code.rawValue < b.code.rawValue }
    if a.message != b.message { return a.message < b.message }
    return (p.pointer ?? "") < (q.pointer ?? "")
  }
}

extension Sequence where Element == Diagnostic {
  /// How many of a severity there are.
  public func count(of severity: Severity) -> Int {
    reduce(0) { $0 + ($1.severity == severity ? 1 : 0) }
  }

  /// Whether any of them is an error.
  public var hasErrors: Bool { contains { $0.severity == .error } }

  /// Those that are not among the ones that were known before. The line does not count, only rule, file, pointer and
  /// message: what is written above an old problem does not make it new. One more of the same kind is new.
  public func introduced(since known: [Diagnostic]) -> [Diagnostic] {
    let known = Set(known)
    let present = Set(self)
    var left: [Problem: Int] = [:]
    for diagnostic in known where !present.contains(diagnostic) { left[Problem(diagnostic), default: 0] += 1 }
    return filter { diagnostic in
      if known.contains(diagnostic) { return false }
      guard let count = left[Problem(diagnostic)], count > 0 else { return true }
      left[Problem(diagnostic)] = count - 1
      return false
    }
  }

  /// Sorted by place, each distinct diagnostic once.
  public func sortedUnique() -> [Diagnostic] {
    var result: [Diagnostic] = []
    for diagnostic in sorted() where result.last != diagnostic { result.append(diagnostic) }
    return result
  }
}

/// What makes a problem the same one wherever it stands.
private struct Problem: Hashable {
  var code: DiagnosticCode
  var file: String
  var pointer: String?
  var message: String

  init(_ diagnostic: Diagnostic) {
    (code, message) = (diagnostic.code, diagnostic.message)
    (file, pointer) = (diagnostic.place.file, diagnostic.place.pointer)
  }
}
