import Diagnostics
import Rendering
import Testing

/// One object that is not in order at a time. Each is refused with its code, and nothing of it is rendered.
@Suite struct CheckTests {
  private static let kinds =
    "[v1/ConfigMap, v1/Namespace, v1/Service, v1/Secret, v1/Pod, apps/v1/Deployment, apps/v1/StatefulSet, batch/v1/CronJob, "
    + "rbac.authorization.k8s.io/v1/RoleBinding, rbac.authorization.k8s.io/v1/ClusterRole, x.example/v1/Thing, bad/a/v1/X]"

  private func rendered(_ object: String, scope: String = "tenant") throws -> Rendering {
    try Fleet().template("- \(object)", scope: scope, kinds: Self.kinds, roles: "[ClusterRole/viewer]").rendered()
  }

  private func expect(
    _ code: DiagnosticCode, _ object: String, scope: String = "tenant", _ location: SourceLocation = #_sourceLocation
  ) throws {
    let rendering = try rendered(object, scope: scope)
    #expect(rendering.diagnostics.map(\.code) == [code], "\(rendering.diagnostics)", sourceLocation: location)
    #expect(rendering.objects.isEmpty && rendering.gaps.count >= 1, sourceLocation: location)
    let files = rendering.diagnostics.flatMap { [$0.place.file] + $0.notes.compactMap { $0.place?.file } }
    #expect(Set(files) == ["data/apps/web.yml", "data/templates/app.yml"], sourceLocation: location)
  }

  private func allow(
    _ object: String, scope: String = "tenant", _ location: SourceLocation = #_sourceLocation
  ) throws {
    let rendering = try rendered(object, scope: scope)
    #expect(rendering.diagnostics == [], sourceLocation: location)
    #expect(rendering.objects.count == 1, sourceLocation: location)
  }

  @Test(arguments: [
    "text", "5", "{}", "{apiVersion: v1}", "{apiVersion: v1, kind: ConfigMap}", "{apiVersion: 1, kind: ConfigMap}",
    "{apiVersion: v1, kind: ConfigMap, metadata: []}", "{apiVersion: v1, kind: ConfigMap, metadata: {namespace: x}}",
    "{apiVersion: v1, kind: ConfigMap, metadata: {name: 5, namespace: x}}",
    "{apiVersion: bad/a/v1, kind: X, metadata: {name: a, namespace: x}}",
    "{apiVersion: ../v1, kind: X, metadata: {name: a, namespace: x}}",
    "{apiVersion: v1, kind: a/b, metadata: {name: a, namespace: x}}",
  ])
  func shape(_ object: String) throws { try expect("deploy/shape", object) }

  @Test(arguments: [
    "Web", "-a", "a-", "a_b", "a/b", "..", "a..b", "", "ü", "a b", "a\\u0000b", String(repeating: "a", count: 254),
  ])
  func names(_ name: String) throws {
    try expect("deploy/name", "{apiVersion: v1, kind: ConfigMap, metadata: {name: \"\(name)\", namespace: x}}")
  }

  @Test func lengthsOfNames() throws {
    func object(_ kind: String, _ length: Int, _ first: String = "a") -> String {
      "{apiVersion: \(kind.split(separator: " ")[0]), kind: \(kind.split(separator: " ")[1]), "
        + "metadata: {name: \(first)\(String(repeating: "b", count: length - 1)), namespace: x}}"
    }
    try allow(object("v1 ConfigMap", 253))
    for (kind, limit) in [("v1 Service", 63), ("apps/v1 StatefulSet", 52), ("batch/v1 CronJob", 52)] {
      try allow(object(kind, limit))
      try expect("deploy/name", object(kind, limit + 1))
    }
    try expect("deploy/name", object("v1 Service", 5, "'1'").replacing("'1'bbbb", with: "1bbbb"))
    try allow("{apiVersion: v1, kind: Namespace, metadata: {name: \(String(repeating: "a", count: 63))}}")
    try expect(
      "deploy/name", "{apiVersion: v1, kind: Namespace, metadata: {name: \(String(repeating: "a", count: 64))}}")
    try allow(
      "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: 'system:Web_1'}}",
      scope: "platform")
    try expect(
      "deploy/name", "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: 'a/b'}}",
      scope: "platform")
  }

