public import Foundation
public import GitObjects
internal import Processes

/// A repository made by the real `git` in a temporary folder, removed with the value.
public final class GitFixture: Sendable {
  /// The folder.
  public let root: URL
  /// The folder's path.
  public var path: String { root.path }

  /// An empty repository on branch `main`, or an empty folder.
  public init(initialised: Bool = true, _ options: String...) throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("remit-git-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    if initialised { try git(["init", "-q", "-b", "main"] + options) }
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// What a program that could not do its work said.
  public struct Failure: Error {
    /// What was run.
    public let command: String
    /// What it said.
    public let output: String

    /// A failure from its parts.
    public init(command: String, output: String) {
      self.command = command
      self.output = output
    }
  }

  /// Runs git in the repository (or a folder below) and gives back what it printed, without the last line end.
  @discardableResult
  public func git(
    _ arguments: [String], in folder: String = "", input: Data? = nil, environment: [String: String] = [:]
  ) throws -> String {
    String(decoding: try rawGit(arguments, in: folder, input: input, environment: environment), as: UTF8.self)
      .trimmingCharacters(in: .newlines)
  }

  /// Runs git as written, split at spaces.
  @discardableResult
  public func git(_ line: String, in folder: String = "") throws -> String {
    try git(line.split(separator: " ").map(String.init), in: folder)
  }

  /// Runs git in the repository (or a folder below) and gives back what it printed.
  public func rawGit(
    _ arguments: [String], in folder: String = "", input: Data? = nil, environment: [String: String] = [:]
  ) throws -> Data {
    let outcome = try Program(
      ["git", "-c", "protocol.file.allow=always"] + arguments,
      environment: Self.environment.merging(environment) { $1 },
      folder: (folder.isEmpty ? root : root.appendingPathComponent(folder)).path, input: input.map { [UInt8]($0) }
    ).run()
    guard outcome.isSuccess else {
      throw Failure(command: arguments.joined(separator: " "), output: outcome.complaints)
    }
    return Data(outcome.output)
  }

  /// Nothing of the machine's git configuration, and one clock.
  private static let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
    "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C",
    "GIT_AUTHOR_NAME": "Alice", "GIT_AUTHOR_EMAIL": "alice@example.com", "GIT_AUTHOR_DATE": "1700000000 +0200",
    "GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.com", "GIT_COMMITTER_DATE": "1700000100 +0000",
  ]

  /// Writes a file, with the folders above it.
  public func write(_ file: String, _ text: String) throws {
    let url = root.appendingPathComponent(file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Writes the files (nil removes one), commits everything and gives back the commit.
  @discardableResult
  public func commit(_ files: [String: String?], _ message: String = "change") throws -> ObjectID {
    for (file, text) in files {
      if let text {
        try write(file, text)
      } else {
        try FileManager.default.removeItem(at: root.appendingPathComponent(file))
      }
    }
    try git("add -A")
    try git(["commit", "-q", "--allow-empty", "-m", message])
    return try id("HEAD")
  }

  /// The id that git gives a revision.
  public func id(_ revision: String) throws -> ObjectID {
    let hex = try git(["rev-parse", "--verify", revision])
    guard let id = ObjectID(hex: hex) else { throw Failure(command: "rev-parse \(revision)", output: hex) }
    return id
  }

  /// The repository, or one in a folder below.
  public func repository(_ folder: String = "", limits: ReadLimits = .standard) throws -> Repository {
    try Repository(opening: folder.isEmpty ? path : root.appendingPathComponent(folder).path, limits: limits)
  }

  /// Every file below a folder with its content and time stamp: what must not change.
  public func snapshot(of folder: String) throws -> [String: String] {
    var result: [String: String] = [:]
    let base = root.appendingPathComponent(folder)
    for name in try FileManager.default.subpathsOfDirectory(atPath: base.path) {
      let file = base.appendingPathComponent(name).path
      let attributes = try FileManager.default.attributesOfItem(atPath: file)
      let time = (attributes[.modificationDate] as? Date)?.timeIntervalSinceReferenceDate ?? 0
      let content = FileManager.default.contents(atPath: file)?.base64EncodedString() ?? ""
      result[name] = "\(time) \(content)"
    }
    return result
  }
}
