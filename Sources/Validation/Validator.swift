public import DataBundle
public import Diagnostics

/// Everything that can be wrong with a bundle, one rule a file in `Rules`.
public struct Validator: Sendable {
  /// A validator with all rules.
  public init() {}

  /// The diagnostics of the rules, sorted. With `target` the rules about what may change are checked too.
  public func check(_ bundle: Bundle, against target: Bundle? = nil) -> [Diagnostic] {
    var found: [Diagnostic] = []
    found += ReferenceRule().check(bundle)
    return found.sortedUnique()
  }
}
