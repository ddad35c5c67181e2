import ArgumentParser
import Deploying
import Foundation
import Workflows

/// `remit deploy allow`
struct DeployAllowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allow", abstract: "Answers for a commit that no decision covers, so that it can be deployed.",
    discussion: "Exit code 0: the note is written; push it. 2: wrong usage. 3: it could not be written.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "Who answers for it.")
  var by: String

  @Option(name: .long, help: "Why it may be deployed.")
  var reason: String

  @Option(name: .long, help: "The Ed25519 private key (PEM) that signs the record.")
  var signingKey: String?

  @OptionGroup var records: RecordOptions

  @Argument(help: "The commit.")
  var commit: String

  func validate() throws {
    for (name, text) in [("--by", by), ("--reason", reason)] where text.allSatisfy(\.isWhitespace) {
      throw ValidationError("\(name) says nothing")
    }
  }

  func run() throws {
    let workflow = DeployWorkflow(try common.workspace(), baseline: nil, trust: try records.trust())
    let key = try signingKey.map { file in
      let bytes = try attempt { () throws(WorkflowError) in try Disk.read(file) }
      do throws(RecordKeyError) { return try RecordSigningKey(pem: String(decoding: bytes, as: UTF8.self)) } catch {
        throw CommandFailure(code: 2, message: "\(file): \(error)")
      }
    }
    let text = try attempt { () throws(WorkflowError) in
      try workflow.allow(commit, by: by, reason: reason, key: key, time: Int64(Date().timeIntervalSince1970))
    }
    Output.data(text)
    if !common.quiet { Output.error("remit: publish it: git push REMOTE \(Gate.notes)") }
  }
}
