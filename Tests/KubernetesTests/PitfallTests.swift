import HTTPTransport
import Kubernetes
import TestSupport
import Testing

/// A cluster that is not there, in all ways that it can be not there.
@Suite struct PitfallTests {
  enum Trouble: CaseIterable {
    case nobodyListens, doesNotAnswer, stopsInTheMiddle, speaksOtherwise, redirects
  }

  private func server(_ trouble: Trouble) throws -> (url: String, server: LocalHTTPServer?) {
    guard trouble != .nobodyListens else { return ("http://127.0.0.1:\(try PostgresServer.freePort())", nil) }
    let server = try LocalHTTPServer { _ in
      switch trouble {
      case .nobodyListens, .doesNotAnswer: [.hang]
      case .stopsInTheMiddle: [.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"kind\":".utf8))]
      case .speaksOtherwise: [LocalHTTPServer.response(200, body: Array("<html>sign in</html>".utf8))]
      case .redirects: [LocalHTTPServer.response(302, headers: ["Location": "https://login.test/"])]
      }
    }
    return (server.url, server)
  }

  /// The time it costs is that of the limits; nothing is taken for absent, nothing is half read.
  @Test("pitfall 7: an unreachable cluster is an error each time, never an empty one", arguments: Trouble.allCases)
  func anUnreachableClusterIsNoEmptyOne(_ trouble: Trouble) async throws {
    let (url, server) = try server(trouble)
    defer { server?.stop() }
    var address = ServerAddress(url: url)
    (address.options.connectTimeout, address.options.totalTimeout) = (300, 300)
    var patience = CallPatience()
    patience.maximumAttempts = 2
    let waits = Waits()
    let api = KubernetesClient(
      address, credentials: FixedCredential(Credential(authorization: "Bearer t0ken")), patience: patience,
      clock: HTTPClock(now: { 0 }, sleep: { wait in waits.note(wait) }, random: { $0 }))
    let isAnswer = [.speaksOtherwise, .redirects].contains(trouble)
    let errors = [
      await failure { try await api.get(configMaps, namespace: "shop", name: "it") },
      await failure { try await api.list(configMaps) },
      await failure { try await api.discover() },
      await failure { try await api.clusterUID() },
      await failure { try await api.delete(configMaps, namespace: "shop", name: "it", DeleteOptions(uid: "u")) },
    ]
    for error in errors {
      #expect(error?.kind == (isAnswer ? .unintelligible : .noAnswer), "\(String(describing: error))")
      #expect(!"\(String(describing: error))".contains("t0ken"))
    }
    #expect(waits.all.count == (isAnswer ? 0 : errors.count))
    // Others go on.
    let other = client(AnsweringHTTPClient { _ in answer(oneConfigMap) })
    #expect(try await other.get(configMaps, namespace: "shop", name: "it") != nil)
  }
}
