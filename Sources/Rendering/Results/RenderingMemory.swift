internal import DataBundle

/// What a rendering leaves behind, so that the next one only looks at what may have changed.
struct RenderingMemory: Sendable {
  fileprivate let bundle: Bundle
  fileprivate let clusters: [String: String]
  fileprivate let keepsContent: Bool
  fileprivate let results: [Key: JobResult]

  fileprivate struct Key: Hashable {
    var template: String
    var datafile: String
  }

  /// Keeps what was in order.
  init(
    _ bundle: Bundle, _ clusters: Clusters, _ options: RenderingOptions, _ templates: [DeployTemplate], _ jobs: [Job],
    _ results: [JobResult]
  ) {
    self.bundle = bundle
    keepsContent = options.keepsContent
    self.clusters = clusters.namesByPath
    var kept: [Key: JobResult] = [:]
    kept.reserveCapacity(jobs.count)
    for (job, result) in zip(jobs, results) where result.isSettled {
      let key = Key(
        template: templates[job.template].datafile.path, datafile: bundle.datafiles[job.datafile].path)
      kept[key] = result
    }
    self.results = kept
  }
}

/// The results of an earlier rendering that hold for another bundle, too.
struct KnownResults: Sendable {
  private let memory: RenderingMemory
  private let change: BundleChange

  /// Nil where nothing of the earlier rendering can be told to hold.
  init?(_ memory: RenderingMemory?, for bundle: Bundle, _ clusters: Clusters, _ options: RenderingOptions) {
    guard let memory, memory.clusters == clusters.namesByPath, memory.keepsContent == options.keepsContent,
      let change = BundleChange(from: memory.bundle, to: bundle)
    else { return nil }
    self.memory = memory
    self.change = change
  }

  /// The result of a template for a datafile, if nothing has changed that it was made of.
  func result(_ template: DeployTemplate, _ datafile: Datafile) -> JobResult? {
    let key = RenderingMemory.Key(template: template.datafile.path, datafile: datafile.path)
    guard let result = memory.results[key], change.keeps(result.dependencies) else { return nil }
    return result
  }
}

/// What is not the same in two bundles.
struct BundleChange: Sendable {
  /// Paths of datafiles that have changed or are gone.
  private var datafiles: Set<String> = []
  /// The schemas of datafiles that have changed, come or gone.
  private var schemas: Set<String> = []
  /// Files of resources that have changed or are gone.
  private var resources: Set<String> = []

  /// Nil where the two cannot be compared.
  init?(from old: Bundle, to new: Bundle) {
    guard old.schemaSetID == new.schemaSetID, old.configuration == new.configuration else { return nil }
    for datafile in old.datafiles {
      let other = new.datafile(datafile.path)
      if let other, other === datafile || other.content != nil && other.content == datafile.content { continue }
      datafiles.insert(datafile.path)
      for schema in [datafile.schema, other?.schema] { if let schema { schemas.insert(schema) } }
    }
    for datafile in new.datafiles where old.datafileIndex(datafile.path) == nil {
      if let schema = datafile.schema { schemas.insert(schema) }
    }
    for resource in old.resources {
      let other = new.resource(resource.path)
      if other?.file != resource.file || resource.content == nil || other?.content != resource.content {
        resources.insert(resource.file)
      }
    }
  }

  fileprivate func keeps(_ dependencies: Dependencies) -> Bool {
    dependencies.datafiles.allSatisfy { !datafiles.contains($0) }
      && dependencies.schemas.allSatisfy { !schemas.contains($0) }
      && dependencies.resources.allSatisfy { !resources.contains($0) }
  }
}

/// What a result was made of.
struct Dependencies: Sendable {
  /// Paths of datafiles. (Their positions are others in the next bundle.)
  var datafiles: [String] = []
  /// Files of resources.
  var resources: Set<String> = []
  /// The schemas of which it was asked which datafiles there are.
  var schemas: Set<String> = []
  /// Whether something that is not there had a say.
  var isOpen = false
}
