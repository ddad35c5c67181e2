import Foundation

/// The example's data repository as a git repository of its own in a temporary folder, removed with the value.
///
/// Nested: at `examples/app-interface`, with schemas and change-types two folders above, as in this package. Flat: at the
/// top, with schemas and change-types beside its data.
final class DataRepository: Sendable {
  /// The temporary folder.
  let home: URL
  /// The top of the working tree.
  let root: URL
  /// The folder of the data repository.
  let data: URL

  /// The files of both layouts, made once: copying is quicker than `git init` and `git add`.
  private static let templates = [false, true].map { flat in Result { try DataRepository(making: flat) } }

  /// One that every test may read and none may change.
  static let shared = Result { try DataRepository() }

  /// A copy; without `commit` nothing has been committed or staged yet.
  init(flat: Bool = false, commit: Bool = true) throws {
    let template = try Self.templates[flat ? 1 : 0].get()
    (home, root, data) = Self.places(flat)
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: template.root, to: root)
    if !commit {
      try FileManager.default.removeItem(at: root.appendingPathComponent(".git"))
      try git("init -q -b main")
    }
  }

  private init(making flat: Bool) throws {
    let files = FileManager.default
    (home, root, data) = Self.places(flat)
    try files.createDirectory(at: data.deletingLastPathComponent(), withIntermediateDirectories: true)
    try files.copyItem(at: Command.package.appendingPathComponent("examples/app-interface"), to: data)
    for folder in ["schemas", "change-types"] {
      try files.copyItem(at: Command.package.appendingPathComponent(folder), to: root.appendingPathComponent(folder))
    }
    let scenarios = data.appendingPathComponent("scenarios")
    for name in try files.contentsOfDirectory(atPath: scenarios.path) where !name.hasPrefix("grant-app") {
      try files.removeItem(at: scenarios.appendingPathComponent(name))
    }
    if flat { try edit(".remit.yml", "../../", "") }
    try git("init -q -b main")
    try commit()
    try git("repack -adq")
    try git("prune-packed")
  }

  private static func places(_ flat: Bool) -> (home: URL, root: URL, data: URL) {
    let home = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("remit-command-\(UUID().uuidString)")
    let root = home.appendingPathComponent("repository")
    return (home, root, flat ? root : root.appendingPathComponent("examples/app-interface"))
  }

  deinit { try? FileManager.default.removeItem(at: home) }

  struct Failure: Error {
    let command: String
    let outcome: Outcome
  }

  /// Runs git, split at spaces, in the working tree or another folder of the temporary one.
  @discardableResult
  func git(_ line: String, in folder: URL? = nil, environment: [String: String] = [:]) throws -> String {
    let arguments = ["git"] + line.split(separator: " ").map(String.init)
    let outcome = try Command.run(arguments, in: folder ?? root, environment: environment)
    if outcome.status != 0 { throw Failure(command: line, outcome: outcome) }
    return outcome.output.trimmingCharacters(in: .newlines)
  }

  /// Runs remit in the folder of the data repository or another one.
  func remit(_ arguments: String..., in folder: URL? = nil, environment: [String: String] = [:]) throws -> Outcome {
    try Command.run(["remit"] + arguments, in: folder ?? data, environment: environment)
  }

  /// Commits everything.
  @discardableResult
  func commit(_ message: String = "change") throws -> String {
    try git("add -A")
    try git("commit -q --no-verify --allow-empty -m \(message)")
    return try git("rev-parse HEAD")
  }

  /// Replaces a text in a file of the data repository.
  func edit(_ file: String, _ old: String, _ new: String) throws {
    let url = data.appendingPathComponent(file)
    let text = try String(contentsOf: url, encoding: .utf8)
    guard text.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
    try text.replacingOccurrences(of: old, with: new).write(to: url, atomically: true, encoding: .utf8)
  }

  /// Writes a file below the top.
  func write(_ file: String, _ text: String) throws {
    let url = root.appendingPathComponent(file)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  /// More processor time for one namespace, as in the scenarios `grant-app`: amara's and bjorn's to approve.
  func raiseQuota() throws { try edit("data/namespaces/storefront-prod.yml", "cpu: 16", "cpu: 20") }

  /// A field that its schema does not know.
  func breakData() throws { try edit("data/users/amara.yml", "name: Amara Okafor", "name: 7") }
}
