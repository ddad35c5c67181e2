import ClusterSupport
import Foundation
import Processes
import Synchronization
import Testing

/// The real program dies by SIGKILL at any write, and the server has every trouble: the next runs bring the same state, and
/// delete nothing that should stay.
@Suite(.enabled(if: isReady), .serialized) struct KillTests {
  /// What one team comes to on the cluster, and what came in between.
  private struct Field {
    let example: Example
    let proxy: ServerProxy

    /// Puts a team into its first phase, with something of somebody else's beside it, and asks for the second.
    func prepare(_ team: String) async throws {
      proxy.reset()
      try example.commit("\(team) 1", FleetRepository.team(team, phase: 1))
      let first = try apply()
      try #require(first.isSuccess, "\(first.text)\(first.complaints)")
      try await example.cluster.create(
        "/api/v1/namespaces/\(team)/configmaps", #"{"metadata":{"name":"others"},"data":{"a":"b"}}"#)
      try example.commit("\(team) 2", FleetRepository.team(team, phase: 2))
    }

    /// Takes the team's files away, so that the next one is alone.
    func leave(_ team: String) throws { try example.commit("\(team) 0", FleetRepository.team(team, phase: 0)) }

    func apply(timeout: Int64? = nil) throws -> Program.Outcome {
      var program = example.program(["deploy", "apply"], ["--ungated", "--lease", "1", "--budget", "5/10"])
      program.timeout = timeout
      return try proxy.run(program)
    }

    /// Runs until there is nothing to do; how many runs that took.
    @discardableResult
    func finish(_ what: String) throws -> Int {
      for number in 1...6 {
        let run = try apply()
        if run.text == example.nothingToDo { return number }
        #expect(run.status == 0 || run.status == 1, "\(what): \(run.text)\(run.complaints)")
      }
      let last = try apply()
      Issue.record("\(what): it does not come to an end: \(last.text)\(last.complaints)")
      return 7
    }

    /// All objects of a team and its inventory, without what differs by its nature: names, ids, times, and what is said of
    /// runs.
    func picture(_ team: String) async throws -> [String: String] {
      var picture: [String: String] = [:]
      let namespaces = [team, "\(team)-new", "\(team)-old"]
      var paths = namespaces.map { "/api/v1/namespaces/\($0)" }
      paths += [
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/\(team)",
        "/api/v1/namespaces/remit-system/configmaps/remit-\(team)",
      ]
      for path in paths {
        guard try await example.status(path) == 200 else { continue }
        picture[path.replacing(team, with: "TEAM")] = try text(try await example.get(path), team)
      }
      let kinds = ["configmaps", "services", "resourcequotas", "secrets"].map { ("/api/v1", $0) }
      for (api, kind) in kinds + [("/apis/rbac.authorization.k8s.io/v1", "rolebindings")] {
        for namespace in namespaces {
          let path = "\(api)/namespaces/\(namespace)/\(kind)"
          for item in try await example.get(path)["items"] as? [[String: Any]] ?? [] {
            let name = (item["metadata"] as? [String: Any])?["name"] as? String ?? ""
            // Tokens of service accounts have random names.
            guard kind != "secrets" || !name.contains("-token-") else { continue }
            picture["\(path)/\(name)".replacing(team, with: "TEAM")] = try text(item, team)
          }
        }
      }
      return picture
    }

    private func text(_ object: [String: Any], _ team: String) throws -> String {
      var object = object
      object["status"] = nil
      var metadata = object["metadata"] as? [String: Any] ?? [:]
      for key in ["uid", "resourceVersion", "creationTimestamp", "generation"] { metadata[key] = nil }
      // Controllers write as well, at some time.
      let managers = (metadata["managedFields"] as? [[String: Any]] ?? []).filter {
        ($0["manager"] as? String)?.hasPrefix("remit") ?? false
      }
      metadata["managedFields"] = managers.map { manager in
        var manager = manager
        manager["time"] = nil
        return manager
      }
      var notes = metadata["annotations"] as? [String: String] ?? [:]
      // Hashes are of names, too.
      notes["remit.dev/content-hash"] = nil
      metadata["annotations"] = notes
      var labels = metadata["labels"] as? [String: String] ?? [:]
      for key in labels.keys where key.hasPrefix("applyset.kubernetes.io/") { labels[key] = "" }
      metadata["labels"] = labels
      object["metadata"] = metadata
      if let state = (object["data"] as? [String: String])?["state"] {
        var known = try JSONSerialization.jsonObject(with: Data(state.utf8)) as? [String: Any] ?? [:]
        for key in ["commit", "planHash", "history"] { known[key] = nil }
        let sorted = try JSONSerialization.data(withJSONObject: known, options: .sortedKeys)
        object["data"] = ["state": String(decoding: sorted, as: UTF8.self)]
      }
      let data = try JSONSerialization.data(withJSONObject: object, options: .sortedKeys)
      return String(decoding: data, as: UTF8.self).replacing(team, with: "TEAM")
    }

    func compare(_ team: String, _ expected: [String: String], _ what: String) async throws {
      let picture = try await picture(team)
      for key in Set(picture.keys).union(expected.keys).sorted() {
        #expect(picture[key] == expected[key], "\(what): \(key)")
      }
    }

    /// As if the lease of the dead process had run out; now and then it is waited for.
    func forgetLease() async throws {
      try await example.cluster.ask(
        .delete, "/apis/coordination.k8s.io/v1/namespaces/remit-system/leases/remit-deploy")
    }
  }

  /// The field, what an undisturbed team comes to, and the writes that takes.
  private static let start = Task { () async throws -> (Field, [String: String], [String]) in
    let cluster = try await TestCluster.start(.init(controllers: true))
    let proxy = try ServerProxy(cluster)
    let example = try Example(on: FleetRepository.cluster, cluster)
    try example.configure(kubeconfig: proxy.kubeconfig)
    try example.commit("the fleet", FleetRepository.files.mapValues { $0 })
    let field = Field(example: example, proxy: proxy)
    try await field.prepare("calm")
    proxy.reset()
    try field.finish("calm")
    let writes = proxy.writes
    let expected = try await field.picture("calm")
    try field.leave("calm")
    return (field, expected, writes)
  }

  /// What happens in an undisturbed run: the test means nothing without each kind of step.
  @Test func everyKindOfStepIsThere() async throws {
    let (_, expected, writes) = try await Self.start.value
    let shown = writes.map { $0.replacing("calm", with: "TEAM") }
    for step in [
      "leases", "PATCH /api/v1/namespaces/remit-system/configmaps/remit-TEAM",
      "PATCH /apis/rbac.authorization.k8s.io/v1/clusterroles/TEAM", "PATCH /api/v1/namespaces/TEAM-new",
      "PATCH /api/v1/namespaces/TEAM/resourcequotas/q", "PATCH /api/v1/namespaces/TEAM-new/configmaps/more",
      "PATCH /api/v1/namespaces/TEAM/services/web",
      "PATCH /apis/rbac.authorization.k8s.io/v1/namespaces/TEAM/rolebindings/devs-",
      "DELETE /apis/rbac.authorization.k8s.io/v1/namespaces/TEAM/rolebindings/devs",
      "DELETE /api/v1/namespaces/TEAM/configmaps/gone", "DELETE /api/v1/namespaces/TEAM-old",
    ] {
      #expect(shown.contains { $0.contains(step) }, "\(step): \(shown)")
    }
    #expect(expected["/api/v1/namespaces/TEAM-old"] == nil)
    #expect(expected["/api/v1/namespaces/TEAM/configmaps/others"] != nil)
    #expect(expected["/api/v1/namespaces/remit-system/configmaps/remit-TEAM"]?.contains("journal") == false)
  }

  /// SIGKILL at each write, before it arrives and after.
  @Test(arguments: [false, true]) func killedAtEachWrite(_ arrives: Bool) async throws {
    let (field, expected, writes) = try await Self.start.value
    for number in 1...writes.count {
      let team = "k\(number)\(arrives ? "a" : "b")"
      try await field.prepare(team)
      field.proxy.reset { $0.write == number ? .kill(arrives: arrives) : nil }
      var killed: Program.Outcome?
      for _ in 0..<4 where killed == nil {
        let run = try field.apply()
        if run.ending == .signalled(SIGKILL) { killed = run }
      }
      let what = "write \(number), \(arrives ? "after" : "before"): \(field.proxy.writes.last ?? "")"
      #expect(killed != nil, "nothing was killed: \(what)")
      // Now and then the lease of the dead is waited for.
      if number % 8 != 3 { try await field.forgetLease() }
      try field.finish(what)
      try await field.compare(team, expected, what)
      try field.leave(team)
    }
  }

  /// What servers and networks do to a write, or to a list.
  @Test(arguments: ["429", "500", "arrives", "closes", "dies", "hangs", "half"])
  func trouble(_ kind: String) async throws {
    let (field, expected, writes) = try await Self.start.value
    let count = writes.count
    let numbers = kind == "hangs" || kind == "half" ? [1] : stride(from: 2, to: count, by: 5).map { $0 }
    for number in numbers {
      let team = "t\(kind)\(number)"
      try await field.prepare(team)
      let isDown = Mutex(false)
      field.proxy.reset { seen in
        if kind == "dies", isDown.withLock({ $0 }) { return .closes }
        if kind == "half" { return seen.path.contains("/configmaps?") && seen.method == "GET" ? .half : nil }
        guard seen.write == number else { return nil }
        switch kind {
        case "429": return .answer(429, #"{"kind":"Status","code":429,"reason":"TooManyRequests","message":"later"}"#)
        case "500": return .answer(500, #"{"kind":"Status","code":500,"message":"etcdserver: leader changed"}"#)
        case "arrives": return .arrivesAnd(500)
        case "hangs": return .hangs
        case "dies": isDown.withLock { $0 = true }
        default: break
        }
        return .closes
      }
      // Whoever waits for a server that hangs gives up after a while.
      let run = try field.apply(timeout: kind == "hangs" ? 3_000 : 60_000)
      let what = "\(kind) at \(number)"
      if kind == "429" { #expect(run.status == 0, "\(what): \(run.text)\(run.complaints)") }
      if kind == "half" || kind == "dies" { #expect(run.status == 3 || run.status == 1, "\(what): \(run)") }
      if kind == "half" {
        #expect(try await field.example.status("/api/v1/namespaces/\(team)/configmaps/gone") == 200)
      }
      field.proxy.reset()
      try field.finish(what)
      try await field.compare(team, expected, what)
      try field.leave(team)
    }
  }
}
