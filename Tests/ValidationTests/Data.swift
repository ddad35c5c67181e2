import DataBundle
import Diagnostics
import Testing
import Validation

/// A data repository in memory: schemas by name, datafiles by path.
struct Data {
  var schemas: [String: String] = [:]
  var files: [String: String] = [:]

  var bundle: Bundle {
    get throws {
      var texts = files.reduce(into: [:]) { $0["data" + $1.key] = $1.value }
      for (name, text) in schemas { texts["schemas" + name] = text }
      return try Bundle.load(.classic(in: ""), from: MemorySource(texts))
    }
  }

  /// Everything that is wrong, loading included.
  var problems: [Diagnostic] {
    get throws {
      let bundle = try bundle
      return bundle.diagnostics.filter { $0.severity == .error } + ValidatedBundle(bundle).diagnostics()
    }
  }

  /// The codes with their places, `name/duplicate data/a.yml:3`.
  var summary: [String] {
    get throws {
      try problems.map { "\($0.code.rawValue) \($0.place.file):\($0.place.range?.start.line ?? 0)" }
    }
  }

  func with(_ edits: [String: String?]) -> Data {
    var copy = self
    for (path, text) in edits { copy.files[path] = text }
    return copy
  }
}

/// Reproducible random numbers (splitmix64), so that a failure can be repeated.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
