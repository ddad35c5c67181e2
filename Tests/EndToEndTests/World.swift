import BotService
import DataBundle
import ForgeDoubles
import ForgeGitHub
import ForgeGitLab
import ForgeGitea
import Forges
import Foundation
import HTTPTransport
import ServiceStore
import Synchronization
import TestSupport
import Testing

/// A forge with the example's data repository, spoken to over HTTP and git, and the service on it. Its time is the
/// model's: waiting lets it pass at once.
final class World: Sendable {
  /// Where the data repository is in its git repository.
  static let folder = "examples/app-interface"
  /// The file that the merge request of these tests changes: scenario `grant-app-stranger`, to be approved by amara or
  /// bjorn.
  static let file = folder + "/data/namespaces/storefront-prod.yml"
  static let token = "glpat-only-the-forge-may-see-this"

  let kind: ForgeKind
  let model: ForgeModel
  let git: GitHTTPServer
  let face: ForgeFace
  let store: any Store
  let context: ServiceContext
  let repository: BotRepository
  let runner: JobRunner
  let home: URL

  init(_ kind: ForgeKind, store location: String? = nil, settings: BotSettings? = nil) async throws {
    self.kind = kind
    home = FileManager.default.temporaryDirectory.appendingPathComponent("remit-world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    model = try ForgeModel(files: ["empty": ""], character: Self.character(kind))
    let template = try Self.template.get()
    try model.git.git(["fetch", "-q", template.path, "main"])
    try model.move("main", to: try template.id("main").description)
    // As forges do: commits that were a head once can be had.
    try model.git.git("config uploadpack.allowAnySHA1InWant true")
    git = try GitHTTPServer(
      serving: model.git.path + "/.git", at: "platform/data.git", user: Self.gitUser(kind), password: Self.token)
    face = try ForgeFace(kind, of: model, token: Self.token, git: git.url)
    store = try await Stores.open(location ?? home.appendingPathComponent("store.sqlite").path)
    let model = model
    let clock = ServiceClock(now: { model.read { $0.now } }, sleep: { model.advance($0) })
    context = ServiceContext(store: store, clock: clock)
    let client = try await Self.client(kind, of: face, model)
    var chosen = settings ?? BotSettings()
    if settings == nil {
      chosen.approves = true
      chosen.merging.isEnabled = true
    }
    repository = BotRepository(
      name: "data", forge: Forge(rawValue: kind.rawValue) ?? .gitlab, host: "forge.test", client: client,
      mirror: Mirror(at: home.appendingPathComponent("mirror.git").path, of: client, allowsPlainHTTP: true),
      folder: Self.folder, settings: chosen)
    runner = JobRunner(context: context, repositories: [repository], name: "worker-1")
    // The day of the scenarios, 15 January 2026: roles of the example end later in that year.
    model.change { $0.now = Timestamp(milliseconds: 1_768_435_200_000) }
  }

  deinit {
    face.stop()
    try? FileManager.default.removeItem(at: home)
  }

  // MARK: - Making

  /// The example with its schemas, made once.
  private static let template = Result { () throws -> GitFixture in
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let fixture = try GitFixture()
    for name in [folder, "schemas", "change-types"] {
      let place = fixture.root.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: package.appendingPathComponent(name).resolvingSymlinksInPath(), to: place)
    }
    try fixture.commit([:], "the example")
    return fixture
  }

  private static func character(_ kind: ForgeKind) -> ForgeModel.Character {
    var character = ForgeModel.Character()
    switch kind {
    case .gitlab:
      character.headReference = "refs/merge-requests/{}/head"
      character.approvalsNameHeads = false
    case .github, .gitea: character.resolution = 1000
    }
    return character
  }

  private static func gitUser(_ kind: ForgeKind) -> String {
    switch kind {
    case .gitlab: "oauth2"
    case .github: "x-access-token"
    case .gitea: "remit"
    }
  }

  /// The real adapter over real HTTP; only time is the model's.
  private static func client(_ kind: ForgeKind, of face: ForgeFace, _ model: ForgeModel) async throws -> any ForgeClient
  {
    var options = CurlOptions()
    options.totalTimeout = 1500
    let http = PatientClient(
      CurlClient(options),
      clock: HTTPClock(
        now: { model.read { $0.now.milliseconds } }, sleep: { model.advance($0) }, random: { $0 / 2 }))
    let now = { @Sendable in model.read { $0.now } }
    switch kind {
    case .gitlab:
      return try GitLabClient(url: face.url, project: "platform/data", token: token, client: http, now: now)
    case .github:
      return try await GitHubClient(
        api: face.url, repository: "platform/data", credentials: .token(token), client: http, now: now)
    case .gitea:
      return try GiteaClient(
        api: face.url + "/api/v1", repository: "platform/data", token: token, client: http, now: now)
    }
  }

