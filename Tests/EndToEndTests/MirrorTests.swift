import BotService
import ForgeDoubles
import ForgeGitea
import Forges
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing
import Workflows

private let isInstalled = GitHTTPServer.isInstalled(for: "MirrorTests")

/// The mirror over real git and HTTP.
@Suite(.enabled(if: isInstalled), .serialized) struct MirrorTests {
  @Test(arguments: ForgeKind.allCases)
  func fetchesTargetAndHead(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    let fetched = try await world.repository.mirror.fetch(target: "main", mergeRequest: number)
    #expect(fetched.target == (try world.model.tip()))
    #expect(fetched.head == (try world.item(number).mergeRequest.head))
    // As whom: the token went with the first request, and nothing was asked without it.
    let accesses = try world.git.accesses()
    #expect(!accesses.isEmpty && accesses.allSatisfy { !$0.hasSuffix(" - 401") })
  }

  @Test func followsForcedPushes() async throws {
    let world = try await World(.gitea)
    let number = try await world.open()
    let mirror = world.repository.mirror
    let first = try await mirror.fetch(target: "main", mergeRequest: number).head
    let other = try world.proposal(cpu: 24)
    try world.model.push(other, to: number, by: world.model.user("carla"))
    #expect(try await mirror.fetch(target: "main", mergeRequest: number).head == other)
    // The former head can still be had.
    try await mirror.fetch(former: [first])
  }

  @Test func saysThatTheHeadIsNotThere() async throws {
    let world = try await World(.gitlab)
    let error = await #expect(throws: MirrorError.self) {
      try await world.repository.mirror.fetch(target: "main", mergeRequest: 77)
    }
    #expect(error?.kind == .notThere)
  }

  @Test func saysThatTheTokenIsRefused() async throws {
    let world = try await World(.gitlab)
    let number = try await world.open()
    try world.git.setPassword("another", of: "oauth2")
    let error = await #expect(throws: MirrorError.self) {
      try await world.repository.mirror.fetch(target: "main", mergeRequest: number)
    }
    #expect(error?.kind == .unavailable)
    #expect(error.map { !Self.secrets.contains(where: $0.description.contains) } == true, "\(error?.description ?? "")")
  }

  @Test func followsNoRedirects() async throws {
    let world = try await World(.gitea)
    let number = try await world.open()
    let face = try ForgeFace(.gitea, of: world.model, token: World.token, git: world.git.redirectingURL)
    defer { face.stop() }
    let client = try GiteaClient(
      api: face.url + "/api/v1", repository: "platform/data", token: World.token, client: CurlClient(),
      now: { Timestamp(milliseconds: 0) })
    let mirror = Mirror(
      at: world.home.appendingPathComponent("other.git").path, of: client, allowsPlainHTTP: true)
    let error = await #expect(throws: MirrorError.self) {
      try await mirror.fetch(target: "main", mergeRequest: number)
    }
    #expect(error?.kind == .unavailable)
    #expect(try world.git.accesses().allSatisfy { $0.contains("/moved/") })
  }

  private static let secrets = [
    World.token, Data("oauth2:\(World.token)".utf8).base64EncodedString(),
    Data("remit:\(World.token)".utf8).base64EncodedString(),
  ]

  @Test func keepsTheTokenToItself() async throws {
    let world = try await World(.gitlab)
    let number = try await world.open()
    let watcher = ArgumentWatcher()
    for _ in 0..<3 { _ = try await world.repository.mirror.fetch(target: "main", mergeRequest: number) }
    try await world.repository.mirror.publish(
      Self.record(1), on: try world.model.tip(), at: Timestamp(milliseconds: 1_700_000_000_000))
    let arguments = watcher.stop()
    #expect(arguments.contains { $0.contains("remote-http") || $0.contains("fetch") }, "no git was seen at work")
    for text in arguments { for secret in Self.secrets { #expect(!text.contains(secret), "\(text)") } }
    let mirror = world.repository.mirror.path
    for name in try FileManager.default.subpathsOfDirectory(atPath: mirror) {
      guard let content = FileManager.default.contents(atPath: mirror + "/" + name) else { continue }
      for secret in Self.secrets { #expect(content.range(of: Data(secret.utf8)) == nil, "\(name)") }
    }
  }

  @Test func publishesNotesBesideOthers() async throws {
    let world = try await World(.github)
    let number = try await world.open()
    let (mirror, tip) = (world.repository.mirror, try world.model.tip())
    _ = try await mirror.fetch(target: "main", mergeRequest: number)
    let head = try #require(try world.item(number).mergeRequest.head)
    let time = Timestamp(milliseconds: 1_700_000_000_000)
    try await mirror.publish(Self.record(1), on: tip, at: time)
    // Somebody else's, of which the mirror knows nothing.
    try world.model.git.git(["notes", "--ref=remit", "add", "-m", "of another", head])
    try await mirror.publish(Self.record(1), on: tip, at: time)
    #expect(try world.note(on: tip) + "\n" == Self.record(1).text)
    #expect(try world.note(on: head) == "of another")
    // The same commit comes into another branch, and somebody answers for it: what was there stays.
    let answer = Self.record(0, by: "root")
    try await mirror.publish(Self.record(2, "release"), on: tip, at: time)
    try await mirror.publish(answer, on: tip, at: time)
    try await mirror.publish(Self.record(1), on: tip, at: time)
    let records = [Self.record(1), Self.record(2, "release"), answer]
    #expect(RecordNote(try world.note(on: tip)).records == records)
    // Others may write them in one line each, or something else between them.
    let lines = try records.map { record in
      String(
        decoding: try JSONSerialization.data(
          withJSONObject: JSONSerialization.jsonObject(with: Data(record.text.utf8))), as: UTF8.self)
    }
    #expect(RecordNote(lines.joined(separator: "\n")).records == records)
    #expect(RecordNote(lines[0] + "\r\n\nno record\n}\n" + records[1].text + lines[2]).records.contains(records[1]))
    #expect(RecordNote("}\n{}\n\n{").records.isEmpty && RecordNote("").records.isEmpty)
  }

  private static func record(_ number: Int, _ branch: String = "main", by person: String? = nil) -> DecisionRecord {
    DecisionRecord(
      repository: "data", number: number, url: "", targetBranch: branch, mergeCommit: nil, input: nil, decision: nil,
      approvals: [], exception: .init(by: person, reason: "}\n}"))
  }

  /// Two services write notes at the same time: neither takes the other's away.
  @Test func racesWithAnotherWriter() async throws {
    let world = try await World(.github)
    let commits = try (0..<6).map { try world.proposal(cpu: 30 + $0) }
    for (index, commit) in commits.enumerated() {
      try world.model.git.git(["update-ref", "refs/heads/kept-\(index)", commit])
    }
    let time = Timestamp(milliseconds: 1_700_000_000_000)
    let mirrors = (0..<2).map { index in
      Mirror(
        at: world.home.appendingPathComponent("racer-\(index).git").path, of: world.repository.client,
        allowsPlainHTTP: true)
    }
    for mirror in mirrors { for index in commits.indices { _ = try await mirror.fetch(branch: "kept-\(index)") } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, mirror) in mirrors.enumerated() {
        group.addTask {
          for commit in commits[(index * 3)..<(index * 3 + 3)] {
            try await mirror.publish(Self.record(1, "of \(commit)"), on: commit, at: time)
          }
        }
      }
      try await group.waitForAll()
    }
    for commit in commits { #expect(try world.note(on: commit).contains("of \(commit)")) }
  }
}

extension World {
  /// The record's note on a commit of the forge's repository.
  func note(on commit: String) throws -> String { try model.git.git(["notes", "--ref=remit", "show", commit]) }
}

/// Collects the arguments of all programs that run, for as long as it lives.
private final class ArgumentWatcher: Sendable {
  private let seen = Mutex<(isOn: Bool, lines: Set<String>)>((true, []))
  private let done = DispatchSemaphore(value: 0)

  init() {
    DispatchQueue(label: "watcher").async { [self] in
      while seen.withLock({ $0.isOn }) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] where Int(name) != nil {
          guard let data = FileManager.default.contents(atPath: "/proc/\(name)/cmdline"), !data.isEmpty else {
            continue
          }
          let line = String(decoding: data.map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
          if line.contains("git") { seen.withLock { _ = $0.lines.insert(line) } }
        }
        usleep(500)
      }
      done.signal()
    }
  }

  /// The lines that were seen.
  func stop() -> Set<String> {
    seen.withLock { $0.isOn = false }
    done.wait()
    return seen.withLock { $0.lines }
  }
}
