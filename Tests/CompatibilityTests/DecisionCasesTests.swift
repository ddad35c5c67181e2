import DataBundle
import Deciding
import Diffing
import Foundation
import Ownership
import TestSupport
import Testing

/// The 500 merge requests that qontract decided, decided by Remit in compat mode.
@Suite struct DecisionCasesTests {
  /// qontract takes change-types in the order in which the file system lists their folder. This is what the ext4 of the
  /// machine that computed the cases gives for `ct0.yml` … `ct7.yml`; by path, 8 of the 500 cases list other owners for
  /// the parts of a split change (`docs/qontract-compatibility.md`).
  private let referenceOrder = Dictionary(
    uniqueKeysWithValues: zip([7, 0, 5, 1, 2, 3, 4, 6].map { "/ct/ct\($0).yml" }, 0...))

  struct Case: Decodable {
    var name: String
    var author: String
    var base: [String: String]
    var head: [String: String?]
    var comments: [String]
    var policyError: String?
    var expected: Expected
  }
  struct Expected: Decodable, Equatable {
    var selfServiceable: Bool
    var admitted: Bool
    var approved: Bool
    var held: Bool
    var priority: String?
    var labels: [String]
    var files: [File]
  }
  struct File: Decodable, Hashable {
    var path: String
    var type: String
    var covered: Bool
    var items: Set<Item>
  }
  struct Item: Decodable, Hashable {
    var pointer: String
    var kind: String
    var covered: Bool
    var owners: Set<CaseOwner>
  }
  struct CaseOwner: Decodable, Hashable {
    var changeType: String
    var origin: String
    var disabled: Bool
    var approvers: [String]
  }

  @Test func everyCaseAgrees() throws {
    guard let url = SharedData.url("data/decisions/cases.jsonl") else { return }
    let text = try String(contentsOf: url, encoding: .utf8)
    var disagreements: [String] = []
    var count = 0
    for line in text.split(separator: "\n") {
      let merge = try JSONDecoder().decode(Case.self, from: Data(line.utf8))
      count += 1
      let (found, verdict) = try decide(merge)
      if found != merge.expected { disagreements.append(merge.name + ": " + difference(found, merge.expected)) }
      if merge.policyError != nil, verdict != .invalid {
        disagreements.append("\(merge.name): not invalid but \(verdict)")
      }
    }
    #expect(count == 500)
    for line in disagreements.prefix(12) { print(line) }
    #expect(disagreements.isEmpty, "\(disagreements.count) of \(count) cases disagree")
  }

  private func decide(_ merge: Case) throws -> (Expected, Verdict) {
    var head = merge.base
    for (path, content) in merge.head { head[path] = content }
    let (old, new) = (MemorySource(merge.base), MemorySource(head))
    let target = try Bundle.load(.classic(), from: old)
    let result = try Bundle.load(.classic(), from: new, reusing: target)
    let changed = merge.head.keys.sorted().map {
      ChangedFile(path: $0, old: old.file(at: $0), new: new.file(at: $0))
    }.filter { $0.old?.content != $0.new?.content }
    let changes = try Differ(mode: .compat, target: target, result: result).changes(of: changed)
    let policy = Policy.read(target, today: "2026-11-01", order: referenceOrder)
    let builder = CoverageBuilder(policy: policy, target: target, result: result, mode: .compat) { _ in [] }
    let proposed = Policy.read(result, today: "2026-11-01")
    let decision = Decision.make(
      MergeRequest(
        mode: .compat, author: merge.author, coverage: try builder.coverage(of: changes),
        events: merge.comments.map { comment in
          let parts = comment.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
          return .comment(Comment(author: String(parts[0]), body: String(parts[1])))
        }, automaticApprovers: ["bot"], diagnostics: proposed.diagnostics.filter { $0.severity == .error }))
    return (summary(decision), decision.verdict)
  }

  private func summary(_ decision: Decision) -> Expected {
    Expected(
      selfServiceable: decision.selfServiceable, admitted: decision.admitted, approved: decision.approved,
      held: decision.held, priority: decision.priority?.rawValue, labels: decision.labels,
      files: decision.files.map { file in
        File(
          path: file.change.file.path, type: file.change.file.type.rawValue,
          covered: file.items.allSatisfy { $0.coverage.isCovered },
          items: Set(
            file.items.map { item in
              let place = item.coverage.item
              return Item(
                pointer: place.kind == .format ? "_metadata_" : place.pointer,
                kind: place.kind.rawValue, covered: item.coverage.isCovered,
                owners: Set(
                  item.coverage.owners.map {
                    CaseOwner(
                      changeType: $0.changeType, origin: $0.origin, disabled: $0.disabled, approvers: $0.approvers)
                  }))
            }))
      })
  }

  private func difference(_ found: Expected, _ expected: Expected) -> String {
    var parts: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<Expected, Value>) {
      if found[keyPath: path] != expected[keyPath: path] {
        parts.append("\(name) is \(found[keyPath: path]), expected \(expected[keyPath: path])")
      }
    }
    compare("selfServiceable", \.selfServiceable)
    compare("admitted", \.admitted)
    compare("approved", \.approved)
    compare("held", \.held)
    compare("priority", \.priority)
    compare("labels", \.labels)
    let (a, b) = (Set(found.files), Set(expected.files))
    for file in a.subtracting(b) { parts.append("\n   found    \(show(file))") }
    for file in b.subtracting(a) { parts.append("\n   expected \(show(file))") }
    return parts.joined(separator: "; ")
  }

  private func show(_ file: File) -> String {
    "\(file.type) \(file.path) covered \(file.covered): "
      + file.items.sorted { $0.pointer < $1.pointer }.map { item in
        "\(item.kind) \(item.pointer) \(item.covered ? "covered" : "open") ["
          + item.owners.map {
            "\($0.changeType)<\($0.origin)\($0.disabled ? " off" : ""):\($0.approvers.joined(separator: ","))"
          }
          .sorted().joined(separator: " ") + "]"
      }.joined(separator: " | ")
  }
}
