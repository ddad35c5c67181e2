import Foundation
import Forges
import Processes
import Synchronization

/// A forge of open merge requests over a git repository, without HTTP in between: what is measured is Remit. Each process has its
/// own, and they agree, because what they say comes from git; what is written to it is remembered and counted.
final class StormForge: ForgeClient {
  private struct State {
    var comments: [Int: [ForgeComment]] = [:]
    var labels: [Int: Set<String>] = [:]
    var statuses: [String: CommitStatus] = [:]
    var nextID: Int64 = 1000
  }

  private let folder: String
  private let heads: [Int: String]
  private let author: String
  private let state = Mutex(State())
  private let bot = ForgeUser(id: 1, name: "remit", isBot: true)
  private let start = Timestamp(milliseconds: 1_790_000_000_000)

  /// The merge requests whose heads a repository has under `refs/pull/N/head`.
  init(repository folder: String, author: String) throws {
    self.folder = folder
    self.author = author
    let listing = try Shell.run("git", "-C", folder, "for-each-ref", "--format=%(refname) %(objectname)", "refs/pull")
    var heads: [Int: String] = [:]
    for line in listing.split(separator: "\n") {
      let words = line.split(separator: " ")
      let parts = words.first?.split(separator: "/") ?? []
      if parts.count == 4, words.count == 2, let number = Int(parts[2]) { heads[number] = String(words[1]) }
    }
    self.heads = heads
  }

  /// The numbers of the merge requests.
  var numbers: [Int] { heads.keys.sorted() }

  func me() async throws(ForgeError) -> ForgeUser { bot }

  func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest] {
    numbers.map { OpenMergeRequest(number: $0, head: heads[$0], updatedAt: start) }
  }

  func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest {
    guard let head = heads[number] else { throw ForgeError(.notFound, "no merge request \(number)") }
    return ForgeMergeRequest(
      number: number, title: "Change \(number)", state: .open, isDraft: false, author: ForgeUser(id: 2, name: author),
      head: head, targetBranch: "main", sourceBranch: "change-\(number)",
      labels: state.withLock { $0.labels[number] ?? [] }, mergeability: .ready, webURL: "https://forge.test/\(number)",
      createdAt: start, updatedAt: start)
  }

  func comments(on number: Int) async throws(ForgeError) -> [ForgeComment] {
    state.withLock { $0.comments[number] ?? [] }
  }

  func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval] { [] }

  func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity] {
    [ForgeActivity(at: start, kind: .push(head: heads[number], by: ForgeUser(id: 2, name: author)))]
  }

  var tellsEveryPush: Bool { true }

  func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState {
    .passed
  }

  func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus? {
    state.withLock { $0.statuses[commit] }
  }

  func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment {
    state.withLock { state in
      state.nextID += 1
      let comment = ForgeComment(id: state.nextID, author: bot, body: body, createdAt: start, updatedAt: start)
      state.comments[number, default: []].append(comment)
      return comment
    }
  }

  func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError) {
    state.withLock { state in
      guard let index = state.comments[number]?.firstIndex(where: { $0.id == id }) else { return }
      state.comments[number]?[index].body = body
    }
  }

  func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError) {
    state.withLock { $0.comments[number]?.removeAll { $0.id == id } }
  }

  func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError) {}

  func changeLabels(of number: Int, adding: Set<String>, removing: Set<String>) async throws(ForgeError) {
    state.withLock { $0.labels[number] = ($0.labels[number] ?? []).subtracting(removing).union(adding) }
  }

  func report(_ report: CheckReport, on commit: String, of number: Int) async throws(ForgeError) {
    state.withLock { $0.statuses[commit] = report.status }
  }

  func approve(_ number: Int, head: String) async throws(ForgeError) {}
  func unapprove(_ number: Int) async throws(ForgeError) {}
  func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool { true }

  func merge(_ number: Int, head: String, _ instruction: MergeInstruction) async throws(ForgeError) -> MergeAnswer {
    .refused("a benchmark merges nothing")
  }

  func rebase(_ number: Int, head: String) async throws(ForgeError) {}
  func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int? { nil }

  func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int {
    throw ForgeError(.rejected, "a benchmark proposes nothing")
  }

  func edit(_ number: Int, title: String, text: String) async throws(ForgeError) {}
  func close(_ number: Int) async throws(ForgeError) {}
  func user(named name: String) async throws(ForgeError) -> ForgeUser? { nil }
  func hooks() async throws(ForgeError) -> [ForgeHook] { [] }

  func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook {
    throw ForgeError(.rejected, "a benchmark has no hooks")
  }

  func budget() async -> RequestBudget? { nil }

  func gitAccess() async throws(ForgeError) -> GitAccess {
    GitAccess(url: "file://\(folder)", authorization: nil, headReference: "refs/pull/{}/head")
  }
}

/// Runs programs.
enum Shell {
  /// Runs a program and gives what it printed.
  @discardableResult
  static func run(_ words: String...) throws -> String {
    let outcome = try Program(words, environment: ProcessInfo.processInfo.environment).run()
    guard outcome.isSuccess else { throw StormFailure("\(words.joined(separator: " ")) failed: \(outcome.complaints)") }
    return outcome.text
  }
}

/// Why a measurement could not be made.
struct StormFailure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}
