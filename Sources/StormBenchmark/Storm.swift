import Crypto
import Foundation
import Forges
import HTTPTransport
import Processes
import ServiceStore

/// Sends thousands of webhook deliveries to one or several processes of the service and measures them.
struct Storm {
  var deliveries: Int
  var mergeRequests: Int
  /// Deliveries a second.
  var rate: Int

  /// What was measured, in seconds and bytes.
  struct Result {
    var acknowledgements: [Double] = []
    var refused = 0
    var untilDecided = 0.0
    var peakMemory: [Int] = []
  }

  /// Sends the deliveries to the ports in turn, and waits until every merge request is decided and nothing is left to do.
  func run(ports: [Int], processes: [RunningProgram], store: any Store) async throws -> Result {
    var options = CurlOptions()
    options.concurrentTransfers = 32
    let client = CurlClient(options)
    let start = ContinuousClock.now
    var result = Result()
    result.acknowledgements = await withTaskGroup(of: Double?.self, returning: [Double?].self) { group in
      for index in 0..<deliveries {
        try? await Task.sleep(until: start.advanced(by: .microseconds(1_000_000 / rate * index)))
        let request = delivery(index, to: ports[index % ports.count])
        group.addTask {
          let began = ContinuousClock.now
          guard let answer = try? await client.send(request), answer.status == 200 else { return nil }
          return (ContinuousClock.now - began) / .seconds(1)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }.compactMap(\.self).sorted()
    result.refused = deliveries - result.acknowledgements.count
    try await waitUntilIdle(store, since: start)
    result.untilDecided = (ContinuousClock.now - start) / .seconds(1)
    result.peakMemory = processes.map { Self.peakMemory(of: $0.id) }
    return result
  }

  private func waitUntilIdle(_ store: any Store, since start: ContinuousClock.Instant) async throws {
    while true {
      let (decided, jobs) = (try await store.values("standing").count, try await store.jobs())
      if decided >= mergeRequests, jobs.isEmpty { return }
      if jobs.contains(where: { $0.state == .dead }) { throw StormFailure("a job is dead: \(jobs)") }
      if ContinuousClock.now - start > .seconds(900) {
        throw StormFailure("not done after 15 minutes: \(jobs.count) jobs left")
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// A delivery as GitHub sends it, signed.
  private func delivery(_ index: Int, to port: Int) -> HTTPRequest {
    let number = index % mergeRequests + 1
    let body = Array(
      #"{"action":"synchronize","number":\#(number),"pull_request":{"number":\#(number)},"repository":{"id":1,"full_name":"a/b"}}"#
        .utf8)
    let key = SymmetricKey(data: Array(StormServer.secret.utf8))
    let signature = HMAC<SHA256>.authenticationCode(for: body, using: key).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
    return HTTPRequest(
      .post, "http://127.0.0.1:\(port)/hooks/github/storm",
      headers: [
        "Content-Type": "application/json", "X-GitHub-Event": "pull_request", "X-GitHub-Delivery": "storm-\(index)",
        "X-Hub-Signature-256": "sha256=\(signature)",
      ], body: body)
  }

  /// The most memory that a process has had, as Linux counts it.
  private static func peakMemory(of process: Int32) -> Int {
    let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }
}
