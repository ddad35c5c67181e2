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

    /// Brings teams to their first phase, with something of somebody else's beside it, and then takes their files away.
    func prepare(_ teams: [String]) async throws {
      var (files, none): ([String: String?], [String: String?]) = ([:], [:])
      for team in teams {
        files.merge(FleetRepository.team(team, phase: 1)) { $1 }
        none.merge(FleetRepository.team(team, phase: 0)) { $1 }
      }
      try example.commit("first phase", files)
      let first = try await apply()
      try #require(first.isSuccess, "\(first.text)\(first.complaints)")
      for team in teams {
        try await example.cluster.create(
          "/api/v1/namespaces/\(team)/configmaps", #"{"metadata":{"name":"others"},"data":{"a":"b"}}"#)
      }
      try example.commit("nobody", none)
    }

    /// Asks for the second phase of a team, and of no other one.
    func begin(_ team: String) throws { try example.commit("\(team) 2", FleetRepository.team(team, phase: 2)) }

    /// Takes the team's files away, so that the next one is alone, and what it has, so that lists stay short.
    func leave(_ team: String) async throws {
      try example.write(FleetRepository.team(team, phase: 0))
      for path in [
        "/api/v1/namespaces/\(team)", "/api/v1/namespaces/\(team)-new",
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/\(team)",
        "/api/v1/namespaces/remit-system/configmaps/remit-\(team)",
      ] { try await example.cluster.ask(.delete, path) }
    }

    func apply(timeout: Int64? = nil) async throws -> Program.Outcome {
      var program = example.program(["deploy", "apply"], ["--ungated", "--lease", "4"])
      program.timeout = timeout
      return try await proxy.run(program)
    }

    /// Runs until there is nothing to do; how many runs that took.
    @discardableResult
    func finish(_ what: String) async throws -> Int {
      for number in 1...6 {
        let run = try await apply()
        if run.text == example.nothingToDo { return number }
        #expect(run.status == 0 || run.status == 1, "\(what): \(run.text)\(run.complaints)")
      }
      let last = try await apply()
      Issue.record("\(what): it does not come to an end: \(last.text)\(last.complaints)")
      return 7
    }

    /// All objects of a team and its inventory, without what differs by its nature: names, ids, times, and what is said of
    /// runs.
    func picture(_ team: String) async throws -> [String: String] {
      var picture: [String: String] = [:]
      let namespaces = [team, "\(team)-new"]
      var paths = namespaces.map { "/api/v1/namespaces/\($0)" }
      paths += [
        "/apis/rbac.authorization.k8s.io/v1/clusterroles/\(team)",
        "/api/v1/namespaces/remit-system/configmaps/remit-\(team)",
      ]
      for path in paths {
        guard try await example.status(path) == 200 else { continue }
        picture[path.replacing(team, with: "TEAM")] = try text(try await example.get(path), team)
      }
      let kinds = ["configmaps", "services", "resourcequotas", "persistentvolumeclaims", "secrets"].map {
        ("/api/v1", $0)
      }
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
      notes["remit.dev/seal"] = nil
      notes["remit.dev/object"] = notes["remit.dev/object"]?.split(separator: " ").prefix(2).joined(separator: " ")
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
        .delete, "/apis/coordination.k8s.io/v1/namespaces/remit-system/leases/remit-deploy-remit")
    }
  }

  // The names sort alike amongst the paths of files, and are no part of another word.
  private static let killed = (1...21).map { "nk\($0)" }
  private static let troubles = ["429", "500", "arrives", "closes", "dies", "hangs", "half"]
  /// At which writes there is trouble.
  private static let places = [2, 8, 13]
  private static func team(_ trouble: String, _ place: Int) -> String { "nt-\(trouble)-\(place)" }

  /// The field, what an undisturbed team comes to, and the writes that takes.
  private static let start = Task { () async throws -> (Field, [String: String], [String]) in
    // A claim is kept by a finalizer that nobody takes off here.
    let cluster = try await TestCluster.start(
      .init(controllers: true, arguments: ["--disable-admission-plugins=StorageObjectInUseProtection"]))
    let proxy = try ServerProxy(cluster)
    let example = try Example(on: FleetRepository.cluster, cluster)
    try example.configure(kubeconfig: proxy.kubeconfig)
    try example.commit("the fleet", FleetRepository.files.mapValues { $0 })
    let field = Field(example: example, proxy: proxy)
    try await field.prepare(["ncalm"] + killed + troubles.flatMap { trouble in places.map { team(trouble, $0) } })
    try field.begin("ncalm")
    proxy.reset()
    try await field.finish("ncalm")
    let writes = proxy.writes
    let expected = try await field.picture("ncalm")
    try await field.leave("ncalm")
    return (field, expected, writes)
  }

  /// What happens in an undisturbed run: the tests mean nothing without each kind of step.
  @Test func everyKindOfStepIsThere() async throws {
    let (field, expected, writes) = try await Self.start.value
    let shown = writes.map { $0.replacing("ncalm", with: "TEAM") }
    for step in [
      "PATCH /api/v1/namespaces/remit-system/configmaps/remit-TEAM",
      "PATCH /apis/rbac.authorization.k8s.io/v1/clusterroles/TEAM", "PATCH /api/v1/namespaces/TEAM-new",
      "PATCH /api/v1/namespaces/TEAM/resourcequotas/q", "PATCH /api/v1/namespaces/TEAM-new/configmaps/more",
      "PATCH /api/v1/namespaces/TEAM/services/web",
      "PATCH /apis/rbac.authorization.k8s.io/v1/namespaces/TEAM/rolebindings/devs-",
      "DELETE /apis/rbac.authorization.k8s.io/v1/namespaces/TEAM/rolebindings/devs",
      "DELETE /api/v1/namespaces/TEAM/configmaps/gone", "DELETE /api/v1/namespaces/TEAM/persistentvolumeclaims/old",
    ] {
      #expect(shown.contains { $0.hasPrefix(step) }, "\(step): \(shown)")
    }
    #expect((Self.places.last ?? 0)...Self.killed.count ~= writes.count, "\(shown)")
    #expect(expected["/api/v1/namespaces/TEAM/persistentvolumeclaims/old"] == nil)
    #expect(expected["/api/v1/namespaces/TEAM/configmaps/others"] != nil)
    #expect(expected["/api/v1/namespaces/remit-system/configmaps/remit-TEAM"]?.contains("journal") == false)
    // It would be seen if anything differed.
    let first = try await field.picture(try #require(Self.killed.last))
    #expect(Set(expected.keys) != Set(first.keys))
  }

  /// SIGKILL when each write has arrived. (Before the next one arrives the cluster is the same.)
  @Test func killedAtEachWrite() async throws {
    let (field, expected, writes) = try await Self.start.value
    for (number, team) in zip(1...writes.count, Self.killed) {
      try field.begin(team)
      field.proxy.reset { $0.write == number ? .kill(arrives: true) : nil }
      var killed: Program.Outcome?
      for _ in 0..<3 where killed == nil {
        let run = try await field.apply()
        if run.ending == .signalled(SIGKILL) { killed = run }
      }
      let what = "write \(number), \(field.proxy.writes.last ?? "")"
      #expect(killed != nil, "nothing was killed: \(what)")
      // Now and then the lease of the dead is waited for.
      if number % 8 != 3 { try await field.forgetLease() }
      try await field.finish(what)
      try await field.compare(team, expected, what)
      try await field.leave(team)
    }
  }

  /// SIGKILL while a namespace goes, which takes the server some seconds: when its deletion has arrived, and at the first looks
  /// whether it is gone.
  @Test(arguments: [0, 1, 2]) func killedWhileANamespaceGoes(_ looks: Int) async throws {
    let (field, _, _) = try await Self.start.value
    let (gone, stays) = ("nspare-\(looks)", "nstays-\(looks)")
    try field.example.commit(
      "two", FleetRepository.spare(gone, isMarked: false).merging(FleetRepository.spare(stays, isMarked: false)) { $1 })
    field.proxy.reset()
    try await field.finish("made")
    try field.example.commit("one goes", FleetRepository.spare(gone, isMarked: true))
    // The first run says so.
    _ = try await field.apply()
    #expect(try await field.example.status("/api/v1/namespaces/\(gone)") == 200)
    let path = "/api/v1/namespaces/\(gone)"
    let seen = Mutex<Int?>(nil)
    field.proxy.reset { request in
      guard request.path.prefix(while: { $0 != "?" }) == path else { return nil }
      let count = seen.withLock { count -> Int? in
        if request.method == "DELETE" { count = 0 } else { count = count.map { $0 + 1 } }
        return count
      }
      return count == looks ? .kill(arrives: true) : nil
    }
    let run = try await field.apply()
    #expect(run.ending == .signalled(SIGKILL), "\(run.text)\(run.complaints)")
    field.proxy.reset()
    try await field.forgetLease()
    // What is going needs nothing more: the server has been told.
    for _ in 0..<100 where try await field.example.status(path) != 404 { try await Task.sleep(for: .milliseconds(300)) }
    try await field.finish("killed")
    #expect(try await field.example.status(path) == 404)
    #expect(try await field.example.status("/api/v1/namespaces/\(stays)/configmaps/inside") == 200)
    let parent = try await field.example.get("/api/v1/namespaces/remit-system/configmaps/remit-\(gone)")
    let state = try #require((parent["data"] as? [String: String])?["state"])
    #expect(!state.contains("journal") && !state.contains("\"uid\""), "\(state)")
  }

  /// SIGKILL at each write of the lease, before it arrives and after it: the next run waits for it, and does what is to be done.
  @Test(arguments: [true, false]) func killedAtTheLease(_ arrives: Bool) async throws {
    let (field, _, _) = try await Self.start.value
    for number in 1...3 {
      let name = "nlease-\(arrives ? "a" : "b")\(number)"
      try field.example.commit(name, FleetRepository.spare(name, isMarked: false))
      let count = Mutex(0)
      field.proxy.reset { request in
        guard request.method != "GET", request.path.contains("/leases") else { return nil }
        let isIt = count.withLock { count in
          count += 1
          return count == number
        }
        return isIt ? .kill(arrives: arrives) : nil
      }
      let run = try await field.apply()
      let writes = count.withLock { $0 }
      #expect(
        run.ending == (writes >= number ? .signalled(SIGKILL) : .exited(0)), "\(number): \(run.text)\(run.complaints)")
      // The first takes it, the last gives it back.
      #expect(writes >= min(number, 2))
      field.proxy.reset()
      try await field.finish("\(number)")
      #expect(try await field.example.status("/api/v1/namespaces/\(name)/configmaps/inside") == 200)
    }
  }

  /// What servers and networks do to a write, or to a list.
  @Test(arguments: Self.troubles) func trouble(_ kind: String) async throws {
    let (field, expected, _) = try await Self.start.value
    for place in kind == "half" || kind == "hangs" ? Array(Self.places.prefix(1)) : Self.places {
      let team = Self.team(kind, place)
      try field.begin(team)
      let isDown = Mutex(false)
      field.proxy.reset { seen in
        if kind == "dies", isDown.withLock({ $0 }) { return .closes }
        if kind == "half" { return seen.path.contains("/configmaps?") && seen.method == "GET" ? .half : nil }
        guard seen.write == place else { return nil }
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
      let run = try await field.apply(timeout: kind == "hangs" ? 3_000 : 60_000)
      let what = "\(kind) at \(place)"
      // All is done at once; what is announced is left for the next run, which `finish` is.
      if kind == "429" {
        let isDone = run.text.contains(": partial, 10 written") && !run.text.contains("failed")
        #expect(isDone && run.status == 1, "\(what): \(run.text)\(run.complaints)")
      }
      if kind == "half" || kind == "dies" {
        #expect(run.status == 3 || run.status == 1, "\(what): \(run.text)\(run.complaints)")
      }
      if kind == "half" {
        #expect(try await field.example.status("/api/v1/namespaces/\(team)/configmaps/gone") == 200)
      }
      field.proxy.reset()
      if kind == "hangs" || kind == "dies" { try await field.forgetLease() }
      try await field.finish(what)
      try await field.compare(team, expected, what)
      try await field.leave(team)
    }
  }

  /// KubeNova, from nothing: each run is killed some writes later than the one before, until one comes to its end.
  @Test func kubenovaKilledOverAndOver() async throws {
    guard let example = try await Example.kubenova() else { return }
    let proxy = try ServerProxy(example.cluster)
    try example.configure(kubeconfig: proxy.kubeconfig)
    async let capsule: Void = example.playCapsule()
    var (length, kills) = (1, 0)
    while true {
      let (last, arrives) = (length, kills % 2 == 0)
      proxy.reset { $0.write == last ? .kill(arrives: arrives) : nil }
      let run = try await proxy.run(example.program(["deploy", "apply"], ["--ungated", "--lease", "4"]))
      guard run.ending == .signalled(SIGKILL), kills < 40 else { break }
      (length, kills) = (length + 3, kills + 1)
      try await example.cluster.ask(
        .delete, "/apis/coordination.k8s.io/v1/namespaces/remit-system/leases/remit-deploy-remit")
    }
    try await capsule
    #expect((5..<40) ~= kills)
    try await example.converge()
    let objects = try await example.objectsAsFiles()
    let files = try FileManager.default.subpathsOfDirectory(atPath: objects).filter { $0.hasSuffix(".json") }
    #expect(files.count > 50)
    guard ClusterTools.kubectlIsThere() else { return }
    let same = try example.kubectlDiff(objects)
    #expect(same.status == 0 && same.output == "", "\(same.output) \(same.errors)")
    let kinds = [
      "clusterroles", "namespaces", "configmaps", "serviceaccounts", "resourcequotas", "limitranges", "rolebindings",
      "applications.core.oam.dev", "tenants.capsule.clastix.io",
    ]
    let there = try example.cluster.kubectl(
      "get", kinds.joined(separator: ","), "-A", "-l", "applyset.kubernetes.io/part-of", "-o", "name")
    #expect(there.output.split(separator: "\n").count == files.count, "\(there.output)")
  }
}
