import DocumentModel
import HTTPTransport
import JSONCoding
import Kubernetes
import Synchronization
import TestSupport
import Testing

let v1 = GroupVersion(group: "", version: "v1")
let configMaps = Resource(v1, name: "configmaps", kind: "ConfigMap", isNamespaced: true)
let secrets = Resource(v1, name: "secrets", kind: "Secret", isNamespaced: true)
let namespaces = Resource(v1, name: "namespaces", kind: "Namespace", isNamespaced: false)

/// An object from JSON.
func object(_ json: String) throws -> KubernetesObject {
  let result = JSONReader().read(Array(json.utf8), file: "test")
  return try #require(result.document.flatMap(KubernetesObject.init), "\(result.diagnostics)")
}

/// A client of `https://k8s.test` that sends through another one, and waits without waiting.
func client(
  _ http: any HTTPClient,
  credentials: any CredentialSource = FixedCredential(Credential(authorization: "Bearer t0ken")),
  url: String = "https://k8s.test", impersonation: Impersonation? = nil, waits: Waits = Waits()
) -> KubernetesClient {
  KubernetesClient(
    ServerAddress(url: url), credentials: credentials, impersonation: impersonation,
    clock: HTTPClock(now: { 0 }, sleep: { wait in waits.note(wait) }, random: { $0 }), connect: { _ in http })
}

/// The waits of a client.
final class Waits: Sendable {
  private let list = Mutex<[Int64]>([])
  var all: [Int64] { list.withLock { $0 } }
  func note(_ wait: Int64) { list.withLock { $0.append(wait) } }
}

/// The error that work ends with.
func failure<T>(_ work: () async throws -> T) async -> KubernetesError? {
  do {
    _ = try await work()
    return nil
  } catch {
    if !(error is KubernetesError) { Issue.record(error) }
    return error as? KubernetesError
  }
}

/// An answer of JSON.
func answer(_ json: String, _ status: Int = 200, _ headers: HTTPHeaders = [:]) -> HTTPResponse {
  HTTPResponse(status: status, headers: headers, body: Array(json.utf8))
}

let oneConfigMap = #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"it","namespace":"shop"}}"#
