internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONPath

extension PolicyReader {
  private enum ContextType: String, CaseIterable { case datafile, resourcefile }

  /// Reads every change-type; links to others are kept for `link`.
  mutating func readChangeTypes() {
    var files = bundle.datafiles(ofSchema: ChangeType.schema)
    if mode == .compat {
      files = files.map { (DirectoryOrder($0.path), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    }
    for (position, file) in files.enumerated() { positions[file.path] = position }
    var names: [String: String] = [:]
    var ambiguous: Set<String> = []
    for (position, file) in files.enumerated() {
      var fields = FieldReader(file.document, file.document.root, file: file.file, code: "policy/invalid")
      let name = fields.requiredString("name") ?? file.path
      if let other = names[name] {
        ambiguous.insert(name)
        report(
          "policy/duplicate-name", file, file.document.root,
          "two change-types are called \"\(name)\": \(other) is the other")
      }
      names[name] = file.path
      let contextSchema = fields.string("contextSchema")
      var changeType = ChangeType(
        name: name, path: file.path, place: file.place(file.document.root),
        priority: fields.choice("priority", Priority.self) ?? .low,
        fileType: fields.choice("contextType", ContextType.self) == .resourcefile ? .resource : .datafile,
        contextSchema: contextSchema, disabled: fields.bool("disabled") ?? false,
        restrictive: fields.bool("restrictive") ?? false, atomic: fields.bool("atomic") ?? false, detectors: [],
        expansions: [], implicitOwners: [], lineage: [position])
      for entry in fields.list("implicitOwnership") {
        guard let text = file.document.text("jsonPathSelector", of: entry) else { continue }
        if let selector = selector(text, file, entry) { changeType.implicitOwners.append(selector) }
      }
      let changes = fields.list("changes")
      let inherited = fields.list("inherit")
      diagnostics += fields.diagnostics
      // What cannot be read as it is meant (which schema? disabled?) grants nothing.
      if !fields.diagnostics.isEmpty {
        changeType.disabled = true
        changeType.isBroken = true
        if fields.value("restrictive").map({ file.document.bool($0) == nil }) == true { changeType.restrictive = true }
      }
      nested.append([])
      for entry in changes { readDetector(file, entry, &changeType) }
      inherits.append(inherited.compactMap { node in self.changeType(file, node).map { ($0, node) } })
      changeTypes.append(changeType)
    }
    // Nobody could tell which of them a decision names.
    for index in changeTypes.indices where ambiguous.contains(changeTypes[index].name) {
      changeTypes[index].disabled = true
      changeTypes[index].isBroken = true
    }
  }

  private mutating func readDetector(_ file: Datafile, _ entry: NodeID, _ changeType: inout ChangeType) {
    var fields = FieldReader(file.document, entry, file: file.file, code: "policy/invalid")
    let provider = fields.requiredString("provider")
    let changeSchema = fields.string("changeSchema")
    let selectors = fields.strings("jsonPathSelectors")
    let inner = fields.list("changeTypes")
    let contextNode = fields.value("context")
    diagnostics += fields.diagnostics
    guard fields.diagnostics.isEmpty else { return }
    var context: ContextSelector?
    if let contextNode {
      context = contextSelector(file, contextNode)
      // A context that cannot be read must not turn into "no context needed".
      guard context != nil else { return }
    }
    let position = nested.count - 1
    func use(_ selector: Selector, _ node: NodeID, on schemas: [String?], grants: Bool = false) {
      uses.append(
        SelectorUse(
          file: file, node: node, selector: selector, changeType: position, schemas: schemas, grants: grants))
    }
    switch provider {
    case "jsonPath":
      let schema = changeSchema ?? changeType.contextSchema
      var templates: [SelectorTemplate] = []
      for text in selectors {
        let node = self.node(ofSelector: text, file, entry)
        guard let template = template(text, file, node) else { continue }
        templates.append(template)
        if let selector = try? template.selector(contextFilePath: "/a/file.yml") {
          use(selector, node, on: [schema], grants: true)
        }
      }
      if let context, let contextNode {
        let isBackref = context.location == .backrefs
        use(context.selector, selectorNode(file, contextNode), on: [isBackref ? changeType.contextSchema : schema])
      }
      changeType.detectors.append(Detector(changeSchema: schema, selectors: templates, context: context))
    case "change-type":
      guard let context else {
        report("policy/invalid", file, entry, "the provider \"change-type\" needs a \"context\" with a \"selector\"")
        return
      }
      let inner = inner.compactMap { self.changeType(file, $0) }
      nested[position].append(NestedDetector(inner: inner, changeSchema: changeSchema, context: context))
      if let contextNode {
        if context.location == .backrefs {
          use(context.selector, selectorNode(file, contextNode), on: [changeType.contextSchema])
        } else if let changeSchema {
          use(context.selector, selectorNode(file, contextNode), on: [changeSchema])
        } else {
          pendingUses.append((uses.count, inner))
          use(context.selector, selectorNode(file, contextNode), on: [])
        }
      }
    case let other?:
      report(
        "policy/invalid", file, entry, "unknown provider \"\(other)\"", help: "use \"jsonPath\" or \"change-type\"")
    case nil: break
    }
  }

  private mutating func contextSelector(_ file: Datafile, _ node: NodeID) -> ContextSelector? {
    var fields = FieldReader(file.document, node, file: file.file, code: "policy/invalid")
    let text = fields.requiredString("selector")
    let when = fields.choice("when", ContextSelector.When.self)
    let location = fields.choice("where", ContextSelector.Where.self)
    fields.reportUnknown()
    diagnostics += fields.diagnostics
    guard fields.diagnostics.isEmpty, let text, let selector = selector(text, file, selectorNode(file, node)) else {
      return nil
    }
    return ContextSelector(selector: selector, when: when, location: location)
  }

  private mutating func selector(_ text: String, _ file: Datafile, _ node: NodeID) -> Selector? {
    do throws(SelectorError) {
      return try Selector(text)
    } catch {
      report("policy/selector", file, node, "the selector \"\(text)\" \(error.message)", help: error.help)
      return nil
    }
  }

  /// Where a selector stands: in the list of an entry, else the entry.
  private func node(ofSelector text: String, _ file: Datafile, _ entry: NodeID) -> NodeID {
    file.document.member(entry, "jsonPathSelectors").flatMap { list in
      file.document.children(list).first { file.document.string($0) == text }
    } ?? entry
  }

  private func selectorNode(_ file: Datafile, _ context: NodeID) -> NodeID {
    file.document.member(context, "selector") ?? context
  }

  private mutating func template(_ text: String, _ file: Datafile, _ node: NodeID) -> SelectorTemplate? {
    do throws(SelectorError) {
      return try SelectorTemplate(text)
    } catch {
      report("policy/selector", file, node, "the selector \"\(text)\" \(error.message)", help: error.help)
      return nil
    }
  }

  /// Resolves inheritance and reuse: who inherits adopts the detectors, who is inherited from adopts the expansions
  /// and grants (qontract, change_types.py `init_change_type_processors`).
  mutating func link() {
    // Contexts of reused change-types are looked for in the files those are about.
    for (use, inner) in pendingUses { uses[use].schemas = inner.map { changeTypes[$0].contextSchema } }
    for (outer, detectors) in nested.enumerated() {
      for detector in detectors {
        for inner in detector.inner {
          changeTypes[inner].expansions.append(
            Expansion(outer: outer, changeSchema: detector.changeSchema, context: detector.context))
        }
      }
    }
    let ancestors = changeTypes.indices.map { self.ancestors(of: $0) }
    let own = changeTypes
    for index in changeTypes.indices {
      for ancestor in ancestors[index] {
        guard
          own[index].fileType == own[ancestor].fileType, own[index].contextSchema == own[ancestor].contextSchema
        else {
          diagnostics.append(
            Diagnostic(
              "policy/inheritance", at: own[index].place,
              "\"\(own[index].name)\" inherits from \"\(own[ancestor].name)\", which has another context type or schema",
              help: "both need the same contextType and contextSchema"))
          continue
        }
        changeTypes[index].detectors += own[ancestor].detectors.map {
          var detector = $0
          detector.disabled = detector.disabled || own[ancestor].disabled
          return detector
        }
        changeTypes[ancestor].expansions += own[index].expansions.map {
          var expansion = $0
          expansion.disabled = expansion.disabled || own[index].disabled
          return expansion
        }
        changeTypes[ancestor].lineage.insert(index)
      }
    }
  }

  /// Everything a change-type inherits from, directly or not, in a fixed order; a cycle is reported, and who is part of
  /// it grants nothing.
  private mutating func ancestors(of index: Int) -> [Int] {
    var found: [Int] = []
    var open = inherits[index].map(\.position)
    while let next = open.popLast() {
      if next == index {
        diagnostics.append(
          Diagnostic(
            "policy/cycle", at: changeTypes[index].place,
            "the change-type \"\(changeTypes[index].name)\" inherits from itself",
            help: "break the cycle of \"inherit\""))
        changeTypes[index].disabled = true
        changeTypes[index].isBroken = true
        return []
      }
      if found.contains(next) { continue }
      found.append(next)
      open += inherits[next].map(\.position)
    }
    return found.sorted()
  }
}
