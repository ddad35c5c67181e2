import DocumentModel

/// Turns a template into a program. Everything that does not depend on the context is found here: unknown operators,
/// wrong properties, expressions that cannot be read.
struct Compiler {
  let document: Document
  let limits: TemplateLimits
  var draft = ProgramDraft()

  init(_ document: Document, limits: TemplateLimits) {
    self.document = document
    self.limits = limits
  }

  /// The index of a compiled value.
  mutating func compile(_ id: NodeID, depth: Int = 1) throws(Failure) -> Int32 {
    guard depth <= limits.depth else {
      throw Failure(.budget, "a template nested more than \(limits.depth) levels deep", at: Site(node: id))
    }
    switch document.kind(id) {
    case .string: return try text(Array(document.text(id)), Site(node: id))
    case .array: return try array(id, depth)
    case .object: return try object(id, depth)
    default: return constant(TemplateValue(document, id), at: id)
    }
  }

  mutating func constant(_ value: TemplateValue, at id: NodeID) -> Int32 {
    let index = draft.add(constant: value)
    return draft.add(.constant(index), at: id)
  }

  private mutating func array(_ id: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    var run: [Int32] = []
    for child in document.children(id) { run.append(try compile(child, depth: depth + 1)) }
    if let values = constants(run) { return constant(.array(values), at: id) }
    let elements = draft.add(run: run)
    return draft.add(.array(elements), at: id)
  }

  /// The values of nodes that are all constant.
  private func constants(_ nodes: [Int32]) -> [TemplateValue]? {
    var values: [TemplateValue] = []
    for node in nodes {
      guard case .constant(let index) = draft.nodes[Int(node)] else { return nil }
      values.append(draft.constants[Int(index)])
    }
    return values
  }

  private mutating func object(_ id: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    var found: (key: Operator, place: NodeID)?
    for child in document.children(id) where document.keyBytes(child).first == UInt8(ascii: "$") {
      guard let key = document.key(child).flatMap(Operator.init) else { continue }
      guard found == nil else {
        throw Failure(.template, "only one operator allowed", at: Site(node: child, isKey: true))
      }
      found = (key, child)
    }
    if let found { return try operation(found.key, at: id, found.place, depth) }
    let plans = try members(id, depth)
    let hasTextKeys = plans.contains { $0.key < 0 }
    if !hasTextKeys, let values = constants(plans.map(\.value)) {
      let pairs = zip(plans, values).map { TemplateObject.Member(key: draft.names[Int($0.key)].text, value: $1) }
      return constant(.object(TemplateObject(distinct: pairs)), at: id)
    }
    return draft.add(.object(members: add(plans), hasTextKeys: hasTextKeys), at: id)
  }

  mutating func add(_ plans: [MemberPlan]) -> Run {
    draft.members += plans
    return Run(first: Int32(draft.members.count - plans.count), count: Int32(plans.count))
  }

  /// The members of an object without operator.
  mutating func members(_ id: NodeID, _ depth: Int) throws(Failure) -> [MemberPlan] {
    var plans: [MemberPlan] = []
    var seen: Set<Int32> = []
    for child in document.children(id) {
      let key = try self.key(child)
      guard key < 0 || seen.insert(key).inserted else {
        let text = draft.names[Int(key)].text
        throw Failure(.template, "two members have the key '\(text)'", at: Site(node: child, isKey: true))
      }
      plans.append(MemberPlan(key: key, value: try compile(child, depth: depth + 1), place: child))
    }
    return plans
  }

  /// A member's key as a plan has it: `$$` is an escape, `$name` is reserved, all else a text with expressions.
  private mutating func key(_ child: NodeID) throws(Failure) -> Int32 {
    let bytes = Array(document.keyBytes(child))
    let site = Site(node: child, isKey: true)
    if bytes.starts(with: "$$".utf8) { return draft.symbol(String(decoding: bytes.dropFirst(), as: UTF8.self)) }
    if bytes.first == UInt8(ascii: "$"), String(decoding: bytes.dropFirst(), as: UTF8.self).isIdentifier {
      let key = String(decoding: bytes, as: UTF8.self)
      throw Failure(
        .template, "$<identifier> is reserved; use $$<identifier>", help: Operator.suggestion(for: key), at: site)
    }
    let node = try text(bytes, site)
    guard case .constant(let index) = draft.nodes[Int(node)], case .string(let text) = draft.constants[Int(index)]
    else {
      return ~node
    }
    return draft.symbol(text)
  }

  /// The index of an expression that a whole text is.
  mutating func expression(_ bytes: [UInt8], _ site: Site) throws(Failure) -> Int32 {
    do throws(Failure) {
      try checkLength(bytes)
      var parser = try ExpressionParser(bytes, from: 0, limit: limits.expressionDepth)
      return try parser.whole(&draft)
    } catch { throw error.at(site) }
  }

  private func checkLength(_ bytes: [UInt8]) throws(Failure) {
    guard bytes.count <= limits.expressionBytes else {
      throw Failure(.budget, "an expression of more than \(limits.expressionBytes) bytes")
    }
  }

  /// A text, with `${…}` evaluated and `$${` as an escape.
  private mutating func text(_ bytes: [UInt8], _ site: Site) throws(Failure) -> Int32 {
    var parts: [TextPart] = []
    var literal: [UInt8] = []
    var start = 0
    do throws(Failure) {
      while let (dollar, isEscape) = Compiler.nextMark(bytes, from: start) {
        if start == 0 { try checkLength(bytes) }
        literal += bytes[start..<dollar]
        start = dollar + (isEscape ? 3 : 2)
        if isEscape {
          literal += "${".utf8
          continue
        }
        flush(&literal, &parts)
        var parser = try ExpressionParser(bytes, from: start, limit: limits.expressionDepth)
        let expression = try parser.untilBrace(&draft)
        parts.append(.expression(expression, start: Int32(start), end: Int32(parser.offset)))
        start = parser.offset + 1
      }
    } catch { throw error.at(site) }
    literal += bytes[start...]
    if parts.isEmpty { return constant(.string(String(decoding: literal, as: UTF8.self)), at: site.node) }
    flush(&literal, &parts)
    draft.parts += parts
    let run = Run(first: Int32(draft.parts.count - parts.count), count: Int32(parts.count))
    return draft.add(.text(parts: run), at: site.node)
  }

  private mutating func flush(_ literal: inout [UInt8], _ parts: inout [TextPart]) {
    guard !literal.isEmpty else { return }
    parts.append(.literal(draft.symbol(String(decoding: literal, as: UTF8.self))))
    literal = []
  }

  /// The next `${` or `$${` and which of the two it is.
  private static func nextMark(_ bytes: [UInt8], from start: Int) -> (offset: Int, isEscape: Bool)? {
    var index = start
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "$"), bytes[index + 1] == UInt8(ascii: "{") {
        let isEscape = index > start && bytes[index - 1] == UInt8(ascii: "$")
        return (isEscape ? index - 1 : index, isEscape)
      }
      index += 1
    }
    return nil
  }
}
