internal import DataBundle
internal import Diagnostics
internal import Synchronization

/// Renders all datafiles of a bundle on all cores, and looks at what they give together.
struct BundleRenderer {
  private let bundle: Bundle
  private let settings: DeploySettings
  private let options: RenderingOptions
  private let memory: RenderingMemory?

  init(_ bundle: Bundle, _ settings: DeploySettings, _ options: RenderingOptions, _ memory: RenderingMemory?) {
    self.bundle = bundle
    self.memory = memory
    self.settings = settings
    self.options = options
  }

  /// How many diagnostics there are at most.
  private static let diagnosticLimit = 1_000

  func rendering() -> Rendering {
    let clusters = Clusters(settings, in: bundle)
    var reader = TemplateReader(bundle)
    let templates = reader.templates()
    let names = clusters.names.values.sorted()
    var gaps = reader.broken.map {
      RenderingGap(template: $0.path, inputs: [$0.file])
    }
    var diagnostics = clusters.diagnostics + reader.diagnostics
    let jobs = jobs(of: templates)
    let results = results(of: jobs, templates, clusters)
    guard results.reduce(0, { $0 + $1.bytes }) <= options.limits.bytes else {
      return overBudget(names, "bytes of objects", options.limits.bytes)
    }
    guard results.reduce(0, { $0 + $1.steps }) <= options.limits.steps, !results.contains(where: \.isSkipped) else {
      return overBudget(names, "steps", options.limits.steps)
    }
    guard results.reduce(0, { $0 + $1.objects.count }) <= options.limits.objects else {
      return overBudget(names, "objects", options.limits.objects)
    }
    gaps += results.flatMap(\.gaps)
    diagnostics += results.flatMap(\.diagnostics)
    var merged = ObjectSet(results.flatMap(\.objects), templates)
    merged.check()
    gaps += merged.gaps
    diagnostics += merged.diagnostics
    return Rendering(
      clusters: names, objects: merged.objects, diagnostics: limited(diagnostics.sortedUnique()),
      gaps: Array(Set(gaps)).sorted(),
      memory: options.remembers ? RenderingMemory(bundle, clusters, options, templates, jobs, results) : nil)
  }

  /// Each datafile for each template of its schema, in the order of templates and datafiles.
  private func jobs(of templates: [DeployTemplate]) -> [Job] {
    templates.enumerated().flatMap { number, template in
      bundle.datafiles(ofSchema: template.subject).compactMap { datafile in
        bundle.datafileIndex(datafile.path).map { Job(template: number, datafile: $0) }
      }
    }
  }

  /// Renders what is not known, on all cores.
  private func results(of jobs: [Job], _ templates: [DeployTemplate], _ clusters: Clusters) -> [JobResult] {
    let known = options.remembers ? KnownResults(memory, for: bundle, clusters, options) : nil
    let results = jobs.map { known?.result(templates[$0.template], bundle.datafiles[$0.datafile]) }
    let missing = jobs.indices.filter { results[$0] == nil }
    guard !missing.isEmpty else { return results.compactMap(\.self) }
    let world = World(bundle, options)
    let (taken, bytes, limits) = (Counter(), Counter(), options.limits)
    let made = Parallel.map(missing.map { jobs[$0] }) {
      JobRenderer(templates, clusters, world)
    } _: { renderer, job in
      guard taken.value <= limits.steps, bytes.value <= limits.bytes else { return JobResult(isSkipped: true) }
      let result = renderer.render(job)
      taken.add(result.steps)
      bytes.add(result.bytes)
      return result
    }
    var next = made.makeIterator()
    return results.map { $0 ?? next.next() ?? JobResult(isSkipped: true) }
  }

  private func overBudget(_ clusters: [String], _ name: String, _ limit: Int) -> Rendering {
    Rendering(
      clusters: clusters, objects: [],
      diagnostics: [
        Diagnostic(
          "deploy/budget", at: settings.place ?? Place(file: Configuration.fileName),
          "rendering takes more than \(limit) \(name): the budget is used up", help: "nothing is rendered")
      ], gaps: clusters.map { RenderingGap(cluster: $0, template: "", inputs: []) }, memory: nil)
  }

  private func limited(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
    guard diagnostics.count > Self.diagnosticLimit else { return diagnostics }
    let more = Diagnostic(
      "deploy/more", at: settings.place ?? Place(file: Configuration.fileName),
      "\(diagnostics.count - Self.diagnosticLimit) more problems of what is rendered are not shown")
    return (diagnostics.prefix(Self.diagnosticLimit) + [more]).sortedUnique()
  }
}

/// A number that all threads add to.
private final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .relaxed) }
  func add(_ number: Int) { count.add(number, ordering: .relaxed) }
}
