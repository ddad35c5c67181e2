/// How a name is made of fields: text, `{field.of.field}`, and groups in brackets that are left out where one of their
/// fields is not there: `[{route}.]{name}.example.org`.
public struct NameTemplate: Hashable, Sendable {
  /// A run of pieces.
  public struct Group: Hashable, Sendable {
    /// The pieces, in order.
    public var pieces: [Piece] = []
    /// Whether it is left out where a field is missing.
    public var isOptional = false
  }

  /// A piece of a name.
  public enum Piece: Hashable, Sendable {
    /// Text as it stands.
    case text(String)
    /// The value of a field.
    case field(FieldPath)
  }

  /// The groups, in order.
  public let groups: [Group]

  private static let maximumLength = 512
  private static let maximumFields = 16

  /// Why a text is no template.
  public struct Problem: Error, Hashable, Sendable {
    /// What is wrong with it.
    public var message: String
  }

  /// A template from its text.
  public init(_ text: String) throws(Problem) {
    guard text.utf8.count <= NameTemplate.maximumLength else {
      throw Problem(message: "it is longer than \(NameTemplate.maximumLength) bytes")
    }
    var reader = Reader()
    for character in text { try reader.read(character) }
    groups = try reader.finish()
    let fields = groups.flatMap(\.pieces).count { if case .field = $0 { true } else { false } }
    guard fields > 0 else { throw Problem(message: "it names no field in braces") }
    guard fields <= NameTemplate.maximumFields else {
      throw Problem(message: "it names more than \(NameTemplate.maximumFields) fields")
    }
  }

  /// Reads a template character by character.
  private struct Reader {
    private var groups: [Group] = []
    private var group = Group()
    private var text = ""
    private var field: String?

    mutating func read(_ character: Character) throws(Problem) {
      if let open = field {
        guard character == "}" else {
          field = open + String(character)
          return
        }
        guard let path = FieldPath(open) else { throw Problem(message: "\"{\(open)}\" is no path of fields") }
        group.pieces.append(.field(path))
        field = nil
        return
      }
      switch character {
      case "{":
        endText()
        field = ""
      case "[":
        guard !group.isOptional else { throw Problem(message: "a \"[\" stands within brackets") }
        endGroup()
        group.isOptional = true
      case "]":
        guard group.isOptional else { throw Problem(message: "there is a \"]\" and no \"[\" before it") }
        endGroup()
      case "}": throw Problem(message: "there is a \"}\" and no \"{\" before it")
      default: text.append(character)
      }
    }

    mutating func finish() throws(Problem) -> [Group] {
      if field != nil { throw Problem(message: "a \"{\" is never closed") }
      if group.isOptional { throw Problem(message: "a \"[\" is never closed") }
      endGroup()
      return groups
    }

    private mutating func endText() {
      if !text.isEmpty { group.pieces.append(.text(text)) }
      text = ""
    }

    private mutating func endGroup() {
      endText()
      if !group.pieces.isEmpty { groups.append(group) }
      group = Group()
    }
  }
}
