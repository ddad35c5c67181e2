public import Foundation

/// The inputs made by others that lie beside the repository; tests that need them skip where they are absent.
public enum SharedData {
  /// The folder: `REMIT_SHARED`, else `../shared` beside the repository this file is in.
  public static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["REMIT_SHARED"] { return URL(fileURLWithPath: path) }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared")
  }()

  /// A file or folder of the shared data, or nil with a printed line that says what is skipped.
  public static func url(_ path: String, for test: String = #function) -> URL? {
    let url = folder.appendingPathComponent(path)
    if FileManager.default.fileExists(atPath: url.path) { return url }
    print("skipped \(test): \(url.path) is not there")
    return nil
  }
}
