internal import Crypto
internal import Forges
internal import Foundation
internal import HTTPTransport
internal import Synchronization
internal import TestSupport

/// What a face's operations share: the model, and what only the wire knows.
public final class FaceCore: Sendable {
  struct State: Sendable {
    var token: String
    var faults: [FaceFault] = []
    var violations: [String] = []
    var longestPage: Int?
    var remaining = 5000
    var deliveries: [HookDelivery] = []
    var secrets: [Int64: String] = [:]
    var labels: [String: Int64] = [:]
    var commentCounts: [Int: Int] = [:]
    var tokenEnd: Timestamp?
    var runs: [CheckRun] = []
  }

  let model: ForgeModel
  let git: String
  let state: Mutex<State>
  let rules: any FaceRules

  init(_ model: ForgeModel, _ rules: any FaceRules, token: String, git: String) {
    self.model = model
    self.rules = rules
    self.git = git
    state = Mutex(State(token: token))
  }

  // MARK: - Answering

  func answer(_ request: HTTPRequest) -> [LocalHTTPServer.Step] {
    let faults = takeFaults(request)
    var result: FaceAnswer?
    for fault in faults {
      switch fault.effect {
      case .before(let body): do { try body(model) } catch { note("a fault failed: \(error)") }
      case .refuse(let answer): result = answer
      default: break
      }
    }
    var answer = result ?? self.result(of: FaceRequest(wire: request))
    var (isCut, isStalled, isSlow) = (false, false, false)
    for fault in faults {
      switch fault.effect {
      case .loseAnswer(let other): answer = other
      case .change(let body): if var value = answer.body { body(&value); answer.body = value }
      case .truncate: isCut = true
      case .stall: isStalled = true
      case .dawdle: isSlow = true
      case .before, .refuse: break
      }
    }
    return steps(answer, to: request, isCut: isCut, isStalled: isStalled, isSlow: isSlow)
  }

  private func takeFaults(_ request: HTTPRequest) -> [FaceFault] {
    state.withLock { state in
      var taken: [FaceFault] = []
      for index in state.faults.indices where state.faults[index].isFor(request) {
        if state.faults[index].skip > 0 {
          state.faults[index].skip -= 1
        } else if state.faults[index].times > 0 {
          state.faults[index].times -= 1
          taken.append(state.faults[index])
        }
      }
      return taken
    }
  }

  private func result(of request: FaceRequest) -> FaceAnswer {
    guard rules.admits(request, self) else {
      return FaceAnswer(401, ["message": "401 Unauthorized"])
    }
    for route in rules.routes {
      guard let values = route.values(request) else { continue }
      guard rules.isProject(values) else { return .notFound }
      var matched = request
      matched.values = values
      do { return try route.handler(matched, self) } catch let answer as FaceAnswer { return answer } catch {
        note("\(request.wire.method.rawValue) \(request.wire.url): \(error)")
        return FaceAnswer(500, ["message": "500 Internal Server Error"])
      }
    }
    note("no such operation: \(request.wire.method.rawValue) \(request.wire.url)")
    return .notFound
  }

  private func steps(
    _ answer: FaceAnswer, to request: HTTPRequest, isCut: Bool, isStalled: Bool, isSlow: Bool
  ) -> [LocalHTTPServer.Step] {
    var answer = answer
    if answer.isPaged { turnPages(&answer, FaceRequest(wire: request)) }
    var body = answer.body?.bytes ?? []
    let remaining = state.withLock { state in
      state.remaining -= 1
      return state.remaining
    }
    var headers: HTTPHeaders = answer.body == nil ? [:] : ["Content-Type": "application/json"]
    let limits = rules.limits(remaining: remaining, now: model.read { $0.now })
    for field in limits.fields + answer.headers.fields { headers[field.name] = field.value }
    var status = answer.status
    if request.method == .get, status == 200, rules.hasTags {
      let tag = "W/\"\(SHA256.hash(data: body).map { String($0, radix: 16) }.joined())\""
      headers["ETag"] = tag
      if request.headers["If-None-Match"] == tag { (status, body) = (304, []) }
    }
    guard isCut || isStalled || isSlow,
      case .send(let bytes) = LocalHTTPServer.response(status, headers: headers, body: body)
    else { return [LocalHTTPServer.response(status, headers: headers, body: body)] }
    let half = bytes.count - max(1, body.count / 2)
    if isSlow { return [.send(Array(bytes[..<half])), .send(Array(bytes[half...]))] }
    return isStalled ? [.send(Array(bytes[..<half])), .hang] : [.send(Array(bytes[..<half]))]
  }

  private func turnPages(_ answer: inout FaceAnswer, _ request: FaceRequest) {
    let all = answer.body?.elements ?? []
    let asked = request.query[rules.pageSizeName].flatMap { Int($0) } ?? rules.pageSizes.usual
    let size = max(1, min(asked, rules.pageSizes.most, state.withLock { $0.longestPage ?? Int.max }))
    let page = max(1, request.query["page"].flatMap { Int($0) } ?? 1)
    answer.body = .array(Array(all.dropFirst((page - 1) * size).prefix(size)))
    answer.headers["X-Total-Count"] = rules.hasTags ? nil : String(all.count)
    guard page * size < all.count, let host = request.wire.headers["Host"] else { return }
    let others = request.query.filter { $0.key != "page" }.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.percentEncoded)&" }.joined()
    let path = request.wire.url.prefix { $0 != "?" }
    answer.headers["Link"] = "<http://\(host)\(path)?\(others)page=\(page + 1)>; rel=\"next\""
  }
}
