import ClusterSupport
import Foundation
import Testing
import Workflows

extension ExampleTests {
  /// From a merge request to a cluster and back, by the program: only what somebody allowed is deployed, and every object says
  /// who that was.
  @Suite(.enabled(if: isReady)) struct ProvenanceTests {
    private static let landing = "data/apps/acme/shop/landing.yml"
    private static let namespace = "tn-acme-shop-app-landing"
    private static let application = "/apis/core.oam.dev/v1beta1/namespaces/\(namespace)/applications/landing"

    private struct Place {
      let example: Example
      let baseline: String

      func remit(_ words: String...) async throws -> (status: Int32?, text: String, complaints: String) {
        let outcome = try await example.program(words, ["--baseline", baseline]).runAside()
        return (outcome.status, outcome.text, outcome.complaints)
      }

      func apply() async throws -> (status: Int32?, text: String, complaints: String) {
        try await remit("deploy", "apply")
      }

      /// What is written on the application `landing`.
      func notes() async throws -> [String: String] {
        let object = try await example.get(ExampleTests.ProvenanceTests.application)
        return (object["metadata"] as? [String: Any])?["annotations"] as? [String: String] ?? [:]
      }

      func image() async throws -> String {
        let object = try await example.get(ExampleTests.ProvenanceTests.application)
        let components = (object["spec"] as? [String: Any])?["components"] as? [[String: Any]]
        return (components?.first?["properties"] as? [String: Any])?["image"] as? String ?? ""
      }
    }

    @Test func fromMergeRequestToObjectAndBack() async throws {
      guard let example = try await Example.kubenova() else { return }
      let place = Place(example: example, baseline: try example.git("rev-parse", "HEAD"))
      let requests = MergeRequests(example)
      async let capsule: Void = example.playCapsule()
      let first = try await place.apply()
      try await capsule
      #expect(first.status == 0, "\(first.text)\(first.complaints)")
      #expect(try await place.notes()["remit.dev/merge-request"] == nil, "nothing was merged since the baseline")

      // Proposed by a developer, approved by the owner of the tenant, merged, deployed.
      let text = try example.read(Self.landing)
      let upgraded = try requests.merge(
        7, by: "rita", approvedBy: ["tina"], [Self.landing: text.replacing("1.23.0", with: "1.24.0")])
      let applied = try await place.apply()
      #expect(applied.status == 0 && applied.complaints == "", "\(applied)")
      #expect(try await place.image().hasSuffix(":1.24.0"))
      let notes = try await place.notes()
      #expect(notes["remit.dev/merge-request"] == MergeRequests.page(7))
      #expect(notes["remit.dev/commit"] == upgraded)
      #expect(notes["remit.dev/record"] == requests.records.last?.digest)
      #expect(notes["remit.dev/inputs"]?.contains("examples/kubenova/\(Self.landing)") ?? false)
      try await why(place, upgraded)
      try await trace(place)
      try audit(place, notes)
      // What another merge request did not change does not change.
      let added = try requests.merge(
        8, by: "tina", [Self.file("tool"): Self.app("tool", id: "00000001-0000-4000-8000-000000000000")])
      #expect(try await place.apply().status == 0)
      #expect(try await place.notes() == notes)
      let own = try await example.remit(
        "why", "Application.core.oam.dev/tool", "-n", "tn-acme-shop-app-tool", options: [])
      #expect(
        own.isSuccess && own.text.contains(added) && own.text.contains(": tina, by the role acme-owner"), "\(own)")

      try await quarantine(place, requests)
      try await rollback(place, requests, text)
      try await forgery(place, requests)
    }

    private static func file(_ name: String) -> String { "data/apps/acme/shop/\(name).yml" }

