import ForgeDoubles
import Forges
import Foundation
import Synchronization
import TestSupport
import Testing

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
