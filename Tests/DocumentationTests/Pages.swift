import Foundation

/// The Markdown pages of the repository.
enum Pages {
  /// The top of the repository.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().standardizedFileURL

  /// The pages that people read first: the sessions in them are run.
  static var guides: [Page] {
    get throws { try [read("README.md")] + pages(below: "docs") }
  }

  /// Every page whose links are checked.
  static var all: [Page] {
    get throws { try guides + ["examples", "schemas", "change-types"].flatMap { try pages(below: $0) } }
  }

  /// The page at a path from the top of the repository.
  static func read(_ path: String) throws -> Page {
    Page(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
  }

  private static func pages(below folder: String) throws -> [Page] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path).sorted()
      .filter { $0.hasSuffix(".md") }.map { try read("\(folder)/\($0)") }
  }
}

/// A Markdown page.
struct Page {
  let path: String
  let text: String

  /// The lines, each with the language of the fenced block it is in; nil outside of blocks.
  private var lines: [(number: Int, text: Substring, language: Substring?)] {
    var language: Substring?
    var result: [(Int, Substring, Substring?)] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        language = language == nil ? line.dropFirst(3) : nil
      } else {
        result.append((index + 1, line, language))
      }
    }
    return result
  }

  /// The text without fenced blocks.
  var prose: String { lines.filter { $0.language == nil }.map(\.text).joined(separator: "\n") }

  /// The headings, with their level.
  var headings: [(level: Int, title: String)] {
    lines.filter { $0.language == nil && $0.text.hasPrefix("#") }.map { line in
      let level = line.text.prefix { $0 == "#" }.count
      return (level, line.text.dropFirst(level).trimmingCharacters(in: .whitespaces))
    }
  }

  /// The sections of one level by their titles: the text up to the next heading of that level or above.
  func sections(level: Int) -> [(title: String, text: String)] {
    var result: [(title: String, text: String)] = []
    var isOpen = false
    for line in lines {
      let depth = line.language == nil ? line.text.prefix { $0 == "#" }.count : 0
      if depth > 0, depth <= level {
        isOpen = depth == level
        if isOpen { result.append((line.text.dropFirst(level).trimmingCharacters(in: .whitespaces), "")) }
      } else if isOpen {
        result[result.count - 1].text += line.text + "\n"
      }
    }
    return result
  }

  /// The fenced blocks marked `console`, with the line they begin at.
  var sessions: [Session] { blocks("console") }

  /// The fenced blocks marked `sh`: commands without what they print. Those of `make` build the program itself.
  var scripts: [Session] { blocks("sh").filter { $0.lines.first?.hasPrefix("make ") == false } }

  private func blocks(_ language: Substring) -> [Session] {
    var result: [Session] = []
    var last = -1
    for line in lines where line.language == language {
      if line.number != last + 1 { result.append(Session(page: path, line: line.number, lines: [])) }
      result[result.count - 1].lines.append(String(line.text))
      last = line.number
    }
    return result
  }
}

/// A terminal session in a page: commands after `$ `, and what they print.
struct Session: CustomStringConvertible {
  let page: String
  let line: Int
  var lines: [String]

  var description: String { "\(page):\(line)" }

  /// The commands with the output that the page shows.
  var commands: [(command: String, output: [String])] {
    var result: [(command: String, output: [String])] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        result.append((String(line.dropFirst(2)), []))
      } else if !result.isEmpty {
        result[result.count - 1].output.append(line)
      }
    }
    return result
  }
}
