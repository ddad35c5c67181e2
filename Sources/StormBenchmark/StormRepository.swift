import Foundation

/// A data repository of many files with many merge requests, each of which changes one file.
struct StormRepository {
  let folder: String
  /// The program that generates data repositories.
  let generator: String

  /// Makes the repository, if it is not there already.
  func make(files: Int, mergeRequests: Int) throws {
    guard !FileManager.default.fileExists(atPath: folder + "/done-\(files)-\(mergeRequests)") else { return }
    try? FileManager.default.removeItem(atPath: folder)
    try Shell.run(
      generator, "generate", "--output", folder, "--files", String(files), "--resources", String(files / 5), "--git")
    let saas = try Shell.run("git", "-C", folder, "ls-tree", "-r", "--name-only", "main", "data").split(separator: "\n")
      .filter { $0.contains("/cicd/saas-") }.map(String.init)
    guard !saas.isEmpty else { throw StormFailure("the generated repository has no saas files") }
    try makeMergeRequests(mergeRequests, in: saas)
    try Shell.run("git", "-C", folder, "repack", "-a", "-d", "-q")
    try Data().write(to: URL(fileURLWithPath: folder + "/done-\(files)-\(mergeRequests)"))
  }

  /// Each merge request changes the first commit id that a file names, by way of `git fast-import`: hundreds in a second.
  private func makeMergeRequests(_ count: Int, in files: [String]) throws {
    let main = try Shell.run("git", "-C", folder, "rev-parse", "main").trimmingCharacters(in: .newlines)
    var script = ""
    for number in 1...count {
      let path = files[number % files.count]
      let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
      let id = String(repeating: "0", count: 40 - String(number).count) + String(number)
      guard let range = text.range(of: #"ref: [0-9a-f"']{40,42}"#, options: .regularExpression) else {
        throw StormFailure("\(path) names no commit")
      }
      let changed = text.replacingCharacters(in: range, with: "ref: \"\(id)\"")
      let message = "Deploy \(number)"
      script += "commit refs/pull/\(number)/head\ncommitter remit-bench <remit-bench@example.com> 1767225600 +0000\n"
      script += "data \(message.utf8.count)\n\(message)\nfrom \(main)\nM 100644 inline \(path)\n"
      script += "data \(changed.utf8.count)\n\(changed)\n"
    }
    let file = folder + "/.git/storm.import"
    try Data(script.utf8).write(to: URL(fileURLWithPath: file))
    try Shell.run("sh", "-c", "git -C '\(folder)' fast-import --quiet --force < '\(file)'")
    try FileManager.default.removeItem(atPath: file)
  }
}
