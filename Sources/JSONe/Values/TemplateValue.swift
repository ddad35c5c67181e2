public import DocumentModel

/// A value that templates see and make: the JSON types, functions, and values that are only looked at when asked for.
///
/// Integers are exact in 64 bits; larger ones of a document are kept as their text, go through unchanged and can be
/// compared, not calculated with.
public enum TemplateValue: Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// An integer of 64 bits.
  case int(Int64)
  /// The decimal text of an integer that does not fit 64 bits.
  case largeInteger(String)
  /// Any other number.
  case double(Double)
  /// A text.
  case string(String)
  /// A list.
  case array(TemplateArray)
  /// A mapping with distinct keys in a fixed order.
  case object(TemplateObject)
  /// A list or mapping of a document, which is read where it is.
  case node(DocumentNode)
  /// A mapping whose members are made when they are asked for.
  case lazy(any LazyObject)
  /// Something that can be called.
  case function(TemplateFunction)

  /// The value of a document's node. Scalars are read at once, lists and mappings stay where they are.
  public init(_ document: Document, _ id: NodeID? = nil) {
    let id = id ?? document.root
    switch document.kind(id) {
    case .null: self = .null
    case .bool: self = .bool(document.bool(id) == true)
    case .int: self = TemplateValue.integer(document.text(id))
    case .float: self = .double(TemplateValue.double(document.text(id)))
    case .string: self = .string(String(decoding: document.text(id), as: UTF8.self))
    case .array, .object: self = .node(DocumentNode(document: document, id: id))
    }
  }

  /// A list of values.
  public static func array(_ elements: [TemplateValue]) -> TemplateValue { .array(TemplateArray(elements)) }

  /// A mapping of members in their order; of members with the same key the last one counts, at the place of the first.
  public static func object(_ members: [(key: String, value: TemplateValue)]) -> TemplateValue {
    .object(TemplateObject(members))
  }

  static func integer(_ text: some Sequence<UInt8>) -> TemplateValue {
    var value: Int64 = 0
    var isNegative = false
    for byte in text {
      if byte == UInt8(ascii: "-") {
        isNegative = true
        continue
      }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte &- 0x30)
      let (sum, overflow) =
        isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
      if tooLarge || overflow { return .largeInteger(String(decoding: Array(text), as: UTF8.self)) }
      value = sum
    }
    return .int(value)
  }

  private static func double(_ text: ArraySlice<UInt8>) -> Double {
    Double(String(decoding: text, as: UTF8.self)) ?? .nan
  }
}

/// A list or mapping of a document.
public struct DocumentNode: Sendable {
  /// The document.
  public let document: Document
  /// The list or mapping in it.
  public let id: NodeID

  init(document: Document, id: NodeID) {
    self.document = document
    self.id = id
  }

  var isObject: Bool { document.kind(id) == .object }
  var elements: [TemplateValue] { document.children(id).map { TemplateValue(document, $0) } }
}

/// A mapping whose members are made when they are asked for, so that values which lead to each other, in circles even,
/// are never expanded as a whole.
///
/// It must answer the same for as long as a rendering lasts. Two that are the same object are equal at once.
public protocol LazyObject: AnyObject, Sendable {
  /// The keys, each once, in the order in which they are shown.
  ///
  /// - Throws: the reason why they cannot be known.
  func keys() throws(TemplateError) -> [String]

  /// The value of a member; nil where there is none.
  ///
  /// - Throws: the reason why it cannot be made.
  func member(_ key: String) throws(TemplateError) -> TemplateValue?
}
