import Deploying
import Foundation
import Kubernetes
import ServiceAssembly
import Synchronization
import Testing

@testable import BotService

/// Plans of real data, on a folder in place of a cluster: from the merge request to the report.
@Suite struct ClusterPlanTests {
  private static let files = BotWorld.files.merging([
    ".remit.yml": "data: data\nschemas: [schemas]\ndeploy: {clusters: [/cluster-1.yml]}\n",
    "schemas/cluster-1.yml": "type: object\n", "schemas/deploy/template-1.yml": "type: object\n",
    "data/dc1.yml": "$schema: /cluster-1.yml\nname: dc1\n",
    "data/template.yml": template("size"),
  ]) { $1 }

  private static func template(_ key: String) -> String {
    """
    $schema: /deploy/template-1.yml
    name: docs
    for: /doc-1.yml
    scope: tenant
    set: docs
    clusters: {$eval: 'datafiles("/cluster-1.yml")'}
    allow: {kinds: [v1/ConfigMap]}
    objects:
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: {$eval: datafile.text}, namespace: docs}
      data:
        \(key): {$eval: str(datafile.size)}

    """
  }

  private let folder = NSTemporaryDirectory() + "remit-plans-\(UUID().uuidString)"

  private func world(
    files: [String: String] = ClusterPlanTests.files, _ approval: BotSettings.Deploying.Approval = .always
  ) throws -> BotWorld {
    var deploying = BotSettings.Deploying(clusters: "/none")
    deploying.approval = approval
    deploying.role = "/roles/sre.yml"
    let maker = ClusterPlanMaker(["dc1": .directory(DirectoryTarget(folder))], deploying)
    return try BotWorld(files: files, planMaker: maker) { $0.deploying = deploying }
  }

  private func report(_ world: BotWorld, _ number: Int) throws -> String { try #require(world.reports(number).first) }

  /// The hash that the report names.
  private func hash(_ report: String) throws -> String {
    String(try #require(report.firstMatch(of: /approve-plan ([0-9a-f]{12})/)).1)
  }

  @Test func fromMergeRequestToMerge() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let world = try world()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let first = try report(world, number)
    #expect(first.contains("ConfigMap docs/one") && !first.contains("docs/two"), "\(first)")
    #expect(first.contains("1 to create"))
    // The same object comes to be there, by somebody else's hand: another plan.
    let file = "\(folder)/docs/docs/ConfigMap.one.json"
    try FileManager.default.createDirectory(atPath: "\(folder)/docs/docs", withIntermediateDirectories: true)
    try Data(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"one","namespace":"docs"},"data":{"size":"9"}}"#.utf8
    )
    .write(to: URL(fileURLWithPath: file))
    world.comment("/approve-plan \(try hash(first))", on: number, by: "sara")
    world.model.advance(60_000)
    try await world.settle()
    let second = try report(world, number)
    #expect(second.contains("1 to change") && second.contains("another plan"), "\(second)")
    #expect(second.contains("<code>.data.size</code>") && second.contains("9"))
    #expect(try hash(first) != hash(second))
    world.comment("/approve-plan \(try hash(second))", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// Templates are what they are after the merge, and so is the plan.
  @Test func changedTemplate() async throws {
    let world = try world()
    let number = try world.open(["data/template.yml": Self.template("measure")], by: "mallory")
    try await world.settle()
    let text = try report(world, number)
    #expect(text.contains("docs/one") && text.contains("docs/two") && text.contains("2 to create"), "\(text)")
    #expect(text.contains("only read") && !text.contains("approve-plan \(0)"))
  }

  @Test func nothingChanges() async throws {
    let world = try world()
    let number = try world.open(
      ["data/users/bob.yml": try #require(Self.files["data/users/bob.yml"]) + "# hi\n"], by: "bob")
    try await world.settle()
    #expect(try report(world, number).contains("On clusters nothing changes."))
  }

  /// What a schema hides is not shown, wherever a template puts it.
  @Test func sensitiveDataIsMasked() async throws {
    var files = Self.files
    files["schemas/doc-1.yml"] = "type: object\nsensitive: true\n"
    let world = try world(files: files)
    let number = try world.open(BotWorld.document("a", size: 4711), by: "alice")
    try await world.settle()
    let text = try report(world, number)
    #expect(text.contains("Deploy plan") && !text.contains("4711"), "\(text)")
    #expect(try await world.standing(number)?.text.contains("4711") == false)
  }

  @Test func withoutDeployThereIsNoPlan() async throws {
    let world = try world(files: BotWorld.files)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    #expect(try !report(world, number).contains("plan"))
  }

  @Test func fileOfClustersThatIsNotThere() async throws {
    let world = try BotWorld(
      files: Self.files, planMaker: ClusterPlanMaker(BotSettings.Deploying(clusters: "/nowhere/clusters.yml"))
    ) { $0.deploying = BotSettings.Deploying(clusters: "/nowhere/clusters.yml") }
    let number = try world.open(BotWorld.document("a", size: 2), by: "bob")
    try await world.settle()
    let text = try report(world, number)
    #expect(text.contains("does not know the clusters") && !text.contains("nowhere"))
  }

  /// A cluster that gives every call the same answer: none.
  private struct Down: KubernetesAPI {
    func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
      throw KubernetesError(.noAnswer, call.shown, message: "10.0.0.7 refused")
    }
  }

  /// A cluster that is down is said to be, and holds nobody up, but where something might be deleted on it.
  @Test(arguments: [BotSettings.Deploying.Approval.never, .deletions, .always])
  func clusterThatIsDown(_ approval: BotSettings.Deploying.Approval) async throws {
    var deploying = BotSettings.Deploying(clusters: "/none")
    deploying.approval = approval
    deploying.role = "/roles/sre.yml"
    let maker = ClusterPlanMaker(["dc1": .api(Down())], deploying)
    let world = try BotWorld(files: Self.files, planMaker: maker) { $0.deploying = deploying }
    let change = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let text = try report(world, change)
    #expect(text.contains("does not answer") && !text.contains("10.0.0.7"), "\(text)")
    #expect(world.mergeRequest(change).state == (approval == .always ? .open : .merged))
    // Another name is another object: the one of the former name would go.
    let renaming = try world.open(BotWorld.document("b", text: "three"), by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(renaming).state == (approval == .never ? .merged : .open))
    guard approval != .never else { return }
    world.comment("/approve-plan \(try hash(try report(world, renaming)))", on: renaming, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(renaming).state == .merged)
  }
}
