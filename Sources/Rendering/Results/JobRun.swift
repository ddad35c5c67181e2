internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONe

/// One datafile while it is rendered.
struct JobRun {
  let template: DeployTemplate
  let datafile: Datafile
  private let session: Session
  private let isTombstone: Bool
  var result = JobResult()

  /// The set of what belongs to no tenant.
  static let platform = "platform"

  init(_ template: DeployTemplate, _ datafile: Datafile, _ session: Session) {
    self.template = template
    self.datafile = datafile
    self.session = session
    let mark = datafile.document.member(datafile.document.root, "delete")
    isTombstone = mark.map { datafile.document.bool($0) == true } ?? false
  }

  private var limits: RenderingLimits { session.world.limits }

  /// Renders the datafile for a cluster; documents are built in `memory`.
  mutating func render(on cluster: String, _ context: TemplateContext, in memory: DocumentMemory) {
    var context = context
    var meter = TemplateMeter(limits.each)
    var set: String?
    do throws(TemplateError) {
      defer { result.steps += meter.steps }
      for variable in template.variables {
        try context.set(variable.name, try variable.template.value(context, meter: &meter))
      }
      set = try self.set(context, &meter)
      guard let set else { return isIncomplete(on: cluster, set: nil) }
      var objects: [(document: Document, json: [UInt8], place: Place)] = []
      for part in template.objects {
        for value in [try part.template.render(context, meter: &meter)].flattened {
          do throws(TemplateError) {
            objects.append((try value.document(memory: memory), try value.json(limit: limits.objectBytes), part.place))
          } catch {
            complain(
              error.kind == .budget ? "deploy/size" : "deploy/shape", "an object cannot be written: \(error.message)",
              at: part.place)
            isIncomplete(on: cluster, set: set)
          }
        }
      }
      let inputs = inputs
      for object in objects { add(object.document, object.json, object.place, cluster, set, inputs) }
    } catch {
      fail(error, on: cluster, set: set)
    }
  }

  /// The set that the objects belong to; nil where it has no proper name.
  private mutating func set(
    _ context: TemplateContext, _ meter: inout TemplateMeter
  ) throws(TemplateError) -> String? {
    guard let expression = template.set else { return JobRun.platform }
    let value = try expression.render(context, meter: &meter)
    guard let text = value.text, DNSName.complaint(aboutLabel: text) == nil else {
      let shown = value.text.map { "\"\($0.shortened)\"" } ?? "a value of type \(value.typeName)"
      complain("deploy/set", "\"set\" gives \(shown), which is no name of a set", help: DNSName.help)
      return nil
    }
    guard text != JobRun.platform || template.scope == .platform else {
      complain("deploy/set", "the set \"\(text)\" is not for tenants", help: "give the tenant another name")
      return nil
    }
    return text
  }

  private mutating func add(
    _ document: Document, _ json: [UInt8], _ place: Place, _ cluster: String, _ set: String, _ inputs: [String]
  ) {
    result.bytes += json.count
    let check = ObjectCheck(document, of: template)
    for complaint in check.complaints { report(complaint, at: place) }
    guard let identity = check.identity, check.complaints.isEmpty else { return isIncomplete(on: cluster, set: set) }
    let isKept = session.world.options.keepsContent || CustomKind(document) != nil
    result.objects.append(
      RenderedObject(
        cluster: cluster, set: set, identity: identity, document: isKept ? document : .emptyText,
        contentDigest: session.world.options.keepsContent ? ContentDigest.sha256(json) : "",
        template: template.datafile.path, templatePlace: place,
        datafile: datafile.path, place: datafile.anchor, inputs: inputs, isTombstone: isTombstone))
  }

  /// All files that have been read, from the top of the repository, and the lists of datafiles, sorted.
  private var inputs: [String] {
    let reads = session.reads
    return
      (reads.positions.map { session.world.bundle.datafiles[$0].file } + reads.resources
      + reads.lists.map { DatafileList.input(ofSchema: $0) }).sorted()
  }

  /// Notes that something is missing.
  mutating func isIncomplete(on cluster: String?, set: String?) {
    let gap = RenderingGap(
      cluster: cluster, set: set, template: template.datafile.path, datafile: datafile.path, file: datafile.file,
      inputs: inputs)
    if result.gaps.last != gap { result.gaps.append(gap) }
  }

  /// Reports that the template has no value here.
  mutating func fail(_ error: TemplateError, on cluster: String? = nil, set: String? = nil) {
    var diagnostic = error.diagnostic("deploy/render", file: template.file)
    if isHidden {
      diagnostic.message = "the template has no value here, and it is not shown why, as what it is made of is not"
      diagnostic.help = nil
    }
    diagnostic.message += ", for \"\(datafile.path)\""
    diagnostic.notes.append(.init("the datafile", at: datafile.anchor))
    result.diagnostics.append(diagnostic)
    isIncomplete(on: cluster, set: set)
  }

  /// Reports something about what an expression of the template gives for this datafile.
  mutating func complain(_ code: DiagnosticCode, _ message: String, help: String? = nil, at place: Place? = nil) {
    report(Complaint(code, message, help: help), at: place ?? template.datafile.anchor)
    isIncomplete(on: nil, set: nil)
  }

  /// Whether values of what has been read may be shown nowhere: messages would repeat them.
  private var isHidden: Bool { session.world.hides(session.reads) }

  private mutating func report(_ given: Complaint, at place: Place) {
    var complaint = given
    if isHidden {
      complaint.message =
        "what is rendered is not as \(given.code.rawValue) wants it, and is not shown, as "
        + "what it is made of is not"
    }
    let diagnostic = complaint.diagnostic(template: place, datafile: datafile.anchor, path: datafile.path)
    result.diagnostics.append(diagnostic)
  }
}

extension Complaint {
  /// The complaint, at both places.
  func diagnostic(template: Place, datafile: Place, path: String) -> Diagnostic {
    switch culprit {
    case .template:
      Diagnostic(
        code, at: template, "\(message), for \"\(path)\"", help: help, notes: [.init("the datafile", at: datafile)])
    case .datafile:
      Diagnostic(code, at: datafile, message, help: help, notes: [.init("rendered here", at: template)])
    }
  }
}
