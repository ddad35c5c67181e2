internal import Synchronization
public import Forges
internal import Foundation
public import HTTPTransport
internal import TestSupport

/// A forge's REST API over HTTP, backed by a `ForgeModel`: for one project and one token.
///
/// What it answers follows the forge's own description as far as the adapters read it. It keeps every request, so that
/// the requests can be checked against that description, and notes what no forge would be asked by a client that is right.
public final class ForgeFace: Sendable {
  /// The URL of the server, without a slash at the end.
  public let url: String
  /// What the face and its operations share.
  public let core: FaceCore
  private let server: LocalHTTPServer

  /// A face of a kind of forge. `git`: the clone URL that it tells. On GitHub, `issue` makes the service an App: it is
  /// called with every token that the App gets, each good for an hour; the token given is then none of them.
  public init(
    _ kind: ForgeKind, of model: ForgeModel, token: String, git: String, issue: (@Sendable (String) -> Void)? = nil
  ) throws {
    let rules: any FaceRules =
      switch kind {
      case .gitlab: GitLabFace()
      case .github: GitHubFace(issue: issue)
      case .gitea: GiteaFace()
      }
    let core = FaceCore(model, rules, token: token, git: git)
    self.core = core
    server = try LocalHTTPServer { core.answer($0) }
    url = server.url
    model.listen { [weak core] number in core?.noteEvent(number) }
  }

  /// Ends the server.
  public func stop() { server.stop() }

  /// All requests so far, with their whole URLs.
  public var requests: [HTTPRequest] {
    server.requests.map { request in
      var request = request
      request.url = url + request.url
      return request
    }
  }

  /// Lets something go wrong.
  public func fail(_ faults: FaceFault...) { core.state.withLock { $0.faults += faults } }

  /// Faults that have not happened as often as they should.
  public var unusedFaults: Int {
    core.state.withLock { state in state.faults.count { $0.times > 0 && $0.times < 1000 } }
  }

  /// What no client that is right would do: requests that the forge does not have, comments that it takes for commands.
  public var violations: [String] { core.state.withLock { $0.violations } }

  /// Makes every list come in pages of at most so many.
  public func limitPages(to count: Int) { core.state.withLock { $0.longestPage = count } }

  /// Lets only this token in.
  public func changeToken(_ token: String) { core.state.withLock { $0.token = token } }

  /// What the hooks have to send since this was asked last, oldest first.
  public func takeDeliveries() -> [HookDelivery] {
    core.state.withLock { state in
      defer { state.deliveries = [] }
      return state.deliveries
    }
  }
}
