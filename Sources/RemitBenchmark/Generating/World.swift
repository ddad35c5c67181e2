/// How many files of each kind there are and what they are called: enough to refer to a file before it is made.
struct World {
  /// The smallest repository in which every kind has a file.
  static let fewestFiles = 150

  let seed: UInt64
  private let counts: [Kind: Int]
  private let resourceCounts: [ResourceKind: Int]

  init(files: Int, resources: Int, seed: UInt64) {
    self.seed = seed
    let changeTypes = ChangeTypeCatalogue.all.count
    let rest = max(files, World.fewestFiles) - changeTypes
    let total = Kind.allCases.reduce(0) { $0 + $1.share }
    var counts: [Kind: Int] = [:]
    for kind in Kind.allCases { counts[kind] = max(1, rest * kind.share / total) }
    counts[.changeType] = changeTypes
    // What rounding leaves goes to the commonest kind.
    let others = counts.values.reduce(0, +) - (counts[.namespace] ?? 0)
    counts[.namespace] = max(1, rest + changeTypes - others)
    self.counts = counts
    var resourceCounts: [ResourceKind: Int] = [:]
    for kind in ResourceKind.allCases { resourceCounts[kind] = max(1, resources * kind.share / 100) }
    let rules = resources - resourceCounts.values.reduce(0, +) + (resourceCounts[.prometheusRule] ?? 0)
    resourceCounts[.prometheusRule] = max(1, rules)
    self.resourceCounts = resourceCounts
  }

  func count(_ kind: Kind) -> Int { counts[kind] ?? 0 }
  func count(_ kind: ResourceKind) -> Int { resourceCounts[kind] ?? 0 }

  /// The files of one kind that belong to an application; never empty, small repositories share.
  func owned(_ kind: Kind, byApp app: Int, atMost limit: Int) -> [Int] {
    World.owned(count(kind), of: count(.app), by: app, atMost: limit)
  }

  /// The resources of one kind that belong to an application.
  func owned(_ kind: ResourceKind, byApp app: Int, atMost limit: Int) -> [Int] {
    World.owned(count(kind), of: count(.app), by: app, atMost: limit)
  }

  private static func owned(_ count: Int, of apps: Int, by app: Int, atMost limit: Int) -> [Int] {
    let own = Array(stride(from: app % max(1, apps), to: count, by: max(1, apps)).prefix(limit))
    return own.isEmpty ? [app % max(1, count)] : own
  }

  /// The application that a file with this index belongs to.
  func app(of index: Int) -> Int { index % count(.app) }

  /// A name made of words, different for each index.
  func name(_ index: Int) -> String {
    let first = World.firstWords[index % World.firstWords.count]
    let second = World.secondWords[index / World.firstWords.count % World.secondWords.count]
    return "\(first)-\(second)-\(index)"
  }

  private static let firstWords = [
    "amber", "billing", "catalog", "delta", "export", "fleet", "gateway", "hermes", "import", "journal", "kiosk",
    "ledger", "mirror", "notify", "orders", "portal", "quota", "report", "search", "tally", "upload", "vault", "widget",
  ]
  private static let secondWords = [
    "api", "backend", "cache", "db", "engine", "feed", "hub", "index", "jobs", "keys", "logs", "mail", "node", "proxy",
    "queue", "sync", "ui", "web", "worker",
  ]
}
