import DocumentModel

extension Renderer {
  /// The value of a node; nil where it leaves nothing.
  mutating func render(_ index: Int32) throws(Failure) -> TemplateValue? {
    if case .constant(let value) = program.nodes[Int(index)] {
      try charge()
      return program.constants[Int(value)]
    }
    do throws(Failure) {
      try charge()
      return try value(of: program.nodes[Int(index)])
    } catch { throw error.at(Site(node: program.places[Int(index)])) }
  }

  private mutating func value(of node: TemplateNode) throws(Failure) -> TemplateValue? {
    switch node {
    case .constant(let value): return program.constants[Int(value)]
    case .text(let parts): return try text(try interpolated(parts))
    case .expression(let expression): return try evaluate(expression)
    case .array(let run): return try array(run)
    case .object(let members, let hasTextKeys): return try object(members, hasTextKeys)
    case .condition(let test, let then, let otherwise):
      let branch = try isTrue(try evaluate(node: test)) ? then : otherwise
      return branch < 0 ? nil : try render(branch)
    default: return try operation(node)
    }
  }

  private mutating func array(_ run: Run) throws(Failure) -> TemplateValue {
    var elements: [TemplateValue] = []
    elements.reserveCapacity(Int(run.count))
    for index in run.range {
      if let value = try render(program.children[index]) { elements.append(value) }
    }
    return try array(elements)
  }

  private mutating func object(_ run: Run, _ hasTextKeys: Bool) throws(Failure) -> TemplateValue {
    guard !hasTextKeys else { return try objectWithTextKeys(run) }
    var members: [TemplateObject.Member] = []
    members.reserveCapacity(Int(run.count))
    for index in run.range {
      let plan = program.members[index]
      guard let value = try render(plan.value) else { continue }
      members.append(TemplateObject.Member(key: program.names[Int(plan.key)].text, value: value))
    }
    return try object(members)
  }

  private mutating func objectWithTextKeys(_ run: Run) throws(Failure) -> TemplateValue {
    var merger = MemberMerger()
    for index in run.range {
      let plan = program.members[index]
      let key = try key(plan)
      guard let value = try render(plan.value) else { continue }
      guard merger.place(of: key) == nil else {
        throw Failure(.template, "two members have the key '\(key)'", at: Site(node: plan.place, isKey: true))
      }
      merger.set(key, value)
    }
    return try object(merger.members)
  }

  private mutating func key(_ plan: MemberPlan) throws(Failure) -> String {
    guard plan.key < 0 else { return program.names[Int(plan.key)].text }
    guard case .text(let parts) = program.nodes[Int(~plan.key)] else { return "" }
    do throws(Failure) {
      let key = try interpolated(parts)
      _ = try text(key)
      return key
    } catch { throw error.at(Site(node: plan.place, isKey: true)) }
  }

  private mutating func interpolated(_ parts: Run) throws(Failure) -> String {
    var result = ""
    for index in parts.range {
      switch program.parts[index] {
      case .literal(let name): result += program.names[Int(name)].text
      case .expression(let expression, let start, _):
        let value = try evaluate(expression)
        guard let text = value.interpolated else {
          throw Failure(.template, interpolationMessage(value), offset: Int(start))
        }
        result += text
      }
      guard result.utf8.count <= budget.textBytes else { throw Failure.budget("bytes in a text", budget.textBytes) }
    }
    return result
  }

  private func interpolationMessage(_ value: TemplateValue) -> String {
    if case .function(let function) = value { return "interpolation of '\(function.name)' produced a function" }
    return "interpolation produced an array or object"
  }

  /// The value of a node that is an expression.
  mutating func evaluate(node index: Int32) throws(Failure) -> TemplateValue {
    guard case .expression(let expression) = program.nodes[Int(index)] else { return .null }
    do throws(Failure) { return try evaluate(expression) } catch {
      throw error.at(Site(node: program.places[Int(index)]))
    }
  }

  /// Gives an expression in a key its place.
  mutating func evaluate(_ expression: Int32, inKeyOf site: Site) throws(Failure) -> TemplateValue {
    do throws(Failure) { return try evaluate(expression) } catch { throw error.at(site) }
  }
}
