import Foundation
import Processes

/// What a program printed, and how it ended.
struct Outcome {
  let output: String
  let errors: String
  let status: Int32
}

/// Runs programs as a user does, without anything of this machine's configuration.
enum Command {
  /// The top of the package.
  static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder with the built `remit`: beside the program that runs the tests, else the debug build.
  static let products: URL = {
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(fileURLWithPath: bundle).deletingLastPathComponent()
    if FileManager.default.isExecutableFile(atPath: beside.appendingPathComponent("remit").path) { return beside }
    return package.appendingPathComponent(".build/debug")
  }()

  /// `remit` on the PATH, and one clock.
  private static let environment = [
    "PATH": "\(products.path):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
    "HOME": "/nonexistent", "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C", "NO_COLOR": "1",
    "GIT_AUTHOR_NAME": "Alice", "GIT_AUTHOR_EMAIL": "alice@example.com", "GIT_AUTHOR_DATE": "1700000000 +0200",
    "GIT_COMMITTER_NAME": "Bob", "GIT_COMMITTER_EMAIL": "bob@example.com", "GIT_COMMITTER_DATE": "1700000100 +0000",
  ]

  static func run(_ arguments: [String], in folder: URL, environment: [String: String] = [:]) throws -> Outcome {
    let environment = Self.environment.merging(environment) { $1 }
    // The program is looked for in the PATH that it is given.
    let outcome = try Program(["/usr/bin/env"] + arguments, environment: environment, folder: folder.path).run()
    return Outcome(output: outcome.text, errors: outcome.complaints, status: outcome.status ?? -1)
  }
}
