internal import BotService

/// Which merge requests are shown, and from where on.
struct MergeRequestFilter: Sendable {
  var repository: String?
  var verdict: String?
  var author: String?
  /// The last one of the page before: `repository!number`.
  var cursor: (repository: String, number: Int)?

  /// The filter of a query; empty fields do not count. A cursor that cannot be read is nil.
  init(_ query: [String: String]) {
    func field(_ name: String) -> String? { query[name].flatMap { $0.isEmpty ? nil : $0 } }
    repository = field("repository")
    verdict = field("verdict")
    author = field("author")
    if let parts = field("cursor")?.split(separator: "!"), parts.count == 2, let number = Int(parts[1]) {
      cursor = (String(parts[0]), number)
    }
  }

  /// The merge requests that it lets through, at most so many, and the cursor of the next page; nil on the last one.
  func page(of standings: [Standing], limit: Int) -> (shown: [Standing], next: String?) {
    let fitting = standings.filter { standing in
      (repository == nil || standing.repository == repository) && (verdict == nil || standing.verdict == verdict)
        && (author == nil || Timeline.folded(standing.author) == Timeline.folded(author ?? ""))
        && cursor.map { (standing.repository, standing.number) > ($0.repository, $0.number) } ?? true
    }
    let shown = Array(fitting.prefix(limit))
    guard fitting.count > limit, let last = shown.last else { return (shown, nil) }
    return (shown, "\(last.repository)!\(last.number)")
  }

  /// The query of the page after a cursor.
  func query(after cursor: String) -> String {
    let fields = [("repository", repository), ("verdict", verdict), ("author", author), ("cursor", cursor)]
    return fields.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }.joined(separator: "&")
  }

  private func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
        result.append(character)
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
