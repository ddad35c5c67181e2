internal import ServiceStore

/// What the server answers, as an OpenAPI 3.1 document. It is written by hand; a test compares it with the routes and
/// with what a server really answers.
enum OpenAPIDocument {
  static var route: Route { Route(path: "/api/v1/openapi.json", reader: .program) { _ in .json(text) } }

  /// The document.
  static let text = """
    {
    "openapi": "3.1.0",
    "info": {
      "title": "Remit",
      "version": "1",
      "description": "What the Remit service knows of merge requests. Read-only but for the webhooks and one command for administrators."
    },
    "paths": {
    \(programPaths),
    \(otherPaths)
    },
    "components": {
    "securitySchemes": {"admin": {"type": "http", "scheme": "bearer"}},
    "responses": \(responses),
    "schemas": \(schemas)
    }
    }
    """
}