  // MARK: - What happens

  /// A commit on main that gives the example's shop more processor time; another number is another commit.
  func proposal(cpu: Int = 20) throws -> String {
    let text = try model.git.git(["show", "main:\(Self.file)"]) + "\n"
    let changed = text.replacingOccurrences(of: "cpu: 16", with: "cpu: \(cpu)")
    try #require(changed != text)
    return try model.commit([Self.file: changed], on: try model.tip(), "more processor time")
  }

  /// Opens the merge request, by carla, who owns nothing there.
  func open(cpu: Int = 20) throws -> Int { try model.open(try proposal(cpu: cpu), by: model.user("carla")) }

  /// Asks for a look, as a webhook would.
  func request(_ number: Int) async throws {
    try await store.request(
      JobKey(kind: JobKind.look, repository: "data", subject: String(number)), notBefore: context.clock.now())
  }

  /// Asks for a sweep, as the timer would.
  func requestSweep() async throws {
    try await store.request(
      JobKey(kind: JobKind.sweep, repository: "data", subject: ""), notBefore: context.clock.now())
  }

  /// Works until nothing is left to do; time passes where jobs wait. Jobs that still wait after so many turns are given
  /// back.
  @discardableResult
  func settle(turns: Int = 60) async throws -> [Job] {
    for _ in 0..<turns {
      model.advance(1000)
      if try await runner.runOne() { continue }
      let waiting = try await store.jobs().filter { $0.state == .waiting }
      guard let next = waiting.map(\.notBefore).min() else { return try await store.jobs() }
      model.advance(max(0, next.milliseconds - context.clock.now().milliseconds))
    }
    return try await store.jobs()
  }

  /// Looks at a merge request until there is nothing to do.
  @discardableResult
  func work(on number: Int, turns: Int = 60) async throws -> [Job] {
    try await request(number)
    return try await settle(turns: turns)
  }

  // MARK: - What came of it

  func item(_ number: Int) throws -> ModelState.Item { try #require(model.read { $0.items[number] }) }

  /// The reports on a merge request: comments of the service that are no answers.
  func reports(_ number: Int) throws -> [String] {
    try item(number).comments.filter { $0.author.id == model.bot.id && $0.body.hasPrefix("<!-- remit:report") }.map(\.body)
  }

  func merges() -> [ModelState.Merge] { model.read { $0.merges } }

  /// What holds after whatever went wrong: one report, nothing merged but what was approved, nothing asked that the forge
  /// does not have, no job lost.
  func expectSound(
    _ number: Int, merged head: String?, jobs: [Job] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try reports(number).count == 1, sourceLocation: sourceLocation)
    #expect(merges().map(\.head) == (head.map { [$0] } ?? []), sourceLocation: sourceLocation)
    #expect(face.violations == [], sourceLocation: sourceLocation)
    #expect(jobs == [], sourceLocation: sourceLocation)
    #expect(face.unusedFaults == 0, "a fault did not happen", sourceLocation: sourceLocation)
    try RequestLog.check(face, kind, sourceLocation: sourceLocation)
  }
}

/// Every request that a face received has to be one that the forge's own description has. What was checked in one test
/// is not checked in the next one again.
enum RequestLog {
  private static let checked = Mutex<Set<String>>([])

  static func check(_ face: ForgeFace, _ kind: ForgeKind, sourceLocation: SourceLocation) throws {
    let all = face.requests
    #expect(!all.isEmpty, sourceLocation: sourceLocation)
    let requests = all.compactMap { request -> CheckedRequest? in
      let body = String(decoding: request.body ?? [], as: UTF8.self)
      let text = "\(request.method.rawValue) \(request.url.dropFirst(face.url.count)) \(body)"
      let shape = kind.rawValue + " " + text.replacing(/[0-9a-f]{12,}/, with: "…")
      guard checked.withLock({ $0.insert(shape).inserted }) else { return nil }
      return CheckedRequest(kind.rawValue, shape, request)
    }
    guard !requests.isEmpty, let problems = try CheckedRequest.problems(requests) else { return }
    #expect(problems == [:], sourceLocation: sourceLocation)
  }
}
