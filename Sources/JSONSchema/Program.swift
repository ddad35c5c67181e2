import DocumentModel

/// What schemas are compiled to: arrays of small structs of integers that refer to each other by index.
final class Program: Sendable {
  let sources: [SchemaSource]
  let options: SchemaOptions
  let tables: ProgramTables
  /// The subschema at the root of a source, by the source's path.
  let roots: [String: UInt32]

  init(sources: [SchemaSource], options: SchemaOptions, tables: ProgramTables, roots: [String: UInt32]) {
    self.sources = sources
    self.options = options
    self.tables = tables
    self.roots = roots
  }
}

/// The arrays of a program.
struct ProgramTables: Sendable {
  var subschemas: [Subschema] = []
  var instructions: [Instruction] = []
  /// Runs of subschema indices, for instructions that have several.
  var lists: [UInt32] = []
  var keys: [ProgramKey] = []
  var keyPool: [UInt8] = []
  var slots: [MemberSlot] = []
  var memberRules: [MemberRule] = []
  var patternRules: [PatternRule] = []
  var dependencies: [Dependency] = []
  var patterns: [Pattern] = []
  var numbers: [NumberLimit] = []
  var markers: [MarkerEntry] = []

  /// Stands for "there is none" wherever an index may be missing.
  static let none = UInt32.max
}

/// One place of a schema file that values are checked against.
struct Subschema: Sendable {
  /// The kinds of value it allows.
  var types = TypeSet.all
  /// Whether nothing in it can fail.
  var isTrivial: Bool { types == .all && count == 0 }
  /// Its run of `ProgramTables.instructions`.
  var first: UInt32 = 0
  var count: UInt32 = 0
  /// Where it is written.
  var source: UInt32
  var node: NodeID
  /// The value of its `type`.
  var typeNode: NodeID
  /// Its run of `ProgramTables.markers`.
  var firstMarker: UInt32 = 0
  var markerCount: UInt32 = 0
  /// Whether it, or something that may apply with it or below it, has a marker.
  var reachesMarkers = false
  /// Whether it has the marker `sensitive` or `secretRef`.
  var isSensitive = false
}

/// One check of a subschema.
struct Instruction: Sendable {
  var operation: Operation
  /// What `a` and `b` mean is said at the operation.
  var a: UInt32 = 0
  var b: UInt32 = 0
  /// The keyword's value in the schema file.
  var value: NodeID
}

/// What an instruction does.
enum Operation: UInt8, Sendable {
  /// `false`
  case never
  /// A keyword that could not be compiled: fails, and says so.
  case broken
  /// `$ref`; a: subschema
  case reference
  /// a, b: run of keys, the texts that are allowed; b is 0 where some are no texts
  case constant, enumeration
  /// a: number
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf
  /// a: limit
  case minLength, maxLength, minItems, maxItems, minProperties, maxProperties
  case uniqueItems
  /// a: pattern
  case pattern
  /// a: `Format`
  case format
  /// a: subschema of all items from position b on
  case items
  /// a, b: list of the subschemas of the first items
  case tuple
  /// a: subschema
  case contains, propertyNames, not
  /// a, b: run of keys
  case required
  /// a: member rule
  case members
  /// a, b: run of dependencies
  case dependencies
  /// a, b: list of subschemas
  case allOf, anyOf, oneOf
  /// a: list of three subschemas, `if`, `then` and `else`, the latter two perhaps missing
  case condition
}

/// A key of the schema, its bytes in `ProgramTables.keyPool`.
struct ProgramKey: Sendable {
  var hash: UInt32
  var offset: UInt32
  var length: UInt32
}

/// `properties`, `patternProperties` and `additionalProperties` together.
struct MemberRule: Sendable {
  /// The hash table of the `properties`: `mask + 1` slots from `firstSlot`; no table when there are none.
  var firstSlot: UInt32 = 0
  var mask: UInt32 = 0
  var hasTable = false
  /// Run of `ProgramTables.patternRules`.
  var firstPattern: UInt32 = 0
  var patternCount: UInt32 = 0
  /// The subschema of all other members.
  var additional = ProgramTables.none
  /// The value of `additionalProperties`.
  var additionalNode: NodeID
  /// Run of `ProgramTables.keys`: the `properties` in the order of the schema; `lists` from `firstSchema` has theirs.
  var firstKey: UInt32 = 0
  var keyCount: UInt32 = 0
  var firstSchema: UInt32 = 0
}

/// A slot of a hash table of `properties`; free when `schema` is none.
struct MemberSlot: Sendable {
  var hash: UInt32 = 0
  var key: UInt32 = 0
  var schema = ProgramTables.none
}

/// One member of `patternProperties`; a pattern that is none did not compile.
struct PatternRule: Sendable {
  var pattern: UInt32
  var schema: UInt32
}

/// One member of `dependencies`: a subschema, or (`schema` is none) a run of keys.
struct Dependency: Sendable {
  var key: UInt32
  var schema: UInt32
  var firstKey: UInt32 = 0
  var keyCount: UInt32 = 0
  var value: NodeID
}

/// A marker of a subschema.
struct MarkerEntry: Sendable {
  var marker: Marker
  var value: NodeID
  /// The value, where it is a text.
  var text: String?
  /// The compiled schema of a `$schemaRef` that is written out.
  var nested: UInt32
}

/// A set of JSON types, integers and other numbers told apart.
struct TypeSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let bool = TypeSet(rawValue: 2)
  static let integer = TypeSet(rawValue: 4)
  static let fraction = TypeSet(rawValue: 8)
  static let string = TypeSet(rawValue: 16)
  static let array = TypeSet(rawValue: 32)
  static let object = TypeSet(rawValue: 64)
  static let number: TypeSet = [.integer, .fraction]
  static let all = TypeSet(rawValue: 127)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// The set a name of the keyword `type` stands for.
  init?(name: String) {
    switch name {
    case "null": self = .null
    case "boolean": self = .bool
    case "integer": self = .integer
    case "number": self = .number
    case "string": self = .string
    case "array": self = .array
    case "object": self = .object
    default: return nil
    }
  }

  /// Whether a value is of one of the types.
  func contains(_ id: NodeID, of document: Document) -> Bool {
    switch document.kind(id) {
    case .null: return contains(.null)
    case .bool: return contains(.bool)
    case .int: return contains(.integer)
    case .string: return contains(.string)
    case .array: return contains(.array)
    case .object: return contains(.object)
    case .float:
      if contains(.number) { return true }
      if isDisjoint(with: .number) { return false }
      return contains(document.isIntegral(id) ? .integer : .fraction)
    }
  }
}
