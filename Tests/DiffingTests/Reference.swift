import DocumentModel
import Foundation
import Processes
import JSONCoding
import Testing

/// The reference implementation in Python, run as a program of its own.
enum Reference {
  /// The lines the reference prints; nil where Python or its libraries are missing. `REMIT_PYTHON` names the interpreter.
  static func lines(_ arguments: String...) -> [ArraySlice<UInt8>]? {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Reference/deepdiff_reference.py").path
    let python = ProcessInfo.processInfo.environment["REMIT_PYTHON"] ?? "python3"
    guard run(python, ["-c", "import deepdiff, jsonpath_ng; assert deepdiff.__version__ >= '9'"]) != nil else {
      print("skipped: \(python) has no deepdiff 9 with jsonpath_ng")
      return nil
    }
    return run(python, [script] + arguments)?.split(separator: 0x0A)
  }

  private static func run(_ program: String, _ arguments: [String]) -> [UInt8]? {
    let program = Program([program] + arguments, environment: ProcessInfo.processInfo.environment)
    guard let outcome = try? program.run(), outcome.isSuccess else { return nil }
    return outcome.output
  }
}

/// A document from JSON text.
func document(_ text: String) throws -> Document {
  try #require(JSONReader().read(Array(text.utf8), file: "f.json").document, "\(text)")
}

/// A value of a document as a document of its own, without members whose key is `dropping`; `dropped` hears of them.
func extract(
  _ id: NodeID, _ source: Document, dropping: String? = nil, dropped: (JSONPointer, String) -> Void = { _, _ in }
) throws -> Document {
  var copy = Copy(source: source, dropping: dropping)
  copy.add(id, JSONPointer(), dropped)
  let result = copy.builder.finish()
  return try #require(result)
}

private struct Copy: ~Copyable {
  let source: Document
  let dropping: String?
  var builder = DocumentBuilder()

  init(source: Document, dropping: String?) {
    self.source = source
    self.dropping = dropping
  }

  mutating func add(_ id: NodeID, _ pointer: JSONPointer, _ dropped: (JSONPointer, String) -> Void) {
    guard source.kind(id).isContainer else { return builder.copy(id, of: source) }
    builder.begin(source.kind(id))
    for (index, child) in source.children(id).enumerated() {
      guard let key = source.key(child) else {
        add(child, pointer.appending(String(index)), dropped)
        continue
      }
      if key == dropping {
        dropped(pointer, source.string(child) ?? "")
        continue
      }
      builder.key(key.utf8)
      add(child, pointer.appending(key), dropped)
    }
    builder.end()
  }
}
