import BotService
import CryptoExtras
import DataBundle
import ForgeDoubles
import ForgeGitHub
import ForgeGitLab
import ForgeGitea
import Forges
import Foundation
import HTTPTransport
import ServiceStore
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

  init(
    _ kind: ForgeKind, store location: String? = nil, settings: BotSettings? = nil, timeout: Int = 30_000,
    isApp: Bool = false
  ) async throws {
    self.kind = kind
    home = FileManager.default.temporaryDirectory.appendingPathComponent("remit-world-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    model = try ForgeModel(files: ["empty": ""], character: Self.character(kind), bot: isApp ? "remit[bot]" : "remit")
    let template = try Self.template.get()
    try model.git.git(["fetch", "-q", template.path, "main"])
    try model.move("main", to: try template.id("main").description)
    // As forges do: commits that were a head once can be had.
    try model.git.git("config uploadpack.allowAnySHA1InWant true")
    git = try GitHTTPServer(
      serving: model.git.path + "/.git", at: "platform/data.git", user: Self.gitUser(kind), password: Self.token)
    let git = git
    let issue: @Sendable (String) -> Void = { token in
      do { try git.setPassword(token, of: "x-access-token") } catch { Issue.record(error) }
    }
    face = try ForgeFace(kind, of: model, token: Self.token, git: git.url, issue: isApp ? issue : nil)
    store = try await Stores.open(location ?? home.appendingPathComponent("store.sqlite").path)
    let model = model
    let clock = ServiceClock(now: { model.read { $0.now } }, sleep: { model.advance($0) })
    context = ServiceContext(store: store, clock: clock)
    let client = try await Self.client(kind, of: face, model, timeout: timeout, isApp: isApp)
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

  /// The private key of the App, made once.
  private static let appKey = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation }

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
  private static func client(
    _ kind: ForgeKind, of face: ForgeFace, _ model: ForgeModel, timeout: Int, isApp: Bool
  ) async throws -> any ForgeClient {
    var options = CurlOptions()
    options.totalTimeout = timeout
    let http = PatientClient(
      CurlClient(options),
      clock: HTTPClock(
        now: { model.read { $0.now.milliseconds } }, sleep: { model.advance($0) }, random: { $0 / 2 }))
    let now = { @Sendable in model.read { $0.now } }
    switch kind {
    case .gitlab:
      return try GitLabClient(url: face.url, project: "platform/data", token: token, client: http, now: now)
    case .github:
      let credentials: GitHubCredentials = isApp ? .app(id: "7", privateKey: try appKey.get()) : .token(token)
      return try await GitHubClient(
        api: face.url, repository: "platform/data", credentials: credentials, client: http, now: now)
    case .gitea:
      return try GiteaClient(
        api: face.url + "/api/v1", repository: "platform/data", token: token, client: http, now: now)
    }
  }
}
