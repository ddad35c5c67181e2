internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// The keyword `sumWithin`: what the datafiles that refer to a file use together stays within a limit of that file.
struct SumRule {
  /// How many of the addends a message lists.
  private static let shownAddends = 10

  func check(_ context: RuleContext) -> [Diagnostic] {
    var limits: [FileFacts.Declaration: [(file: Int, node: NodeID)]] = [:]
    for (file, use) in context.linked(.sumWithin) { limits[use.declaration, default: []].append((file, use.node)) }
    var found: [Diagnostic] = []
    for (place, uses) in limits {
      let source = context.bundle.schemaSet.document(ofSource: place.source)
      guard let declarations = source.map({ SumDeclaration.read(place.value, in: $0).0 }), !declarations.isEmpty
      else { continue }
      let limited = Set(uses.map { context.bundle.datafiles[$0.file].path })
      var addends: [String: [Addend]] = [:]
      for declaration in declarations {
        let (more, problems) = self.addends(declaration, limited, context)
        addends.merge(more) { $0 + $1 }
        found += problems
      }
      for use in uses {
        let path = context.bundle.datafiles[use.file].path
        if let problem = problem(use.file, use.node, addends[path] ?? [], declarations, context) {
          found.append(problem)
        }
      }
    }
    return found.sortedUnique()
  }

  /// What one datafile uses.
  private struct Addend {
    var file: Datafile
    /// The quantity, or the reference where files are counted.
    var node: NodeID
    var owner: Datafile
    var amount: Quantity
    var remark: String
  }

  /// The addends by the path of the file that they count against.
  private func addends(
    _ declaration: SumDeclaration, _ limited: Set<String>, _ context: RuleContext
  ) -> ([String: [Addend]], [Diagnostic]) {
    var found: [String: [Addend]] = [:]
    var problems: [Diagnostic] = []
    for datafile in context.bundle.datafiles(ofSchema: declaration.schema) {
      let root = datafile.document.root
      guard case .found(let owner, let field) = context.bundle.resolve(declaration.reference, from: root, of: datafile),
        let target = context.bundle.datafile(referredToBy: field, of: owner), limited.contains(target.path)
      else { continue }
      let (addend, problem) = addend(datafile, field, owner, declaration, context)
      if let addend { found[target.path, default: []].append(addend) }
      if let problem { problems.append(problem) }
    }
    return (found, problems)
  }

  private func addend(
    _ datafile: Datafile, _ reference: NodeID, _ referrer: Datafile, _ declaration: SumDeclaration,
    _ context: RuleContext
  ) -> (Addend?, Diagnostic?) {
    var addend = Addend(
      file: datafile, node: reference, owner: referrer, amount: Quantity(nanos: 1_000_000_000), remark: "1")
    if let path = declaration.quantity {
      guard case .found(let owner, let node) = context.bundle.resolve(path, from: datafile.document.root, of: datafile)
      else { return (nil, nil) }
      guard let amount = Quantity(node, in: owner.document) else { return (nil, notAQuantity(node, owner, context)) }
      addend = Addend(
        file: datafile, node: node, owner: owner, amount: amount, remark: shown(node, owner, context))
    }
    guard let path = declaration.times,
      case .found(let owner, let node) = context.bundle.resolve(path, from: datafile.document.root, of: datafile)
    else { return (addend, nil) }
    guard let times = Quantity(node, in: owner.document) else { return (nil, notAQuantity(node, owner, context)) }
    guard let product = Quantity.product(addend.amount, times) else {
      return (nil, notAQuantity(node, owner, context))
    }
    addend.amount = product
    addend.remark =
      declaration.quantity == nil ? shown(node, owner, context) : "\(addend.remark) × \(shown(node, owner, context))"
    return (addend, nil)
  }

  private func shown(_ node: NodeID, _ datafile: Datafile, _ context: RuleContext) -> String {
    if context.isSensitive(node, of: datafile) { return SensitivePlaces.mask }
    return ValueDescription.shortened(datafile.document.text(node))
  }

  private func notAQuantity(_ node: NodeID, _ datafile: Datafile, _ context: RuleContext) -> Diagnostic {
    Diagnostic(
      "sum/quantity", at: datafile.place(node),
      "\(context.shown(node, of: datafile)) is no quantity that can be summed up",
      help: "write a number or a quantity like 500m or 4Gi: not negative, at most 1e19, not finer than a billionth")
  }

  private func problem(
    _ file: Int, _ node: NodeID, _ addends: [Addend], _ declarations: [SumDeclaration], _ context: RuleContext
  ) -> Diagnostic? {
    let datafile = context.bundle.datafiles[file]
    guard let limit = Quantity(node, in: datafile.document) else { return notAQuantity(node, datafile, context) }
    var sum: Quantity? = Quantity(nanos: 0)
    for addend in addends { sum = sum.flatMap { Quantity.sum($0, addend.amount) } }
    if let sum, sum <= limit { return nil }
    let sorted = addends.sorted { ($1.amount, $0.file.path, $0.node) < ($0.amount, $1.file.path, $1.node) }
    var notes = sorted.prefix(SumRule.shownAddends).map { addend in
      Diagnostic.Note("\(addend.file.path) uses \(addend.remark)", at: addend.owner.place(addend.node))
    }
    if sorted.count > notes.count { notes.append(.init("and \(sorted.count - notes.count) smaller ones")) }
    let isMasked =
      context.isSensitive(node, of: datafile) || addends.contains { context.isSensitive($0.node, of: $0.owner) }
    let total =
      isMasked ? SensitivePlaces.mask : sum?.text(like: datafile.document.text(node)) ?? "more than can be counted"
    let what = declarations.map { declaration in
      declaration.quantity.map { "\"\($0)\"" } ?? declaration.times.map { "\"\($0)\"" } ?? "files"
    }
    let files = Set(addends.map(\.file.path)).count
    let count = files == 1 ? "1 file" : "\(files) files"
    let schemas = Set(declarations.map(\.schema)).sorted()
    return Diagnostic(
      "sum/over-limit", at: datafile.place(node),
      "\(count) of \(schemas.joined(separator: " and ")) use \(total) of \(what.joined(separator: " and ")) together, "
        + "and the limit is \(shown(node, datafile, context))",
      help: "raise the limit, or lower what they use", notes: notes)
  }
}
