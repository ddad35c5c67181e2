/// Every file below `schemas/` and `graphql-schemas/`.
enum SchemaSet {
  static let files =
    SchemaFile.access + SchemaFile.applications + SchemaFile.delivery + SchemaFile.platform + SchemaFile.dependencies

  /// Path from the root of the repository and text.
  static var texts: [(path: String, text: String)] {
    files.map { ("schemas" + $0.path, $0.text) } + [
      ("schemas/common-1.json", JSONText.render(common) + "\n"),
      ("schemas/metaschema-1.json", JSONText.render(metaschema) + "\n"),
      ("schemas/app-interface/graphql-schemas-1.yml", YAMLText(graphqlSchema).text),
      ("graphql-schemas/schema.yml", YAMLText(GraphQLTypes.document(for: files)).text),
    ]
  }

  private static func pattern(_ expression: String) -> Value { ["type": "string", "pattern": .text(expression)] }
  private static let anyStrings: Value = ["type": "object", "additionalProperties": ["type": "string"]]

  private static let common: Value = [
    "$schema": "http://json-schema.org/draft-06/schema", "version": "1.0", "type": "object",
    "definitions": [
      "labels": anyStrings,
      "annotations": anyStrings,
      "identifier": pattern("^[A-Za-z0-9][A-Za-z0-9-_]{0,30}[A-Za-z0-9]$"),
      "extendedIdentifier": pattern("^[A-Za-z0-9][A-Za-z0-9-_\\.]{0,30}[A-Za-z0-9]$"),
      "longIdentifier": pattern("^[a-z0-9][a-z0-9-]{3,63}[a-z0-9]$"),
      "gitlabUsername": pattern("^[A-Za-z0-9][A-Za-z0-9-_\\./]{0,253}[A-Za-z0-9-_]$"),
      "ldapGroupName": pattern("^ai-[a-z][a-z0-9-_.]+[a-z0-9]*$"),
      "awsPolicyName": pattern("^[A-Za-z][A-Za-z0-9-_]{0,126}[A-Za-z0-9]$"),
      "vaultSecretPath": pattern("^[^\\/][A-Za-z0-9-_\\/\\.]+[^\\/]$"),
      "secretKey": pattern("^[a-zA-Z0-9_]{0,253}$"),
      "version": pattern("^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)$"),
      "date": pattern("^\\d{4}-\\d{2}-\\d{2}$"),
      "dhmsDuration": pattern("^(\\d+[dhms])+$"),
      "base64": pattern("^[A-Za-z0-9+/=\\s]+$"),
      "k8sResourceRequirementQuantity": pattern("^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"),
      "resourceref": pattern("^\\/(?:[^\\/]+\\/)*[^\\/]+$"),
      "serviceLevel": ["type": "number", "minimum": 90, "exclusiveMaximum": 100],
      "percentage": ["type": "number", "minimum": 0, "maximum": 100],
      "statusPageStatus": [
        "type": "string", "enum": ["operational", "under_maintenance", "degraded_performance", "major_outage"],
      ],
      "crossref": [
        "type": "object", "properties": ["$ref": ["type": "string", "format": "uri-reference"]],
        "required": ["$ref"], "additionalProperties": false,
      ],
      "vaultSecret": [
        "type": "object", "additionalProperties": false,
        "properties": [
          "path": ["type": "string"], "field": ["type": "string"],
          "format": ["type": "string", "enum": ["plain", "base64"], "default": "plain"],
          "version": ["type": "integer"],
        ],
        "required": ["path", "field"],
      ],
    ],
  ]

  private static let metaschema: Value = [
    "$schema": "http://json-schema.org/draft-06/schema", "version": "1.0", "type": "object",
    "title": "what every schema of this repository holds",
    "properties": [
      "$schema": ["type": "string", "enum": ["/metaschema-1.json"]],
      "version": ["$ref": "/common-1.json#/definitions/version"],
      "title": ["type": "string"],
      "additionalProperties": ["type": "boolean", "enum": [false]],
      "properties": ["type": "object", "required": ["$schema"]],
    ],
    "required": ["version", "$schema", "properties", "additionalProperties"],
  ]

  private static let graphqlSchema: Value = [
    "$schema": "/metaschema-1.json", "version": "1.0", "type": "object", "additionalProperties": false,
    "properties": [
      "$schema": ["type": "string", "enum": ["/app-interface/graphql-schemas-1.yml"]],
      "confs": [
        "type": "array",
        "items": [
          "type": "object", "additionalProperties": false,
          "properties": [
            "name": ["type": "string"], "datafile": ["type": "string"], "isInterface": ["type": "boolean"],
            "interface": ["type": "string"], "interfaceResolve": ["type": "object"],
            "fields": [
              "type": "array",
              "items": [
                "type": "object",
                "properties": ["name": ["type": "string"], "type": ["type": "string"]],
                "required": ["name", "type"],
              ],
            ],
          ],
          "required": ["name", "fields"],
        ],
      ],
    ],
    "required": ["$schema", "confs"],
  ]
}
