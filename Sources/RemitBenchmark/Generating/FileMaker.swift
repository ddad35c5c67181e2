/// Makes one file; the same index of the same world gives the same bytes.
struct FileMaker {
  let world: World
  let index: Int
  var random: SplitMix64

  /// The text of a datafile.
  static func text(_ kind: Kind, _ index: Int, of world: World) -> String {
    let stream = UInt64(Kind.allCases.firstIndex(of: kind) ?? 0)
    var maker = FileMaker(
      world: world, index: index, random: SplitMix64(seed: world.seed, stream: stream, index: index))
    let body = maker.datafile(kind)
    let head: Value = ["$schema": .text(kind.rawValue)]
    guard case .map(let members) = body, case .map(let schema) = head else { return "" }
    return YAMLText(.map(schema + members), listIndent: maker.random.chance(30) ? 2 : 0).text
  }

  /// The path of a datafile, wrapping around at the last.
  func path(_ kind: Kind, _ index: Int) -> String { world.path(kind, index) }

  /// A reference to any datafile of the kind.
  mutating func anyRef(_ kind: Kind) -> Value { .ref(path(kind, random.below(world.count(kind)))) }

  /// References to that many different datafiles of the kind.
  mutating func anyRefs(_ kind: Kind, _ count: Int) -> Value {
    .refs(random.several(count, below: world.count(kind)).map { path(kind, $0) })
  }

  /// A list of `count` values.
  mutating func list(_ count: Int, _ element: (inout FileMaker, Int) -> Value) -> Value {
    var elements: [Value] = []
    for position in 0..<count { elements.append(element(&self, position)) }
    return .list(elements)
  }

  var name: String { world.name(index) }

  mutating func labels(_ percent: Int = 75) -> Value {
    guard random.chance(percent) else { return [:] }
    var labels: [Value.Member] = [.init(key: "service", value: .text(world.name(world.app(of: index))))]
    let others: [(String, Value)] = [
      ("tier", .text(random.pick(["gold", "silver", "bronze"]))),
      ("criticality", .text(random.pick(["high", "medium", "low"]))),
      ("region", .text(random.pick(["us-east-1", "eu-west-1", "ap-south-1"]))),
      ("managed", .text(random.pick(["operator", "by-hand"]))),
      ("cost-center", .text("cc-\(random.within(100...999))")),
      ("phase", .text(random.pick(["prod", "stage", "dev"]))),
      ("on-call", .text(random.pick(["follow-the-sun", "weekdays"]))),
      ("data-class", .text(random.pick(["internal", "restricted", "public"]))),
    ]
    for (key, value) in others where random.chance(95) { labels.append(.init(key: key, value: value)) }
    return .map(labels)
  }

  mutating func sentence(_ words: ClosedRange<Int>) -> Value { .text(random.words(random.within(words))) }

  mutating func date() -> Value {
    let month = random.within(1...12)
    let day = random.within(1...28)
    return .text("\(random.within(2024...2031))-\(FileMaker.twoDigits(month))-\(FileMaker.twoDigits(day))")
  }

  static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

  mutating func person() -> Value {
    let user = world.userName(random.below(world.count(.user)))
    return ["name": .text(user), "email": .text("\(user)@example.com")]
  }

  mutating func vaultSecret() -> Value {
    [
      "path": .text("app-sre/creds/\(world.name(random.below(9000)))"),
      "field": .text(random.pick(["token", "password", "all"])),
    ]
  }

  private mutating func datafile(_ kind: Kind) -> Value {
    switch kind {
    case .user: user()
    case .role: role()
    case .bot: bot()
    case .permission: permission()
    case .app: app()
    case .environment: environment()
    case .product: product()
    case .escalationPolicy: escalationPolicy()
    case .schedule: schedule()
    case .integration: integration()
    case .pipelinesProvider: pipelinesProvider()
    case .changelog: changelog()
    case .gabiInstance: gabiInstance()
    case .sloDocument: sloDocument()
    case .saasFile: saasFile()
    case .saasTarget: saasTarget(name: name, app: world.app(of: index))
    case .changeType: ChangeTypeCatalogue.all[index].document
    case .cluster: cluster()
    case .sharedResources: sharedResources()
    case .namespace: namespace()
    case .awsAccount: awsAccount()
    case .awsGroup: awsGroup()
    case .awsPolicy: awsPolicy()
    case .dnsZone: dnsZone()
    case .jiraBoard: jiraBoard()
    case .jiraServer: jiraServer()
    case .slackWorkspace: slackWorkspace()
    case .quayOrg: quayOrg()
    case .gitlabInstance: gitlabInstance()
    case .statusPageComponent: statusPageComponent()
    case .glitchtipProject: glitchtipProject()
    case .dependency: dependency()
    case .vaultPolicy: vaultPolicy()
    case .vaultRole: vaultRole()
    }
  }
}
