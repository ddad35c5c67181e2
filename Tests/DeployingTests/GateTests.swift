import Deploying
import Foundation
import GitObjects
import Processes
import TestSupport
import Testing
import Workflows

/// What was not allowed is not deployed.
@Suite struct GateTests {
  /// A repository whose merges can be recorded.
  private struct Place {
    let git: GitFixture

    init() throws {
      git = try GitFixture()
      try commit("a.yml", "a: 1")
    }

    @discardableResult
    func commit(_ file: String, _ text: String) throws -> String {
      try git.write(file, text + "\n")
      try git.git("add -A")
      try git.git(["commit", "-q", "-m", "change \(file)"])
      return try head()
    }

    func head(_ name: String = "HEAD") throws -> String { try git.git("rev-parse \(name)") }

    /// A branch with a commit for each file; its head.
    func branch(_ name: String, _ files: [String]) throws -> String {
      try git.git("checkout -q -b \(name)")
      for file in files { try commit(file, "\(name): 1") }
      let head = try head()
      try git.git("checkout -q main")
      return head
    }

    func merge(_ branch: String, _ options: String = "--no-ff --no-edit") throws -> String {
      try git.git("merge -q \(options) \(branch)")
      return try head()
    }

    @discardableResult
    func record(
      _ commit: String, head: String?, target: String?, number: Int = 7, exception: DecisionRecord.Exception? = nil,
      verdict: String = "approved", sequence: Int64 = 0, previous: String? = nil
    ) throws -> String {
      let input = head.flatMap { head in
        target.map { target in
          DecisionRecord.Input(
            mode: .strict, folder: "", author: "alice", forge: nil, accountNames: [:], today: "2026-01-01",
            target: target, head: head, events: [], digestsByHead: [:])
        }
      }
      let decision = input.map { input in
        #"{"target":{"commit":"\#(input.target)"},"head":{"commit":"\#(input.head)"},"verdict":"\#(verdict)"}"#
      }
      let record = DecisionRecord(
        sequence: sequence, previous: previous, repository: "data", number: number, url: "https://forge.test/\(number)",
        targetBranch: "main",
        mergeCommit: commit, input: input, decision: decision, approvals: [], exception: exception)
      try git.git(["notes", "--ref=refs/notes/remit", "add", "-f", "-m", record.text, commit])
      return record.digest
    }

    func signingKey() throws -> String {
      let outcome = try Program(["/usr/bin/openssl", "genpkey", "-algorithm", "ed25519"], environment: [:]).run()
      return outcome.text
    }

    func workflow() throws -> DeployWorkflow {
      DeployWorkflow(try Workspace(repositoryAt: git.path, folder: ""), baseline: nil, trust: .everything)
    }

    func check(_ deployed: String, _ wanted: String = "main") throws -> Gate.Verdict {
      try Gate(repository: git.path).check(deployed: deployed, wanted: wanted)
    }
  }

