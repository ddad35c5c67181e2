import DataBundle
import Diagnostics
import DocumentModel
import JSONCoding
import Rendering
import Testing

/// A small data repository in memory: teams with apps on clusters, and the templates of a test.
struct Fleet {
  /// Texts by path from the top of the repository.
  var files: [String: String] = [
    ".remit.yml": "deploy: {clusters: [/fleet/cluster-1.yml]}\n",
    "schemas/fleet/cluster-1.yml": "type: object\n",
    "schemas/fleet/team-1.yml": """
    type: object
    derivedName: [{name: group, template: "{name}-devs"}]

    """,
    "schemas/fleet/app-1.yml": """
    type: object
    derivedName: [{name: namespace, template: "{team.name}-{name}"}, {name: label, template: "[{label}]"}]

    """,
    "schemas/deploy/template-1.yml": "type: object\n",
    "data/clusters/one.yml": "$schema: /fleet/cluster-1.yml\nname: one\nzone: north\n",
    "data/clusters/two.yml": "$schema: /fleet/cluster-1.yml\nname: two\nzone: south\n",
    "data/teams/red.yml": "$schema: /fleet/team-1.yml\nname: red\nlead: {$ref: /apps/web.yml}\n",
    "data/apps/web.yml": Fleet.app("web"),
    "resources/notes.txt": "hello\n",
  ]

  static func app(_ name: String, cluster: String = "one", team: String = "red", more: String = "") -> String {
    """
    $schema: /fleet/app-1.yml
    name: \(name)
    team: {$ref: /teams/\(team).yml}
    cluster: {$ref: /clusters/\(cluster).yml}
    \(more)
    """
  }

  /// Another file; nil takes it away.
  func with(_ path: String, _ text: String?) -> Fleet {
    var copy = self
    copy.files[path] = text
    return copy
  }

  /// A template for apps, at `data/templates/NAME.yml`; its parts as they stand in YAML.
  func template(
    _ objects: String, name: String = "app", subject: String = "/fleet/app-1.yml", scope: String = "tenant",
    kinds: String = "[v1/ConfigMap, v1/Namespace, v1/Service, v1/Secret, apps/v1/Deployment]", roles: String = "[]",
    set: String = "{$eval: datafile.team.name}", clusters: String = "[{$eval: datafile.cluster}]",
    variables: String = "{}"
  ) -> Fleet {
    with(
      "data/templates/\(name).yml",
      """
      $schema: /deploy/template-1.yml
      name: \(name)
      for: \(subject)
      scope: \(scope)
      set: \(set)
      clusters: \(clusters)
      let: \(variables)
      allow: {kinds: \(kinds), roles: \(roles)}
      objects:
      \(objects)
      """)
  }

  /// A template of one ConfigMap with these data, a mapping as it stands in YAML.
  func configMap(_ data: String, variables: String = "{}") -> Fleet {
    template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: '${names.namespace}'}, data: \(data)}",
      variables: variables)
  }

  var bundle: Bundle { get throws { try Bundle.load(source: MemorySource(files)) } }

  func rendered(_ options: RenderingOptions = RenderingOptions()) throws -> Rendering {
    try #require(Rendering.make(try bundle, options: options))
  }

  /// The `data` of the only ConfigMap, as JSON.
  var data: String {
    get throws {
      let rendering = try rendered()
      let object = try #require(rendering.objects.first, "\(rendering.diagnostics.map(\.message))")
      let data = try #require(object.document.member(object.document.root, "data"))
      return object.document.json(data, style: .canonical)
    }
  }

  /// What is wrong, as `code file:line`.
  var problems: [String] { get throws { try rendered().diagnostics.map(\.summary) } }
}

extension Bundle {
  /// The bundle of a source, under its own configuration.
  static func load(source: any FileSource, folder: String = "") throws -> Bundle {
    try load(try configuration(in: folder, of: source).0, from: source)
  }
}

extension Diagnostic {
  var summary: String { "\(code.rawValue) \(place.file):\(place.range?.start.line ?? 0)" }
}

extension Rendering {
  /// `cluster set identity` of each object.
  var summary: [String] { objects.map { "\($0.cluster) \($0.set) \($0.identity)" } }
}

extension RenderedObject {
  /// A value of the object as JSON; nil where there is none.
  func json(_ path: String) -> String? {
    guard let pointer = JSONPointer(parsing: path), let node = document.resolve(pointer) else { return nil }
    return document.json(node, style: .canonical)
  }
}
