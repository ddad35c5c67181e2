public import Diagnostics
public import DocumentModel
internal import JSONCoding
internal import YAMLReader

/// Reads a file's bytes as the language its name says.
public struct DocumentReader: Sendable {
  /// The endings of files that are read as documents (qontract-bundler's, utils.py:19; case matters).
  static let suffixes = [".yml", ".yaml", ".json"]

  /// A reader with the standard limits.
  public init() {}

  /// Whether a file of this name is read as a document.
  public static func accepts(_ path: String) -> Bool {
    suffixes.contains { suffix in
      path.utf8.count >= suffix.utf8.count && path.utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    }
  }

  /// The document, or nil where the file is empty or cannot be read, and everything wrong with it.
  /// Whoever reads many files gives the same `memory` for all.
  public func read(
    _ bytes: [UInt8], file: String, memory: DocumentMemory? = nil
  ) -> (document: Document?, diagnostics: [Diagnostic]) {
    if file.hasSuffix(".json") {
      let result = JSONReader().read(bytes, file: file)
      return (result.document, result.diagnostics)
    }
    let result = YAMLReader().read(bytes, file: file, memory: memory)
    return (result.document, result.diagnostics)
  }
}