  @Test("pitfall 12: a commit without a decision, and all after it, is not deployed")
  func directPush() throws {
    let place = try Place()
    let start = try place.head()
    let first = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: first, target: start)
    #expect(try place.check(start).deployable == merged)
    #expect(try place.check(start).isOpen)
    let pushed = try place.commit("c.yml", "c: 1")
    let second = try place.branch("two", ["d.yml"])
    let after = try place.merge("two")
    try place.record(after, head: second, target: pushed, number: 8)
    let verdict = try place.check(start)
    #expect(verdict.deployable == merged)
    #expect(verdict.quarantined == [pushed])
    #expect(verdict.merges.map(\.mergeRequest) == ["https://forge.test/7"])
    #expect(try place.check(merged).deployable == merged)
    // Somebody answers for it afterwards.
    try place.record(pushed, head: nil, target: nil, number: 9, exception: .init(by: "root", reason: "checked"))
    #expect(try place.check(start).deployable == after)
  }

  @Test("pitfall 12: a merge around the decision, and one of something else, are not allowed by a record")
  func otherContent() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: branch, target: start, exception: .init(by: nil, reason: "merged around"))
    #expect(try place.check(start).quarantined == [merged])
    // The record of another commit says nothing about this one.
    try place.git.git(["notes", "--ref=refs/notes/remit", "copy", "-f", merged, start])
    #expect(try place.check(start).quarantined == [merged])
    // Something was slipped into the merge.
    try place.git.write("evil.yml", "a: 1\n")
    try place.git.git("add -A")
    try place.git.git("commit -q --amend --no-edit")
    let evil = try place.head()
    try place.record(evil, head: branch, target: start)
    #expect(try place.check(start).quarantined == [evil])
  }

  /// A record counts if its decision is about the same commits and allowed the merge.
  @Test func whatADecisionSays() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    for verdict in ["needs-approval", "held", "invalid", "conflict", ""] {
      try place.record(merged, head: branch, target: start, verdict: verdict)
      #expect(try place.check(start).quarantined == [merged], "\(verdict)")
    }
    try place.record(merged, head: branch, target: start)
    let text = try place.git.git("notes --ref=refs/notes/remit show \(merged)")
    for (old, new) in [(start, merged), (branch, start)] {
      let edited = text.replacing("commit\\\":\\\"\(old)", with: "commit\\\":\\\"\(new)")
      #expect(edited != text)
      try place.git.git(["notes", "--ref=refs/notes/remit", "add", "-f", "-m", edited, merged])
      #expect(try place.check(start).quarantined == [merged])
    }
    try place.record(merged, head: branch, target: start)
    #expect(try place.check(start).isOpen)
  }

  /// A branch that main was merged into, and that main was then moved forward to.
  @Test(arguments: [true, false]) func movedForwardAfterMergingTheTarget(_ endsWithMerge: Bool) throws {
    let place = try Place()
    let start = try place.head()
    _ = try place.branch("one", ["b.yml"])
    let deployed = try place.commit("c.yml", "c: 1")
    try place.record(deployed, head: nil, target: nil, exception: .init(by: "root", reason: "seen"))
    try place.git.git("checkout -q one")
    try place.git.git("merge -q --no-edit main")
    if !endsWithMerge { try place.commit("d.yml", "d: 1") }
    let tip = try place.head()
    try place.git.git("checkout -q main")
    try place.git.git("merge -q --ff-only one")
    func isHeld() throws -> Bool {
      let verdict = try place.check(deployed)
      return verdict.quarantined.last == tip && verdict.deployable == deployed
    }
    #expect(try isHeld(), "nobody decided")
    try place.record(tip, head: tip, target: deployed)
    let verdict = try place.check(deployed)
    #expect(verdict.isOpen && verdict.deployable == tip && verdict.merges.map(\.commit) == [tip])
    #expect(try place.check(start).isOpen)
    #expect(Gate(repository: place.git.path).descends(tip, from: deployed))
    try place.record(tip, head: tip, target: deployed, verdict: "held")
    #expect(try isHeld())
  }

  /// What was pushed around the service to the target of such a branch is seen, wherever the gate begins.
  @Test func movedForwardOverAPush() throws {
    let place = try Place()
    let start = try place.head()
    _ = try place.branch("one", ["b.yml"])
    let pushed = try place.commit("c.yml", "c: 1")
    try place.git.git("checkout -q one")
    try place.git.git("merge -q --no-edit main")
    let tip = try place.head()
    try place.git.git("checkout -q main")
    try place.git.git("merge -q --ff-only one")
    try place.record(tip, head: tip, target: pushed)
    #expect(try place.check(start).quarantined == [pushed])
    let after = try place.check(pushed)
    #expect(after.isOpen && after.merges.first?.before == pushed)
    // What the merge brought is its own; what the target had before is not.
    let index = try ChangeIndex(after.merges, repository: place.git.path)
    #expect(index.provenance(of: ["b.yml"])?.commit == tip)
    #expect(index.provenance(of: ["c.yml"]) == nil)
  }

  /// Somebody pushes a merge whose first parents lead past what is deployed; a branch that it was merged into, and whose decision
  /// knows nothing of it, does not bring it through.
  @Test(arguments: [false, true])
  func pushedMergeBehindABranch(_ isAfterMerge: Bool) throws {
    let place = try Place()
    let old = try place.head()
    let start = try place.commit("b.yml", "b: 1")
    var deployed = start
    if isAfterMerge {
      let one = try place.branch("one", ["c.yml"])
      deployed = try place.merge("one")
      try place.record(deployed, head: one, target: start)
    }
    _ = try place.branch("two", ["d.yml"])
    try place.git.git("checkout -q -b stray \(isAfterMerge ? start : old)")
    let stray = try place.commit("evil.yml", "e: 1")
    try place.git.git("merge -q --no-edit main")
    try place.git.git("checkout -q main")
    let pushed = try place.merge("stray", "--ff-only")
    try place.git.git("checkout -q two")
    try place.git.git("merge -q --no-edit main")
    let head = try place.commit("f.yml", "f: 1")
    try place.git.git("checkout -q main")
    try place.record(try place.merge("two", "--ff-only"), head: head, target: pushed)
    for baseline in Set([start, deployed]) {
      let verdict = try place.check(baseline)
      #expect(verdict.quarantined == [pushed], "the merge alone, as it holds all that was pushed")
      #expect(verdict.deployable == deployed)
    }
    // Somebody answers for the merge, and that is enough; who allowed what was deployed stays known.
    let workflow = try place.workflow()
    _ = try workflow.allow(pushed, by: "root", reason: "seen", key: nil, time: 1)
    let after = try place.check(start)
    #expect(after.isOpen && after.deployable == head)
    #expect(after.merges.map(\.commit) == (isAfterMerge ? [deployed] : []) + [pushed, head])
    let index = try ChangeIndex(after.merges, repository: place.git.path)
    #expect(index.provenance(of: ["evil.yml"])?.commit == pushed)
    #expect(stray != pushed)
    if isAfterMerge { #expect(index.provenance(of: ["c.yml"])?.commit == deployed) }
  }

  /// A branch that its target was merged into comes in around the decision: somebody can answer for it.
  @Test func answeringForABranchMovedForward() throws {
    let place = try Place()
    let start = try place.head()
    _ = try place.branch("two", ["d.yml"])
    let one = try place.branch("one", ["c.yml"])
    let first = try place.merge("one")
    try place.record(first, head: one, target: start)
    try place.git.git("checkout -q two")
    try place.git.git("merge -q --no-edit main")
    try place.git.git("checkout -q main")
    let head = try place.merge("two", "--ff-only")
    try place.record(head, head: head, target: first, number: 8, exception: .init(by: nil, reason: "around"))
    let verdict = try place.check(start)
    #expect(verdict.quarantined == [head] && verdict.deployable == first)
    _ = try place.workflow().allow(head, by: "root", reason: "seen", key: nil, time: 1)
    #expect(try place.check(start).isOpen)
    #expect(try place.check(first).isOpen)
  }

  /// The same commit comes into two branches: each has a record of its own, in one note.
  @Test func oneCommitInTwoBranches() throws {
    let place = try Place()
    let start = try place.head()
    let one = try place.branch("one", ["c.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: one, target: start, sequence: 1)
    var note = RecordNote(try place.git.git("notes --ref=remit show \(merged)") + "\n")
    let first = try #require(note.records.first)
    var second = first
    (second.number, second.targetBranch, second.sequence, second.previous) = (8, "release", 2, first.digest)
    second.input?.head = merged
    second.decision = #"{"target":{"commit":"\#(start)"},"head":{"commit":"\#(merged)"},"verdict":"approved"}"#
    note.put(second)
    try place.git.git(["notes", "--ref=refs/notes/remit", "add", "-f", "-m", note.text, merged])
    for (branch, record) in [("main", first), ("release", second)] {
      let gate = Gate(repository: place.git.path, trust: RecordTrust(branch: branch))
      let verdict = try gate.check(deployed: start, wanted: merged)
      #expect(verdict.isOpen)
      #expect(verdict.merges.map(\.digest) == [record.digest])
    }
    #expect(try place.check(start).isOpen)
    let other = Gate(repository: place.git.path, trust: RecordTrust(branch: "other"))
    #expect(try other.check(deployed: start, wanted: merged).quarantined == [merged])
  }

  /// A record that its successor does not name does not cover: somebody may answer for the commit.
  @Test func answeringForAnEditedRecord() throws {
    let place = try Place()
    let start = try place.head()
    let one = try place.branch("one", ["b.yml"])
    let first = try place.merge("one")
    try place.record(first, head: one, target: start, sequence: 1)
    let two = try place.branch("two", ["c.yml"])
    let second = try place.merge("two")
    try place.record(second, head: two, target: first, sequence: 2, previous: "sha256:other")
    #expect(try place.check(start).quarantined == [first])
    let workflow = DeployWorkflow(
      try Workspace(repositoryAt: place.git.path, folder: ""), baseline: nil, trust: .everything)
    #expect(throws: WorkflowError.self) { try workflow.allow(second, by: "root", reason: "seen", key: nil, time: 1) }
    _ = try workflow.allow(first, by: "root", reason: "seen", key: nil, time: 1)
    #expect(try place.check(start).isOpen)
  }

  /// Somebody may answer for what a record does not cover, whatever the record is; not for what one covers.
  @Test func answeringForAMerge() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: branch, target: start)
    let key = try RecordSigningKey(pem: place.signingKey())
    func allow(_ commit: String, _ trust: RecordTrust, _ key: RecordSigningKey?) throws {
      let workflow = DeployWorkflow(
        try Workspace(repositoryAt: place.git.path, folder: ""), baseline: nil, trust: trust)
      _ = try workflow.allow(commit, by: "root", reason: "seen", key: key, time: 1_700_000_000)
    }
    #expect(throws: WorkflowError.self) { try allow(merged, .everything, nil) }
    let signed = RecordTrust(keys: [key.publicKey])
    #expect(throws: WorkflowError.self, "it would not count") { try allow(merged, signed, nil) }
    // The approved record is nobody's: it has no signature.
    try allow(merged, signed, key)
    #expect(try Gate(repository: place.git.path, trust: signed).check(deployed: start, wanted: merged).isOpen)
    // Something else was merged than what was approved.
    try place.git.write("evil.yml", "a: 1\n")
    try place.git.git("add -A")
    try place.git.git("commit -q --amend --no-edit")
    let other = try place.head()
    try place.record(other, head: branch, target: start)
    #expect(try place.check(start).quarantined == [other])
    try allow(other, .everything, nil)
    #expect(try place.check(start).isOpen)
  }

  /// A record that was edited is not the one that the next one of the chain names.
  @Test func chain() throws {
    let place = try Place()
    let start = try place.head()
    var (target, previous, commits): (String, String?, [String]) = (start, nil, [])
    for number in 1...3 {
      let branch = try place.branch("b\(number)", ["b\(number).yml"])
      let merged = try place.merge("b\(number)")
      previous = try place.record(
        merged, head: branch, target: target, number: number, sequence: Int64(number), previous: previous)
      commits.append(merged)
      target = merged
    }
    #expect(try place.check(start).isOpen)
    let text = try place.git.git("notes --ref=refs/notes/remit show \(commits[1])")
    try place.git.git([
      "notes", "--ref=refs/notes/remit", "add", "-f", "-m", text.replacing("alice", with: "mallory"), commits[1],
    ])
    let verdict = try place.check(start)
    #expect(verdict.quarantined == [commits[1]])
    #expect(verdict.deployable == commits[0])
  }

  @Test(arguments: ["squash", "rebase", "fast-forward"]) func waysToMerge(_ way: String) throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml", "c.yml"])
    switch way {
    case "squash":
      try place.git.git("merge -q --squash one")
      try place.git.git(["commit", "-q", "-m", "squashed"])
    case "rebase":
      try place.commit("d.yml", "d: 1")
      try place.record(try place.head(), head: nil, target: nil, exception: .init(by: "root", reason: "x"))
      try place.git.git("cherry-pick one~1 one")
    default: _ = try place.merge("one", "--ff-only")
    }
    let end = try place.head()
    try place.record(end, head: branch, target: start)
    let verdict = try place.check(start)
    #expect(verdict.quarantined == [])
    #expect(verdict.deployable == end)
  }

  @Test("pitfall 11: rewritten history, and an older commit, do not come after what is deployed")
  func rewritten() throws {
    let place = try Place()
    let start = try place.head()
    let later = try place.commit("b.yml", "b: 1")
    #expect(throws: Gate.Failure.notAfter(deployed: later, wanted: start)) { try place.check(later, start) }
    try place.git.git("reset -q --hard \(start)")
    let other = try place.commit("b.yml", "b: 2")
    #expect(throws: Gate.Failure.notAfter(deployed: later, wanted: other)) { try place.check(later, other) }
    let gate = Gate(repository: place.git.path)
    #expect(gate.descends(other, from: start))
    #expect(gate.descends(start, from: start))
    #expect(!gate.descends(start, from: other))
  }

  /// An object's provenance is the newest merge that changed one of its inputs.
  @Test func provenance() throws {
    let place = try Place()
    let start = try place.head()
    let one = try place.branch("one", ["b.yml", "c.yml"])
    let first = try place.merge("one")
    try place.record(first, head: one, target: start, number: 1)
    let two = try place.branch("two", ["c.yml"])
    let second = try place.merge("two")
    try place.record(second, head: two, target: first, number: 2)
    let index = try ChangeIndex(try place.check(start).merges, repository: place.git.path)
    #expect(index.provenance(of: ["a.yml", "b.yml"])?.mergeRequest == "https://forge.test/1")
    #expect(index.provenance(of: ["b.yml", "c.yml"])?.commit == second)
    #expect(index.provenance(of: ["/a.yml"]) == nil)
  }

  @Test func onlySignedRecordsCountWhereThereAreKeys() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: branch, target: start)
    func check(_ keys: [RecordKey]?) throws -> Gate.Verdict {
      try Gate(repository: place.git.path, trust: RecordTrust(keys: keys)).check(deployed: start, wanted: "main")
    }
    let (own, other) = (try Self.key(1), try Self.key(2))
    #expect(try check(nil).isOpen)
    #expect(try check([own.publicKey]).quarantined == [merged], "it is not signed")
    let note = try place.git.git(["notes", "--ref=refs/notes/remit", "show", merged])
    let record = try DecisionRecord(parsing: Array(note.utf8), file: "note")
    func sign(_ key: RecordSigningKey, _ edit: (String) -> String = { $0 }) throws {
      let text = edit(try key.signing(record).signedText)
      try place.git.git(["notes", "--ref=refs/notes/remit", "add", "-f", "-m", text, merged])
    }
    try sign(own)
    #expect(try check([own.publicKey]).isOpen)
    #expect(try check([other.publicKey, own.publicKey]).isOpen, "while a key is changed")
    #expect(try check([other.publicKey]).quarantined == [merged], "somebody else has signed it")
    try sign(own) { $0.replacing("alice", with: "mallory") }
    #expect(try check([own.publicKey]).quarantined == [merged], "it was changed after it was signed")
    try sign(other) { $0.replacing(other.publicKey.name, with: own.publicKey.name) }
    #expect(try check([own.publicKey]).quarantined == [merged], "it only says whose signature it is")
  }

  /// What a head brings along from the target is no part of its merge: the push before it stays without a decision.
  @Test func aSquashCoversNoPushBeforeIt() throws {
    let place = try Place()
    let start = try place.head()
    let pushed = try place.commit("evil.yml", "a: 1")
    let branch = try place.branch("one", ["b.yml", "c.yml", "d.yml"])
    try place.git.git("merge -q --squash one")
    try place.git.git(["commit", "-q", "-m", "squashed"])
    let end = try place.head()
    try place.record(end, head: branch, target: pushed)
    #expect(try place.check(start).quarantined == [pushed])
    #expect(try place.check(start).deployable == start)
    #expect(try place.check(pushed).deployable == end)
  }

  /// An object is of the merge request that changed it, in whichever of its commits.
  @Test func provenanceOfSeveralCommits() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml", "c.yml"])
    let end = try place.merge("one", "--ff-only")
    try place.record(end, head: branch, target: start)
    let index = try ChangeIndex(try place.check(start).merges, repository: place.git.path)
    #expect(index.provenance(of: ["b.yml"])?.commit == end)
    #expect(index.provenance(of: ["c.yml"])?.commit == end)
  }

  @Test func recordsOfOtherBranchesAndRepositories() throws {
    let place = try Place()
    let start = try place.head()
    let branch = try place.branch("one", ["b.yml"])
    let merged = try place.merge("one")
    try place.record(merged, head: branch, target: start)
    func isOpen(_ trust: RecordTrust) throws -> Bool {
      try Gate(repository: place.git.path, trust: trust).check(deployed: start, wanted: "main").isOpen
    }
    #expect(try isOpen(RecordTrust(branch: "main", repository: "data")))
    #expect(try !isOpen(RecordTrust(branch: "production")))
    #expect(try !isOpen(RecordTrust(repository: "playground")))
    // Somebody's word is about a commit.
    try place.record(merged, head: nil, target: nil, number: 0, exception: .init(by: "root", reason: "checked"))
    #expect(try isOpen(RecordTrust(branch: "production")))
  }

  /// A key for tests.
  private static func key(_ number: UInt8) throws -> RecordSigningKey {
    let start: [UInt8] = [0x30, 0x2E, 2, 1, 0, 0x30, 5, 6, 3, 0x2B, 0x65, 0x70, 4, 0x22, 4, 0x20]
    let bytes = start + [UInt8](repeating: number, count: 32)
    return try RecordSigningKey(
      pem: "-----BEGIN PRIVATE KEY-----\n\(Data(bytes).base64EncodedString())\n-----END PRIVATE KEY-----\n")
  }
}
