import DocumentModel
import JSONCoding
import Kubernetes
import Testing

@Suite struct OwnershipTests {
  @Test func theIdIsTheOneThatKubectlComputes() {
    let set = ApplySet(
      parent: ObjectKey(GroupKind("ConfigMap")!, namespace: "default", name: "set1"), tooling: "remit/v0.1",
      kinds: [GroupKind("RoleBinding.rbac.authorization.k8s.io")!, GroupKind("ConfigMap")!],
      namespaces: ["b", "default", "a"])
    #expect(set.id == "applyset-LmGRwX1kJXrUZVwT4DKoKCvG70slj3E2VUZBgksncLo-v1")
    #expect(
      set.annotations == [
        "applyset.kubernetes.io/tooling": "remit/v0.1",
        "applyset.kubernetes.io/contains-group-kinds": "ConfigMap,RoleBinding.rbac.authorization.k8s.io",
        "applyset.kubernetes.io/additional-namespaces": "a,b",
      ])
    let more = set.union(ApplySet(parent: set.parent, tooling: "remit/v0.2", kinds: [GroupKind("Secret")!]))
    #expect(more.kinds.count == 3)
    #expect(more.tooling == "remit/v0.1")
  }

  private func parent(_ labels: String, _ annotations: String) throws -> KubernetesObject {
    try object(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"set1","namespace":"default","labels":{\#(labels)},"annotations":{\#(annotations)}}}"#
    )
  }

  @Test("pitfall 9: a set that another tool keeps is told") func aParentIsReadOnlyWhereItIsOne() throws {
    let id = #""applyset.kubernetes.io/id":"applyset-LmGRwX1kJXrUZVwT4DKoKCvG70slj3E2VUZBgksncLo-v1""#
    let tooling = #""applyset.kubernetes.io/tooling":"remit/v0.1""#
    let kinds = #""applyset.kubernetes.io/contains-group-kinds":"ConfigMap,Role.rbac.authorization.k8s.io""#
    #expect(try ApplySet.read(parent("", tooling), tool: "remit") == nil)
    let set = try #require(
      try ApplySet.read(
        parent(id, tooling + "," + kinds + #","applyset.kubernetes.io/additional-namespaces":"a""#), tool: "remit"))
    #expect(set.kinds.count == 2)
    #expect(set.namespaces == ["a"])
    func error(_ labels: String, _ annotations: String) -> ApplySetError? {
      do {
        _ = try ApplySet.read(parent(labels, annotations), tool: "remit")
        return nil
      } catch { return error as? ApplySetError }
    }
    #expect(error(id, #""applyset.kubernetes.io/tooling":"kubectl/v1.32""#) == .otherTool("kubectl/v1.32"))
    #expect(error(id, #""applyset.kubernetes.io/tooling":"remitter/v1""#) == .otherTool("remitter/v1"))
    #expect(error(id, kinds) == .incomplete(annotation: ApplySet.toolingAnnotation))
    #expect(error(id, tooling) == .incomplete(annotation: ApplySet.kindsAnnotation))
    #expect(error(#""applyset.kubernetes.io/id":"applyset-x-v1""#, tooling + "," + kinds) == .otherID("applyset-x-v1"))
    #expect(
      error(id, tooling + #","applyset.kubernetes.io/contains-group-kinds":"ConfigMap,.x""#)
        == .unreadable(annotation: ApplySet.kindsAnnotation, part: ".x"))
    #expect(
      error(id, tooling + "," + kinds + #","applyset.kubernetes.io/additional-namespaces":"a/b""#)
        == .unreadable(annotation: ApplySet.namespacesAnnotation, part: "a/b"))
  }

  private let managed = #"""
    {"apiVersion":"v1","kind":"Service","metadata":{"name":"it","namespace":"shop","managedFields":[
    {"manager":"remit","operation":"Apply","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{"f:metadata":{"f:labels":{"f:a.b/c":{}}},
    "f:spec":{"f:ports":{"k:{\"protocol\":\"TCP\",\"port\":80}":{".":{},"f:port":{}}},"f:x":{"v:\"p\"":{}}}}},
    {"manager":"hpa","operation":"Update","apiVersion":"v1","fieldsV1":{"f:metadata":{"f:labels":{".":{},"f:z":{},"f:a.b/c":{}}},
    "f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:name":{}},"k:{\"port\":81,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}}},
    {"manager":"k","operation":"Update","subresource":"status","fieldsV1":{"f:status":{"f:y":{}}}},
    {"operation":"Update"},5]}}
    """#

  @Test func managersAndTheirFieldsAreRead() throws {
    let managers = try object(managed).managers
    #expect(managers.map(\.name) == ["remit", "hpa", "k"])
    #expect(
      managers[0].fields.map(\.description).sorted() == [
        ".metadata.labels.a.b/c", ".spec.ports[port=80,protocol=\"TCP\"]", ".spec.ports[port=80,protocol=\"TCP\"].port",
        ".spec.x[=\"p\"]",
      ])
    #expect(managers[2].subresource == "status")
  }

  @Test("pitfall 21: what others own is found") func whatOthersOwnIsFound() throws {
    let foreign = try object(managed).foreignFields(
      below: [FieldPath("metadata", "labels"), FieldPath("spec")], manager: "remit")
    #expect(
      foreign.map { "\($0.path) \($0.managers)" } == [
        ".metadata.labels.z [\"hpa\"]", ".spec.ports[port=80,protocol=\"TCP\"].name [\"hpa\"]",
        ".spec.ports[port=81,protocol=\"TCP\"].port [\"hpa\"]",
      ])
    #expect(try object(managed).foreignFields(below: [FieldPath("spec", "hard")], manager: "remit").isEmpty)
  }

  @Test(arguments: [
    (#"{"spec":{"a":1,"b":2}}"#, #"{"spec":{"a":"1"}}"#, [".spec.b"]),
    (#"{"spec":{"a":{"b":{"c":1}}}}"#, #"{"spec":{"a":5}}"#, [".spec.a"]),
    (#"{"spec":{"a":null,"b":false,"c":0,"d":"","e":[],"f":{},"g":{"h":{"i":0}}}}"#, #"{"spec":{}}"#, []),
    (#"{"spec":{"a":null}}"#, #"{}"#, []),
    (#"{"spec":{"l":[{"a":1},{"b":1}]}}"#, #"{"spec":{"l":[{"a":1},{"c":1}]}}"#, [".spec.l[1].b"]),
    (#"{"spec":{"l":["a","b"]}}"#, #"{"spec":{"l":["b","x","a"]}}"#, []),
    (#"{"spec":{"l":["a","b"]}}"#, #"{"spec":{"l":["b"]}}"#, [".spec.l[0]"]),
    (
      #"{"metadata":{"uid":"u","resourceVersion":"1","managedFields":[5],"labels":{"a":"b"}},"status":{"x":1}}"#,
      #"{"metadata":{}}"#, [".metadata.labels"]
    ),
  ])
  func whatIsDroppedIsFound(_ sent: String, _ answer: String, _ dropped: [String]) throws {
    #expect(try object(sent).fieldsDropped(by: object(answer)).map(\.description) == dropped)
  }

  /// Items are told apart by what the managers' fields say, wherever they stand.
  @Test func itemsAreFoundByTheirKeys() throws {
    let answer = try object(
      #"""
      {"metadata":{"managedFields":[{"manager":"remit","operation":"Apply","fieldsV1":{"f:spec":{"f:ports":
      {"k:{\"port\":80,\"protocol\":\"TCP\"}":{}}}}}]},
      "spec":{"ports":[{"port":81,"protocol":"TCP"},{"port":80,"protocol":"TCP","name":"web"},{"port":82,"protocol":"TCP"}]}}
      """#)
    let sent = try object(#"{"spec":{"ports":[{"port":80,"name":"web","nmae":"x"},{"port":83}]}}"#)
    #expect(
      sent.fieldsDropped(by: answer).map(\.description)
        == [".spec.ports[port=80,protocol=\"TCP\"].nmae", ".spec.ports[1]"])
  }
}
