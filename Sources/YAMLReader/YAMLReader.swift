public import Diagnostics
public import DocumentModel

/// Reads YAML files the way the qontract tools read them: as PyYAML's `CSafeLoader` does, turned into JSON values.
///
/// One pass of libyaml events goes straight into a `DocumentBuilder`. Aliases, merge keys and repeated keys are
/// resolved in a second pass that other files do not pay for. Nothing is thrown and nothing traps: whatever is wrong
/// with the bytes comes back as diagnostics whose codes begin with `yaml/`.
///
///     let result = YAMLReader().read(Array("name: no\n".utf8), file: "data/a.yml")
///     // result.document: {"name": false}; result.diagnostics: a warning `yaml/implicit-type` at 1:7
///
/// What differs from PyYAML on purpose: dates stay texts (JSON has none), and a key that JSON cannot tell from an
/// earlier one (`1` and `"1"`) is reported as repeated.
public struct YAMLReader: Sendable {
  /// Budgets for hostile input. Each one that is reached is an error that names it.
  public struct Limits: Sendable, Hashable {
    /// The most bytes a file may have; never more than 512 MiB.
    public var bytes: Int
    /// The most values a document may hold once its aliases are expanded.
    public var nodes: Int
    /// How deep lists and mappings may be nested once aliases are expanded; never more than 1,000.
    public var depth: Int
    /// The most aliases a file may use.
    public var aliases: Int
    /// The most errors, and the most warnings, that one file is given; further ones are only counted.
    public var diagnostics: Int

    /// Limits from their numbers.
    public init(
      bytes: Int = 8 << 20, nodes: Int = 1_000_000, depth: Int = 128, aliases: Int = 10_000, diagnostics: Int = 1_000
    ) {
      self.bytes = bytes
      self.nodes = nodes
      self.depth = depth
      self.aliases = aliases
      self.diagnostics = diagnostics
    }

    /// The defaults: 8 MiB, a million values, 128 levels, 10,000 aliases, 1,000 diagnostics of a severity.
    public static let standard = Limits()
  }

  /// What reading a file gave.
  public struct Result: Sendable {
    /// The document; nil when the file is empty (or only comments) or when a problem leaves a value unknown.
    ///
    /// Problems that leave every value known keep the document: repeated keys (the last value wins, at the place of
    /// the first), unknown tags (the value as if untagged), values a tag does not fit (the text as written), repeated
    /// anchors (the last wins) and further documents (the first is given).
    public var document: Document?
    /// Everything wrong or suspicious, sorted by place.
    public var diagnostics: [Diagnostic]
  }

  private var limits: Limits

  /// A reader with budgets.
  public init(limits: Limits = .standard) {
    self.limits = limits
    self.limits.bytes = min(limits.bytes, 512 << 20)
    self.limits.depth = min(limits.depth, 1_000)
  }

  /// Reads one file; `file` is the path that diagnostics show. Whoever reads many files gives the same `memory` for all.
  public func read(_ bytes: [UInt8], file: String, memory: DocumentMemory? = nil) -> Result {
    bytes.withUnsafeBytes { read($0, file: file, memory: memory) }
  }

  /// Reads one file from memory that somebody else owns; nothing of it is kept.
  public func read(_ bytes: UnsafeRawBufferPointer, file: String, memory: DocumentMemory? = nil) -> Result {
    var problems = Problems(file: file, limit: limits.diagnostics)
    guard bytes.count <= limits.bytes else {
      problems.report(.tooManyBytes(limits.bytes), at: .top)
      return Result(document: nil, diagnostics: problems.sorted())
    }
    return readBlockStyle(bytes, problems, memory) ?? readEvents(bytes, problems, memory)
  }

  /// What a file in plain block style says; nil for any other.
  func readBlockStyle(
    _ bytes: UnsafeRawBufferPointer, _ problems: Problems, _ memory: DocumentMemory? = nil
  ) -> Result? {
    guard var reader = BlockReader(bytes) else { return nil }
    var composer = Composer(source: bytes, limits: limits, problems: problems, memory: memory)
    do throws(BlockReader.Refusal) { try reader.read(into: &composer) } catch { return nil }
    return composer.finish()
  }

  /// What a file says, by libyaml.
  func readEvents(
    _ bytes: UnsafeRawBufferPointer, _ problems: Problems, _ memory: DocumentMemory? = nil
  ) -> Result {
    guard !SourceText(bytes).hasManyTagDirectives(limit: 100) else {
      var problems = problems
      problems.report(.tooManyTagDirectives(100), at: .top)
      return Result(document: nil, diagnostics: problems.sorted())
    }
    var composer = Composer(source: bytes, limits: limits, problems: problems, memory: memory)
    for mark in SourceText(bytes).directionMarks(limit: 100) {
      composer.problems.report(.directionMark(mark.scalar), at: SourceRange(at: mark.position))
    }
    composer.readEvents()
    return composer.finish()
  }
}
