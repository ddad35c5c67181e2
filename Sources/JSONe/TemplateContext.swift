/// The variables that a template is rendered with.
///
/// A variable may have the name of one of the language's functions and stands for it then. `now`, the time that
/// `$fromNow` counts from (`2017-01-19T16:27:20.974Z`), is a variable like any other: there is no clock.
public struct TemplateContext: Sendable {
  var variables: [(name: String, value: TemplateValue)] = []

  /// A context without variables.
  public init() {}

  /// A context of variables; later ones replace earlier ones of the same name.
  ///
  /// - Throws: an error of kind `template` for a name that is none: `[a-zA-Z_][a-zA-Z0-9_]*`.
  public init(_ variables: [(name: String, value: TemplateValue)]) throws(TemplateError) {
    for variable in variables { try set(variable.name, variable.value) }
  }

  /// The members of an object as variables.
  ///
  /// - Throws: an error of kind `template` for a value that is no object or a key that is no name.
  public init(object: TemplateValue) throws(TemplateError) {
    guard let members = try object.members() else {
      throw TemplateError(.template, "context must be a dictionary")
    }
    for member in members { try set(member.key, member.value) }
  }

  /// Sets a variable.
  ///
  /// - Throws: an error of kind `template` for a name that is none: `[a-zA-Z_][a-zA-Z0-9_]*`.
  public mutating func set(_ name: String, _ value: TemplateValue) throws(TemplateError) {
    guard name.isIdentifier else {
      throw TemplateError(
        .template, "top level keys of context must follow /[a-zA-Z_][a-zA-Z0-9_]*/", help: "the key is '\(name)'")
    }
    if let place = variables.firstIndex(where: { $0.name == name }) {
      variables[place].value = value
    } else {
      variables.append((name, value))
    }
  }

  /// Adds a function under its name.
  ///
  /// - Throws: an error of kind `template` for a name that is none.
  public mutating func add(_ function: TemplateFunction) throws(TemplateError) {
    try set(function.name, .function(function))
  }

  func value(_ name: String) -> TemplateValue? {
    for variable in variables where variable.name == name { return variable.value }
    return Builtin(rawValue: name).map { .function(TemplateFunction($0)) }
  }
}
