internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONe

/// Renders one datafile after the other, on one thread.
struct JobRenderer {
  private let templates: [DeployTemplate]
  private let clusters: Clusters
  private let session: Session
  private let base: TemplateContext
  private let memory = DocumentMemory()
  private var world: World { session.world }

  init(_ templates: [DeployTemplate], _ clusters: Clusters, _ world: World) {
    self.templates = templates
    self.clusters = clusters
    session = Session(world)
    var context = TemplateContext()
    // The names are in order: none of these throws.
    for function in session.functions { try? context.add(function) }
    try? context.set("commit", .string(world.options.commit))
    base = context
  }

  /// The objects of one datafile on all its clusters.
  func render(_ job: Job) -> JobResult {
    let template = templates[job.template]
    var run = JobRun(template, world.bundle.datafiles[job.datafile], session)
    do throws(TemplateError) {
      session.begin(template.position, job.datafile)
      var context = base
      try context.set("datafile", session.object(job.datafile))
      try context.set("path", .string(run.datafile.path))
      try context.set("names", session.names(of: job.datafile))
      let targets = try targets(template, context, &run)
      let reads = session.reads
      for (name, position) in targets {
        session.restore(reads)
        session.touch(position)
        try? context.set("cluster", session.object(position))
        run.render(on: name, context, in: memory)
      }
    } catch {
      run.fail(error)
    }
    if world.options.remembers { run.result.dependencies = session.dependencies }
    return run.result
  }

  /// The clusters that a datafile is rendered for, each once, by name.
  private func targets(
    _ template: DeployTemplate, _ context: TemplateContext, _ run: inout JobRun
  ) throws(TemplateError) -> [(name: String, position: Int)] {
    var meter = TemplateMeter(world.limits.each)
    defer { run.result.steps += meter.steps }
    let value = try template.clusters.value(context, meter: &meter)
    var found: Set<Int> = []
    for element in [value].flattened {
      guard case .lazy(let object) = element, let datafile = object as? LazyDatafile,
        clusters.isCluster(datafile.position)
      else {
        run.complain(
          "deploy/cluster", "\"clusters\" gives something that is no cluster",
          help: "it must be a list of datafiles of a schema that \(Configuration.fileName) names under \"deploy\"")
        continue
      }
      found.insert(datafile.position)
    }
    // One without a proper name is reported where it stands.
    let named = found.compactMap { position in clusters.names[position].map { (name: $0, position: position) } }
    if named.count < found.count { run.isIncomplete(on: nil, set: nil) }
    let only = world.options.cluster
    return named.filter { only == nil || $0.name == only }.sorted { $0.name < $1.name }
  }
}

extension [TemplateValue] {
  /// The elements of lists in lists, without `null`.
  var flattened: [TemplateValue] {
    var found: [TemplateValue] = []
    for value in self {
      if let elements = value.elements {
        found += elements.flattened
      } else if case .null = value {
        continue
      } else {
        found.append(value)
      }
    }
    return found
  }
}
