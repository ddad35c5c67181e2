import DataBundle
import Deciding
import Diffing
import Foundation
import Processes
import Ownership
import TestSupport
import Testing
import Workflows

/// Each of the cases, decided by Remit in compat mode: by the engine, and on commits of a real git repository.
@Suite struct DecisionCasesTests {
  /// What decides a case.
  typealias Decider = (DecisionCases.Case) throws -> Decision

  private func expectAgreement(_ cases: [DecisionCases.Case], _ decide: Decider) throws {
    var disagreements: [String] = []
    for merge in cases {
      let decision = try decide(merge)
      let found = DecisionCases.summary(decision)
      if found != merge.expected {
        disagreements.append(merge.name + ": " + DecisionCases.difference(found, merge.expected))
      }
      if merge.policyError != nil, decision.verdict != .invalid {
        disagreements.append("\(merge.name): not invalid but \(decision.verdict)")
      }
    }
    #expect(cases.count == 500)
    for line in disagreements.prefix(12) { print(line) }
    #expect(disagreements.isEmpty, "\(disagreements.count) of \(cases.count) cases disagree")
  }

  @Test func everyCaseAgrees() throws {
    guard let cases = try DecisionCases.load() else { return }
    try expectAgreement(cases, decide)
  }

  /// The way of `remit decide`: from the names of two commits on. One repository has all cases, a branch for each side.
  @Test func everyCaseAgreesOnCommits() throws {
    guard let cases = try DecisionCases.load() else { return }
    let repository = try CaseRepository(cases)
    let workspace = try Workspace(at: repository.folder.path)
    try expectAgreement(cases) { merge in
      let query = MergeRequestQuery(
        base: "\(merge.name)/base", head: .commit("\(merge.name)/head"), mode: .compat, author: merge.author,
        events: merge.events, automaticApprovers: ["bot"], today: "2026-11-01")
      return try workspace.decide(query).decision
    }
  }

  private func decide(_ merge: DecisionCases.Case) throws -> Decision {
    var head = merge.base
    for (path, content) in merge.head { head[path] = content }
    let (old, new) = (MemorySource(merge.base), MemorySource(head))
    let target = try Bundle.load(.classic(), from: old)
    let result = try Bundle.load(.classic(), from: new, reusing: target)
    let changed = merge.head.keys.sorted().map {
      ChangedFile(path: $0, old: old.file(at: $0), new: new.file(at: $0))
    }.filter { $0.old?.content != $0.new?.content }
    let changes = try Differ(mode: .compat, target: target, result: result).changes(of: changed)
    let policy = Policy.read(target, today: "2026-11-01", mode: .compat)
    let builder = CoverageBuilder(policy: policy, target: target, result: result, mode: .compat) { _ in [] }
    let proposed = Policy.read(result, today: "2026-11-01")
    return Decision.make(
      MergeRequest(
        mode: .compat, author: merge.author, coverage: try builder.coverage(of: changes),
        events: merge.events, automaticApprovers: ["bot"],
        diagnostics: proposed.diagnostics.filter { $0.severity == .error }))
  }
}

/// All cases as commits of one git repository without a working tree, removed with the value.
private final class CaseRepository {
  let folder: URL

  init(_ cases: [DecisionCases.Case]) throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-cases-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try git(["init", "-q"])
    var stream = Data()
    for merge in cases {
      stream.append(CaseRepository.commit("\(merge.name)/base", merge.base))
      let edits = CaseRepository.commit("\(merge.name)/head", merge.head, from: "\(merge.name)/base")
      stream.append(edits)
    }
    stream.append(Data("done\n".utf8))
    let file = folder.appendingPathComponent("stream")
    try stream.write(to: file)
    try git(["fast-import", "--quiet", "--done"], input: file)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A commit as `git fast-import` reads it.
  private static func commit(_ branch: String, _ files: [String: String?], from parent: String? = nil) -> Data {
    var text = "commit refs/heads/\(branch)\ncommitter A <a@example.com> 1700000000 +0000\ndata 0\n"
    if let parent { text += "from refs/heads/\(parent)\n" }
    for (path, content) in files.sorted(by: { $0.key < $1.key }) {
      if let content {
        text += "M 100644 inline \(path)\ndata \(content.utf8.count)\n\(content)\n"
      } else {
        text += "D \(path)\n"
      }
    }
    return Data(text.utf8)
  }

  private func git(_ arguments: [String], input: URL? = nil) throws {
    let outcome = try Program(
      ["git", "-C", folder.path] + arguments, environment: ProcessInfo.processInfo.environment,
      input: try input.map { [UInt8](try Data(contentsOf: $0)) }
    ).run()
    guard outcome.isSuccess else { throw CocoaError(.executableLoad) }
  }
}
