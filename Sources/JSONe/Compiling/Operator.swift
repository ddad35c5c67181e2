import Diagnostics

/// The keys that make an object an operation.
enum Operator: String, CaseIterable {
  case eval = "$eval"
  case find = "$find"
  case flatten = "$flatten"
  case flattenDeep = "$flattenDeep"
  case fromNow = "$fromNow"
  case condition = "$if"
  case json = "$json"
  case binding = "$let"
  case map = "$map"
  case match = "$match"
  case merge = "$merge"
  case mergeDeep = "$mergeDeep"
  case reduce = "$reduce"
  case reverse = "$reverse"
  case sort = "$sort"
  case choice = "$switch"

  /// The operator that a wrong key was probably meant to be.
  static func suggestion(for key: String) -> String? {
    Suggestion.nearest(to: key, among: allCases.map(\.rawValue)).map { "did you mean '\($0)'?" }
  }
}
