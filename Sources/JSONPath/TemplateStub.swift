public struct SelectorTemplate: Hashable, Sendable { public let source: String; public init(_ s: String) throws(SelectorError) { source = s }
  public func selector(contextFilePath: String) throws(SelectorError) -> Selector { try Selector(source) } }
extension Selector { public var hasFilter: Bool { source.contains("?") } }
