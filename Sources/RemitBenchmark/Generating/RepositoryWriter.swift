import Foundation

/// Writes a generated repository to a folder.
struct RepositoryWriter {
  struct Request: Equatable {
    var output: String
    var files = 30_000
    var resources = 6_000
    var seed: UInt64 = 1
    var errors = 0
    var git = false
  }

  let request: Request
  let world: World

  init(_ request: Request) {
    self.request = request
    world = World(files: request.files, resources: request.resources, seed: request.seed)
  }

  /// Calls with each file, path from the root of the repository and text, always in the same order.
  func forEachFile(_ body: (String, String) throws -> Void) rethrows {
    try body(".remit.yml", YAMLText(RepositoryWriter.settings).text)
    for (path, text) in SchemaSet.texts { try body(path, text) }
    let injected = ErrorInjection(request.errors, into: world).texts
    for kind in Kind.allCases {
      for index in 0..<world.count(kind) {
        let path = world.path(kind, index)
        try body("data" + path, injected[path] ?? FileMaker.text(kind, index, of: world))
      }
    }
    for kind in ResourceKind.allCases {
      for index in 0..<world.count(kind) {
        try body("resources" + world.path(kind, index), FileMaker.text(kind, index, of: world))
      }
    }
  }

  /// Writes everything, and the two commits if asked for.
  func write() throws {
    var folders: Set<String> = []
    try forEachFile { path, text in
      let file = URL(fileURLWithPath: request.output + "/" + path)
      let folder = file.deletingLastPathComponent()
      if folders.insert(folder.path).inserted {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      }
      try Data(text.utf8).write(to: file)
    }
    if request.git { try GitFixture(folder: request.output).commit(mergeRequest) }
    try writeNotes()
  }

  private func writeNotes() throws {
    let errors = ErrorInjection(request.errors, into: world)
    let notes: [(String, Value)] = [("benchmark.json", description), ("expected-errors.json", errors.document)]
    for (name, value) in notes {
      try Data((JSONText.render(value) + "\n").utf8).write(to: URL(fileURLWithPath: request.output + "/" + name))
    }
  }

  /// The change of the benchmark: another commit in the first target of the first saas file.
  var mergeRequest: GitFixture.Change {
    let path = "data" + world.path(.saasFile, 0)
    var lines = Lines(FileMaker.text(.saasFile, 0, of: world))
    _ = lines.replace("ref: ", keepingIndent: "ref: cafe" + String(repeating: "0", count: 35) + "1")
    return GitFixture.Change(path: path, text: lines.text, message: "Deploy another commit")
  }

  /// Somebody with the role that may change the file of the merge request.
  var author: String { world.userName(0) }

  private var description: Value {
    [
      "files": .number(String(request.files)), "resources": .number(String(request.resources)),
      "seed": .number(String(request.seed)), "errors": .number(String(request.errors)), "git": .bool(request.git),
      "author": .text(author), "base": "main", "head": "change", "changed": .text(mergeRequest.path),
    ]
  }

  private static let settings: Value = [
    "data": "data", "resources": "resources", "schemas": ["schemas"], "graphql": "graphql-schemas/schema.yml",
    "policy": ["selfApproval": "owner", "identity": "org_username"],
  ]
}
