import DocumentModel
import Foundation

/// The folder of data made by others, if it is there.
enum Shared {
  static func folder(_ path: String) -> URL? {
    let root =
      ProcessInfo.processInfo.environment["REMIT_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "shared")
    let folder = root.appending(path: "data").appending(path: path)
    guard FileManager.default.fileExists(atPath: folder.path) else {
      print("skipped: there is no \(path) in the shared data; set REMIT_SHARED")
      return nil
    }
    return folder
  }

  /// The files below a folder with an extension, sorted by path.
  static func files(below folder: URL, extensions: Set<String>) -> [URL] {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    return (all ?? []).filter { extensions.contains($0.pathExtension) }.sorted { $0.path < $1.path }
  }

  static func json(_ file: URL) throws -> Document {
    try JSONText.parse(String(decoding: Data(contentsOf: file), as: UTF8.self))
  }
}