  @Test(arguments: ["X", "a.b", "5", "''", String(repeating: "a", count: 64), "a/b", "[]"])
  func namesOfNamespaces(_ name: String) throws {
    try expect("deploy/name", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: \(name)}}")
  }

  @Test func namespaces() throws {
    try expect("deploy/namespace", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}")
    try expect("deploy/namespace", "{apiVersion: v1, kind: Namespace, metadata: {name: a, namespace: b}}")
    try expect("deploy/namespace", "{apiVersion: x.example/v1, kind: Thing, metadata: {name: a}}")
    try allow("{apiVersion: x.example/v1, kind: Thing, metadata: {name: a}}", scope: "platform")
    try allow("{apiVersion: x.example/v1, kind: Thing, metadata: {name: a, namespace: b}}")
  }

  @Test func scopes() throws {
    try expect("deploy/scope", "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}}")
    try allow("{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: a}}", scope: "platform")
    try allow("{apiVersion: v1, kind: Namespace, metadata: {name: a}}")
    for namespace in ["kube-system", "default", "remit-system"] {
      try expect("deploy/scope", "{apiVersion: v1, kind: Namespace, metadata: {name: \(namespace)}}")
      try expect("deploy/scope", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: \(namespace)}}")
      try allow("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: \(namespace)}}", scope: "platform")
    }
  }

  /// What a definition among the objects says about its kind counts.
  @Test func scopesOfDefinedKinds() throws {
    func codes(_ scope: String, _ namespace: String, _ templateScope: String) throws -> [String] {
      try Fleet().template(
        """
        - apiVersion: apiextensions.k8s.io/v1
          kind: CustomResourceDefinition
          metadata: {name: things.x.example}
          spec: {group: x.example, scope: \(scope), names: {kind: Thing}}
        """, name: "crd", subject: "/fleet/cluster-1.yml", scope: "platform",
        kinds: "[apiextensions.k8s.io/v1/CustomResourceDefinition]", set: "platform", clusters: "[{$eval: datafile}]"
      ).template(
        "- {apiVersion: x.example/v1, kind: Thing, metadata: {name: a\(namespace)}}", scope: templateScope,
        kinds: "[x.example/v1/Thing]"
      ).rendered(.init(keepsContent: false)).diagnostics.map(\.code.rawValue)
    }
    #expect(try codes("Namespaced", ", namespace: x", "tenant") == [])
    #expect(try codes("Cluster", "", "platform") == [])
    #expect(try codes("Cluster", ", namespace: x", "platform") == ["deploy/namespace"])
    #expect(try codes("Namespaced", "", "platform") == ["deploy/namespace"])
    #expect(try codes("Cluster", ", namespace: x", "tenant") == ["deploy/scope"])
  }

  @Test func kinds() throws {
    try expect("deploy/kind", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: a, namespace: x}}")
    try expect("deploy/kind", "{apiVersion: v2, kind: ConfigMap, metadata: {name: a, namespace: x}}")
  }

  @Test(arguments: [
    "roleRef: {kind: ClusterRole, name: admin}", "roleRef: {kind: Role, name: viewer}", "roleRef: {kind: ClusterRole}",
    "subjects: []",
    "roleRef: viewer",
  ])
  func roles(_ text: String) throws {
    let head = "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: a, namespace: x}, "
    try expect("deploy/role", head + text + "}")
    try allow(head + "roleRef: {kind: ClusterRole, name: viewer}}")
  }

  @Test(arguments: ["data: {a: YQ==}", "stringData: {a: b}", "data: x"])
  func secrets(_ text: String) throws {
    try expect("deploy/secret", "{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: x}, \(text)}")
    try expect(
      "deploy/secret",
      "{apiVersion: x.example/v1, kind: Thing, metadata: {name: a, namespace: x}, spec: {objects: [{apiVersion: v1, kind: Secret, \(text)}]}}"
    )
    try allow("{apiVersion: v1, kind: Secret, metadata: {name: a, namespace: x}, data: {}, type: Opaque}")
  }

  @Test func protocols() throws {
    let service = "{apiVersion: v1, kind: Service, metadata: {name: a, namespace: x}, spec: {ports: [PORT]}}"
    let pod = "{containers: [{name: a, ports: [PORT]}]}"
    let initial = "{initContainers: [{name: a, ports: [PORT]}], containers: []}"
    let objects = [
      service, "{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: x}, spec: \(pod)}",
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, namespace: x}, spec: {template: {spec: \(initial)}}}",
      "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a, namespace: x}, spec: {jobTemplate: {spec: {template: {spec: \(pod)}}}}}",
    ]
    for object in objects {
      try allow(object.replacing("PORT", with: "{port: 80, protocol: TCP}"))
      try expect("deploy/protocol", object.replacing("PORT", with: "{port: 80}"))
      try expect("deploy/protocol", object.replacing("PORT", with: "{containerPort: 80, protocol: 6}"))
    }
  }

  @Test(arguments: [
    "metadata: {name: a, namespace: x}, status: {}", "metadata: {name: a, namespace: x, uid: u}",
    "metadata: {name: a, namespace: x, managedFields: []}", "metadata: {name: a, namespace: x, resourceVersion: '1'}",
    "metadata: {name: a, namespace: x, ownerReferences: []}", "metadata: {name: a, namespace: x, generateName: b}",
    "metadata: {name: a, namespace: x, deletionTimestamp: null}", "metadata: {name: a, namespace: x, generation: 1}",
  ])
  func fieldsOfTheServer(_ text: String) throws {
    try expect("deploy/server-field", "{apiVersion: v1, kind: ConfigMap, \(text)}")
  }

  @Test(arguments: [
    "applyset.kubernetes.io/part-of", "applyset.kubernetes.io/id", "remit.dev/commit", "a.remit.dev/x", "Remit.dev/x",
  ])
  func reservedMarks(_ key: String) throws {
    for marks in ["labels", "annotations"] {
      let found = try rendered(
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x, \(marks): {\(key): v}}}"
      ).diagnostics.map(\.code)
      #expect(found.contains("deploy/reserved"))
    }
    try allow("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x, labels: {notremit.dev/x: v}}}")
  }

  @Test(arguments: [
    "labels: {a: 5}", "labels: {a: true}", "labels: {a: 'b c'}", "labels: {a: '-b'}", "labels: {'a b': c}",
    "labels: {a/b/c: d}",
    "labels: {/a: d}", "labels: [a]", "annotations: {a: 5}", "annotations: {'': x}", "annotations: {_a: x}",
    "labels: {a: \(String(repeating: "b", count: 64))}", "labels: {a: null}",
  ])
  func marks(_ text: String) throws {
    try expect("deploy/label", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x, \(text)}}")
  }

  @Test func marksInOrder() throws {
    try allow(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x, labels: {a.b/C_d: '', e: F.g}, annotations: {a: 'any text: ü'}}}"
    )
    let large =
      "annotations: {a: {$eval: \"join(split('\(String(repeating: "x,", count: 16_000))', ','), 'yyyyyyyyyyyyyyyy')\"}}"
    try expect("deploy/size", "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: x, \(large)}}")
  }
}
