import Foundation
import Processes
import Testing

/// Shows the pages to a real browser and keeps what they look like in `.build/artifacts/screenshots`, or in the folder
/// `screenshots` of `$REMIT_ARTIFACTS`.
@Suite struct ScreenshotTests {
  private static let pages = [
    ("merge-requests", "/"), ("merge-request", "/infra/103"), ("records", "/records"), ("record", "/records/infra/91"),
  ]

  @Test func pagesAreShownByABrowser() async throws {
    guard let chromium = Self.chromium else {
      return print("skipped \(#function): chromium is not installed (make deps)")
    }
    let folder = try Self.folder()
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      for (name, path) in Self.pages {
        for (view, width, height, flags) in [
          ("desktop", 1280, 1000, []), ("phone", 390, 1400, []), ("phone-dark", 390, 1400, ["--force-dark-mode"]),
        ] {
          let file = folder.appendingPathComponent("\(name)-\(view).png")
          try? FileManager.default.removeItem(at: file)
          try await Self.shoot(chromium, server.url + path, file, width, height, flags)
          let size = try #require(Self.size(of: file), "no screenshot of \(path) (\(view))")
          #expect(size == [width, height])
        }
      }
    }
  }

  private static var chromium: String? {
    ["chromium", "chromium-browser", "google-chrome"].lazy.flatMap { name in
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  private static func folder() throws -> URL {
    let root =
      ProcessInfo.processInfo.environment["REMIT_ARTIFACTS"].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath).appendingPathComponent(".build/artifacts")
    let folder = root.appendingPathComponent("screenshots")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  private static func shoot(
    _ chromium: String, _ url: String, _ file: URL, _ width: Int, _ height: Int, _ flags: [String]
  ) async throws {
    let profile = FileManager.default.temporaryDirectory.appendingPathComponent("remit-chromium-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: profile) }
    let process = try Program(
      [
        chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
        "--no-first-run", "--user-data-dir=\(profile.path)", "--window-size=\(width),\(height)",
        "--screenshot=\(file.path)",
      ] + flags + [url], environment: ProcessInfo.processInfo.environment
    ).start()
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
  }

  /// Width and height as the header of a PNG says; nil where the file is none.
  private static func size(of file: URL) -> [Int]? {
    guard let bytes = try? Data(contentsOf: file), bytes.count > 24, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else {
      return nil
    }
    return [16, 20].map { bytes[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
  }
}
