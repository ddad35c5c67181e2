public import DataBundle

/// The lines of a source's files, for showing them beside diagnostics.
public struct SourceLines: Sendable {
  private let source: any FileSource

  /// Lines of a source's files.
  public init(_ source: any FileSource) { self.source = source }

  /// The lines of a file, or nil if it cannot be read.
  public func of(_ path: String) -> [Substring]? {
    guard let file = try? source.file(at: path), let bytes = try? source.makeReader().bytes(of: file) else {
      return nil
    }
    return String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r\n" || $0 == "\r"
    }
  }
}
