import DocumentModel
import Foundation
import Processes

/// Reads YAML files through one Python process (the YAML reader is a target of its own, and tested there).
enum PythonYAML {
  private static let script = """
    import json, sys
    try:
      import yaml
    except ImportError:
      sys.exit(0)
    for path in sys.stdin.read().splitlines():
      try:
        value = yaml.safe_load(open(path, encoding='utf-8'))
        print(path + '\\t' + json.dumps(value, default=str, ensure_ascii=False))
      except Exception as problem:
        print(path + '\\t')
    """

  /// The files that parse, with their paths; nil (after a line on standard output) where there is no PyYAML.
  static func documents(_ files: [URL]) throws -> [(file: URL, document: Document)]? {
    let text = try run(script, input: files.map(\.path).joined(separator: "\n"))
    guard !text.isEmpty else {
      print("skipped: python3 has no module yaml")
      return nil
    }
    return try text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[1].isEmpty else { return nil }
      return (URL(fileURLWithPath: String(parts[0])), try JSONText.parse(String(parts[1])))
    }
  }

  /// What a Python script prints, given an input.
  static func run(_ script: String, input: String) throws -> String {
    try Program(["python3", "-c", script], environment: ProcessInfo.processInfo.environment, input: Array(input.utf8))
      .run().text
  }
}
