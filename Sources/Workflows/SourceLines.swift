internal import DataBundle
internal import Diagnostics

/// The lines of a source's files, for showing them beside diagnostics, without what must not be shown.
public struct SourceLines: Sendable {
  private let source: any FileSource
  private let masking: Masking

  init(_ source: any FileSource, _ masking: Masking) {
    self.source = source
    self.masking = masking
  }

  /// The lines of a file, or nil if it cannot be read or shown.
  public func of(_ path: String) -> [Substring]? { file(path)?.lines }

  /// The diagnostics, without what must not be shown.
  func masked(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard masking.hidesAnything else { return diagnostics }
    var files: [String: MaskedFile?] = [:]
    return diagnostics.map { diagnostic in
      let path = diagnostic.place.file
      let file = files[path] ?? self.file(path)
      files[path] = .some(file)
      return file?.masked(diagnostic) ?? diagnostic
    }
  }

  private func file(_ path: String) -> MaskedFile? {
    guard let file = try? source.file(at: path), let bytes = try? source.makeReader().bytes(of: file) else {
      return nil
    }
    return MaskedFile(bytes, file: path, masking)
  }
}