    private static func app(_ name: String, id: String) -> String {
      """
      ---
      $schema: /kubenova/app-1.yml
      id: \(id)
      name: \(name)
      description: Added in a test
      project: {$ref: /projects/acme/shop.yml}
      cluster: {$ref: /clusters/dc1.yml}
      source:
        kind: containerImage
        containerImage:
          image: registry.example.com/acme/\(name)
          tag: 1.0.0
          port: 8080

      """
    }

    private func why(_ place: Place, _ commit: String) async throws {
      let why = try await place.example.remit(
        "why", "Application.core.oam.dev/landing", "-n", Self.namespace, options: [])
      #expect(why.isSuccess, "\(why.text)\(why.complaints)")
      for part in [
        MergeRequests.page(7) + ", by rita", commit, "examples/kubenova/\(Self.landing)",
        "/apps/acme/shop/landing.yml /catalogVersion: tina, by the role acme-owner (",
      ] {
        #expect(why.text.contains(part), "\(part): \(why.text)")
      }
      let json = try await place.example.remit(
        "why", "Application.core.oam.dev/landing", "-n", Self.namespace, "--format", "json", options: [])
      let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output)) as? [String: Any])
      let origin = try #require((object["objects"] as? [[String: Any]])?.first)
      let allowed = try #require((origin["allowed"] as? [[String: Any]])?.first)
      #expect(allowed["approvedBy"] as? [String] == ["tina"])
      #expect(allowed["role"] as? String == "acme-owner")
      #expect(allowed["changeType"] as? String != "")
      #expect(origin["author"] as? String == "rita")
    }

    private func trace(_ place: Place) async throws {
      for name in [MergeRequests.page(7), "!7", "7"] {
        let trace = try await place.example.remit("trace", name, options: [])
        #expect(
          trace.text == """
            dc1  Application.core.oam.dev \(Self.namespace)/landing
            dc1  ConfigMap \(Self.namespace)/kubenova-app-landing

            """, "\(trace.text)\(trace.complaints)")
      }
      #expect(try await place.example.remit("trace", "77", options: []).status == 1)
    }

    /// The audit log of the cluster names the same merge request, record and commit.
    private func audit(_ place: Place, _ notes: [String: String]) throws {
      let lines = try place.example.cluster.audit(containing: "applications/landing?").filter {
        $0.contains("\"verb\":\"patch\"") && !$0.contains("dryRun")
      }
      let last = try #require(lines.last)
      let event = try #require(try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
      let agent = try #require(event["userAgent"] as? String)
      #expect(agent.hasPrefix("remit/"), "\(agent)")
      for key in ["remit.dev/merge-request", "remit.dev/commit", "remit.dev/record"] {
        #expect(agent.contains(try #require(notes[key])), "\(key): \(agent)")
      }
      let id = try #require(event["auditID"] as? String)
      #expect(Array(id).count == 36 && Array(id)[14] == "5", "\(id)")
    }

    /// What was pushed around all merge requests waits with everything after it, until somebody answers for it.
    private func quarantine(_ place: Place, _ requests: MergeRequests) async throws {
      let example = place.example
      let pushed = try example.commit(
        "pushed", [Self.file("pushed"): Self.app("pushed", id: "00000002-0000-4000-8000-000000000000")])
      try requests.merge(
        9, by: "tina", [Self.file("after"): Self.app("after", id: "00000003-0000-4000-8000-000000000000")])
      func namespaces() async throws -> [Int] {
        try await [
          example.status("/api/v1/namespaces/tn-acme-shop-app-pushed"),
          example.status("/api/v1/namespaces/tn-acme-shop-app-after"),
        ]
      }
      for command in ["plan", "apply", "status"] {
        let outcome = try await place.remit("deploy", command)
        #expect(outcome.status == 1, "\(command): \(outcome)")
        #expect(outcome.complaints.contains("quarantined: 1 commit has no decision record"), "\(command): \(outcome)")
        #expect(outcome.complaints.contains("  \(pushed)\n"), "\(command): \(outcome)")
      }
      #expect(try await namespaces() == [404, 404])
      // A record for it, of somebody who answers for it.
      let answer = DecisionRecord(
        sequence: Int64(requests.records.count + 1), previous: requests.records.last?.digest, repository: "data",
        number: 10, url: MergeRequests.page(10), targetBranch: "main", mergeCommit: pushed, input: nil, decision: nil,
        approvals: [], exception: .init(by: "ada", reason: "looked at afterwards"))
      try requests.publish(answer)
      let applied = try await place.apply()
      #expect(applied.status == 0 && applied.complaints == "", "\(applied)")
      #expect(try await namespaces() == [200, 200])
      let why = try await example.remit(
        "why", "Application.core.oam.dev/pushed", "-n", "tn-acme-shop-app-pushed", options: [])
      #expect(why.text.contains("by ada: looked at afterwards"), "\(why.text)")
    }

    /// Going back is a merge request that reverts; an older commit is not deployed by itself.
    private func rollback(_ place: Place, _ requests: MergeRequests, _ text: String) async throws {
      let older = try await place.remit("deploy", "apply", "--rev", "HEAD~1")
      #expect(older.status == 1 && older.text.contains("does not come after"), "\(older)")
      let reverted = try requests.merge(11, by: "pavel", [Self.landing: text])
      let applied = try await place.apply()
      #expect(applied.status == 0 && applied.complaints == "", "\(applied)")
      #expect(try await place.image().hasSuffix(":1.23.0"))
      let notes = try await place.notes()
      #expect(notes["remit.dev/commit"] == reverted && notes["remit.dev/merge-request"] == MergeRequests.page(11))
    }

    /// A record that was edited, one about another commit, one of a decision that allowed nothing, and none at all: all the same.
    private func forgery(_ place: Place, _ requests: MergeRequests) async throws {
      let (example, number) = (place.example, requests.records.count)
      let name = Self.file("forged")
      let head = try requests.propose(12, [name: Self.app("forged", id: "00000004-0000-4000-8000-000000000000")])
      let good = try requests.decide(12, head, by: "tina", approvedBy: [])
      try example.git("merge", "-q", "--no-ff", "--no-edit", "mr-12")
      let commit = try example.git("rev-parse", "HEAD")
      func record(_ change: (inout DecisionRecord) -> Void) -> String {
        var record = good
        record.mergeCommit = commit
        change(&record)
        return record.text
      }
      let forged = [
        ("another commit's", requests.records[number - 1].text),
        ("of another head", record { $0.input?.head = requests.records[number - 1].input?.head ?? "" }),
        ("not approved", record { $0.decision = $0.decision?.replacing("\"approved\"", with: "\"needs-approval\"") }),
        ("without a decision", record { $0.decision = nil }),
        ("of a decision about something else", record { $0.decision = requests.records[0].decision }),
        ("no record", "approved by tina"),
      ]
      for (what, text) in forged {
        try requests.note(text, on: commit)
        let outcome = try await place.remit("deploy", "plan")
        #expect(outcome.status == 1 && outcome.complaints.contains("  \(commit)\n"), "\(what): \(outcome)")
      }
      // The right one lets it through.
      var right = good
      right.mergeCommit = commit
      try requests.publish(right)
      #expect(try await place.apply().status == 0)
      #expect(try await example.status("/api/v1/namespaces/tn-acme-shop-app-forged") == 200)
      // A record that was edited afterwards is not the one that its successor and the objects name.
      var edited = requests.records[0]
      edited.approvals[0].by = "mallory"
      try requests.note(edited.text, on: try #require(edited.mergeCommit))
      let outcome = try await place.remit("deploy", "apply")
      #expect(outcome.status == 1 && outcome.complaints.contains("  \(edited.mergeCommit ?? "")\n"), "\(outcome)")
      #expect(outcome.text.contains("does not come after"), "\(outcome)")
    }
  }
}
