public import BotService
internal import Forges
public import HTTPTransport
internal import ServiceStore
internal import Webhooks

/// Finds out whether the service could work as it is configured: asks the store and every forge, changes nothing there.
public struct ServiceCheck: Sendable {
  /// What was found about one thing.
  public struct Finding: Hashable, Sendable {
    /// How it is.
    public enum Kind: String, Hashable, Sendable {
      /// As it should be.
      case ok
      /// It works, with less than there could be.
      case warning
      /// It does not work.
      case problem
      /// It did not answer.
      case unknown
    }

    /// How it is.
    public var kind: Kind
    /// What was looked at: `store`, or a repository.
    public var subject: String
    /// What was found.
    public var text: String
    /// What to do about it.
    public var help: String?
  }

  private let configuration: ServiceConfiguration
  private let http: any HTTPClient
  private let clock: ServiceClock

  /// A check of a configuration.
  public init(_ configuration: ServiceConfiguration, http: any HTTPClient, clock: ServiceClock = .system) {
    self.configuration = configuration
    self.http = http
    self.clock = clock
  }

  /// Everything found, in the order of the configuration.
  public func findings() async -> [Finding] {
    var found = [await store()]
    for repository in configuration.repositories { found += await check(repository) }
    return found
  }

  private func store() async -> Finding {
    do throws(StoreError) {
      let store = try await Service.openStore(configuration)
      let result: Finding
      do throws(StoreError) {
        try await store.check()
        result = Finding(kind: .ok, subject: "store", text: "it can be written to")
      } catch { result = Self.finding(error) }
      await store.close()
      return result
    } catch { return Self.finding(error) }
  }

  private static func finding(_ error: StoreError) -> Finding {
    Finding(
      kind: error.kind == .unavailable || error.kind == .uncertain ? .unknown : .problem, subject: "store",
      text: error.description)
  }

  private func check(_ repository: RepositoryConfiguration) async -> [Finding] {
    let name = repository.name
    var found: [Finding] = []
    do throws(ForgeError) {
      let client = try await repository.client(through: http, now: clock.now)
      let me = try await client.me()
      found.append(Finding(kind: .ok, subject: name, text: "Remit is \(me.name) (\(me.id))"))
      // The answer to a question about the future is short.
      let open = try await client.openMergeRequests(changedSince: clock.now())
      _ = open.count
      found.append(Finding(kind: .ok, subject: name, text: "\(repository.project) can be read"))
      _ = try await client.gitAccess()
      found += await hooks(of: repository, client)
      let service = Service.repository(repository, client, state: configuration.state)
      found += await DataCheck(service, today: clock.now().day).findings().map { Self.finding($0, name) }
      if let deploying = repository.settings.deploying {
        found += await ClusterCheck(deploying).findings().map { Finding($0, subject: name) }
      }
    } catch {
      found.append(Self.finding(error, name))
    }
    return found
  }

  private func hooks(of repository: RepositoryConfiguration, _ client: any ForgeClient) async -> [Finding] {
    let name = repository.name
    guard !repository.webhook.secrets.isEmpty else {
      return [
        Finding(
          kind: .warning, subject: name,
          text: "there is no webhook secret: Remit looks at merge requests in sweeps only",
          help: "add webhook.secrets")
      ]
    }
    do throws(WebhookSecretError) {
      _ = try WebhookVerifier(repository.forge, secrets: repository.webhook.secrets.map(\.value))
    } catch {
      return [Finding(kind: .problem, subject: name, text: error.description, help: "correct webhook.secrets")]
    }
    guard let url = configuration.hookURL(of: repository) else {
      return [Finding(kind: .warning, subject: name, text: "there is no URL for the webhook", help: "add url")]
    }
    do throws(ForgeError) {
      guard let hook = try await client.hooks().first(where: { $0.url == url }) else {
        return [
          Finding(
            kind: .problem, subject: name, text: "the project has no webhook for \(url)",
            help: "remit serve setup-hooks --config FILE --repository \(name)")
        ]
      }
      guard hook.isActive else {
        return [Finding(kind: .problem, subject: name, text: "the webhook is switched off", help: "switch it on")]
      }
      return [Finding(kind: .ok, subject: name, text: "the webhook is set up")]
    } catch {
      guard error.kind == .forbidden || error.kind == .notFound else { return [Self.finding(error, name)] }
      return [
        Finding(
          kind: .warning, subject: name, text: "the token may not see webhooks, so nobody knows whether there is one",
          help: "see that the project has a webhook for \(url)")
      ]
    }
  }

  private static func finding(_ finding: DataCheck.Finding, _ name: String) -> Finding {
    let kind: Finding.Kind =
      switch finding.kind {
      case .ok: .ok
      case .problem: .problem
      case .unknown: .unknown
      }
    return Finding(kind: kind, subject: name, text: finding.text, help: finding.help)
  }

  private static func finding(_ error: ForgeError, _ name: String) -> Finding {
    let kind: Finding.Kind =
      switch error.kind {
      case .limited, .unavailable, .unreadable: .unknown
      case .notFound, .unauthorized, .forbidden, .conflict, .rejected: .problem
      }
    let help: String? =
      switch error.kind {
      case .unauthorized: "make a new token and put it where the configuration says"
      case .forbidden: "give the token the rights in docs/operations.md"
      case .notFound: "look at url and project, and whether the account may see the project"
      case .unavailable, .limited: "try again later; look at url"
      case .conflict, .rejected, .unreadable: nil
      }
    return Finding(kind: kind, subject: name, text: error.description, help: help)
  }
}
