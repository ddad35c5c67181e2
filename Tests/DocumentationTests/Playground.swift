import Foundation
import Processes

/// A git repository made of the examples, schemas and change-types, for one page: what its readers have in a clone.
final class Playground {
  private let folder: URL

  /// The program under test: `REMIT_BINARY`, or the one built beside these tests.
  static let remit: URL = {
    if let path = ProcessInfo.processInfo.environment["REMIT_BINARY"] { return URL(filePath: path) }
    return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
      path: "remit")
  }()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "remit-docs-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["examples", "schemas", "change-types"] {
      try FileManager.default.copyItem(at: Pages.root.appending(path: name), to: folder.appending(path: name))
    }
    _ = try Self.shell("git init -q -b main && git add -A && git commit -qm start", in: folder)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs a session in an example, from a clean checkout of `main`; branches stay for the sessions that follow.
  /// Gives back what each command printed, both streams together.
  func run(_ session: Session, in example: String = "app-interface") throws -> [[String]] {
    _ = try Self.shell("git checkout -qf main && git clean -fdq", in: folder)
    let mark = "\u{1}"
    let script = session.commands.map { "s=$?; printf '\\001\\n'; (exit $s)\n\($0.command)" }.joined(separator: "\n")
    let output = try Self.shell(script, in: folder.appending(path: "examples/\(example)"))
    return output.components(separatedBy: mark + "\n").dropFirst().map { part in
      var lines = part.components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      return lines
    }
  }

  /// What `remit` prints.
  static func help(_ arguments: String) throws -> String {
    try shell("remit \(arguments)", in: FileManager.default.temporaryDirectory)
  }

  private static func shell(_ script: String, in folder: URL) throws -> String {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    // Both streams in the order in which they are written.
    let outcome = try Program(
      ["/bin/sh", "-c", "exec 2>&1\n" + script],
      environment: [
        "PATH": remit.deletingLastPathComponent().path + ":" + path, "HOME": folder.path, "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Reader", "GIT_AUTHOR_EMAIL": "reader@brightwater.example",
        "GIT_COMMITTER_NAME": "Reader", "GIT_COMMITTER_EMAIL": "reader@brightwater.example",
      ], folder: folder.path
    ).run()
    return outcome.text
  }
}
