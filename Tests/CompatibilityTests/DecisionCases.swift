import DataBundle
import Deciding
import Diffing
import Foundation
import Ownership
import TestSupport

/// The 500 merge requests that qontract decided, and what it decided.
enum DecisionCases {
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

  /// All cases; nil (after a line on standard output) where they are not there.
  static func load() throws -> [Case]? {
    guard let url = SharedData.url("data/decisions/cases.jsonl", for: "the decision cases") else { return nil }
    let text = try String(contentsOf: url, encoding: .utf8)
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Case.self, from: Data($0.utf8)) }
  }

  /// A decision in the form of the cases.
  static func summary(_ decision: Decision) -> Expected {
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

  /// In what two decisions differ.
  static func difference(_ found: Expected, _ expected: Expected) -> String {
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

  private static func show(_ file: File) -> String {
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

extension DecisionCases.Case {
  /// The comments as events.
  var events: [Event] {
    comments.map { comment in
      let parts = comment.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      return .comment(Comment(author: String(parts[0]), body: String(parts[1])))
    }
  }
}
