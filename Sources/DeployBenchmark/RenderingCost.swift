import Foundation
import Measuring
import Processes

/// What rendering a large platform costs: KubeNova, with one of its apps many times over.
struct RenderingCost {
  let request: Request
  private static let appsOfTenant = 300

  init(_ request: Request) { self.request = request }

  func markdown() throws -> String {
    let folder = request.work + "/platform"
    Request.progress("generating \(request.datafiles) apps")
    try generate(folder)
    let data = folder + "/examples/kubenova"
    var table = Table()
    for _ in 0..<min(3, request.runs) {
      table.add("remit deploy render", try measure(["deploy", "render", "--repo", data]))
      table.add("remit validate", try measure(["validate", "--repo", data]))
    }
    let objects = try Program(
      ["grep", "-c", "^---$", request.work + "/rendered"], environment: ["PATH": "/usr/bin:/bin"]
    ).run().text.trimmingCharacters(in: .newlines)
    return "## \(objects) objects rendered from \(request.datafiles) apps\n\n" + table.markdown
  }

  private func measure(_ words: [String]) throws -> ProcessMeasurement {
    let output = words[0] == "deploy" ? request.work + "/rendered" : "/dev/null"
    let result = try ProcessMeasurement.run([request.remit] + words, output: output)
    guard result.exitCode == 0 else { throw BenchmarkFailure("remit \(words[0]) ended with \(result.exitCode)") }
    return result
  }

  /// The example with many tenants, a project each, and their apps on two clusters.
  private func generate(_ folder: String) throws {
    let files = FileManager.default
    let top = URL(fileURLWithPath: request.example).deletingLastPathComponent().deletingLastPathComponent().path
    try? files.removeItem(atPath: folder)
    try files.createDirectory(atPath: folder + "/examples", withIntermediateDirectories: true)
    try files.copyItem(atPath: request.example, toPath: folder + "/examples/kubenova")
    for name in ["schemas", "change-types"] {
      try files.copyItem(atPath: "\(top)/\(name)", toPath: "\(folder)/\(name)")
    }
    let data = folder + "/examples/kubenova/data"
    func model(_ path: String) throws -> String { try String(contentsOfFile: "\(data)/\(path)", encoding: .utf8) }
    func write(_ path: String, _ text: String) throws {
      let url = URL(fileURLWithPath: "\(data)/\(path)")
      try files.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
    /// The text under another name and id, which is that of nobody else.
    func renamed(_ text: String, _ name: String, _ number: Int) -> String {
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if line.hasPrefix("name: ") { return "name: \(name)" }
        if line.hasPrefix("id: ") { return "id: \(String(format: "%08x", number))\(line.dropFirst(12))" }
        return String(line)
      }.joined(separator: "\n")
    }
    let (tenant, project) = (try model("tenants/acme.yml"), try model("projects/acme/shop.yml"))
    let app = try model("apps/acme/shop/backend.yml")
    for number in 0...(request.datafiles / Self.appsOfTenant) {
      try write("tenants/t\(number).yml", renamed(tenant, "t\(number)", number))
      let own = project.replacingOccurrences(of: "/tenants/acme.yml", with: "/tenants/t\(number).yml")
      try write("projects/t\(number)/p.yml", renamed(own, "p", number))
    }
    for number in 0..<request.datafiles {
      let tenant = "t\(number / Self.appsOfTenant)"
      let own = app.replacingOccurrences(of: "/projects/acme/shop.yml", with: "/projects/\(tenant)/p.yml")
        .replacingOccurrences(of: "/clusters/dc1.yml", with: "/clusters/dc\(1 + number % 2).yml")
      try write("apps/\(tenant)/p/a\(number).yml", renamed(own, "a\(number)", number))
    }
  }
}
