internal import DataBundle
internal import Diagnostics

/// Uniqueness that the GraphQL file asks for where it cannot be had (qontract-validator:
/// IS_UNIQUE_ON_NON_TOP_LEVEL_TYPE, IS_UNIQUE_ON_COMPLEX_FIELD).
struct GraphQLRule {
  func check(_ context: RuleContext) -> [Diagnostic] {
    guard let graphql = context.bundle.graphql else { return [] }
    var top = Set(graphql.typeOfSchema.values)
    for type in graphql.types.values {
      if let interface = type.interface, top.contains(interface) { top.insert(type.name) }
    }
    var found: [Diagnostic] = []
    for type in graphql.types.values {
      for field in type.fields.values where field.isUnique {
        let place = Place(file: graphql.file, range: field.range)
        if !top.contains(type.name) {
          found.append(
            Diagnostic(
              "graphql/unique-not-top-level", at: place,
              "\"\(field.name)\" of \(type.name) is unique, but no datafile is of that type",
              help: "use isContextUnique for fields of nested types"))
        }
        if !GraphQLTypes.scalars.contains(field.type.lowercased()) {
          found.append(
            Diagnostic(
              "graphql/unique-not-scalar", at: place,
              "\"\(field.name)\" of \(type.name) is unique, but its type \(field.type) is no scalar"))
        }
      }
    }
    return found
  }
}
