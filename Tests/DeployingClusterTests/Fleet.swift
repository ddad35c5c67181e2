import ClusterSupport
import Foundation

/// A small data repository whose teams have one object of nearly every stage, and a second phase in which something of each
/// kind of step is done: made, changed, replaced, deleted, announced, and then deleted after all. (A namespace takes five
/// seconds to go.)
struct FleetRepository {
  static let cluster = "one"

  /// Everything but the teams.
  static let files: [String: String] = [
    ".remit.yml": "data: d\nresources: r\nschemas: [s]\ndeploy: {clusters: [/c-1.yml]}\n",
    "r/none": "", "s/c-1.yml": "type: object\n", "s/t-1.yml": "type: object\n", "s/o-1.yml": "type: object\n",
    "s/n-1.yml": "type: object\n",
    "s/deploy/template-1.yml": "type: object\n",
    "d/c.yml": "$schema: /c-1.yml\nname: one\n",
    "d/templates/team.yml": """
    $schema: /deploy/template-1.yml
    name: team
    for: /t-1.yml
    scope: platform
    set: {$eval: datafile.name}
    clusters: [{$eval: datafile.cluster}]
    let:
      name: {$eval: datafile.name}
      isSecond: {$eval: datafile.phase == 2}
    allow:
      kinds: [rbac.authorization.k8s.io/v1/ClusterRole, v1/Namespace, v1/ResourceQuota, v1/ConfigMap, v1/Service,
        rbac.authorization.k8s.io/v1/RoleBinding]
      roles: [ClusterRole/view, ClusterRole/edit]
    objects:
    - apiVersion: rbac.authorization.k8s.io/v1
      kind: ClusterRole
      metadata: {name: {$eval: name}}
      rules:
      - {apiGroups: [""], resources: [pods], verbs: {$if: isSecond, then: [get], else: [get, list]}}
    - {apiVersion: v1, kind: Namespace, metadata: {name: {$eval: name}}}
    - apiVersion: v1
      kind: ResourceQuota
      metadata: {name: q, namespace: {$eval: name}}
      spec: {hard: {pods: {$if: isSecond, then: "8", else: "4"}}}
    - apiVersion: rbac.authorization.k8s.io/v1
      kind: RoleBinding
      metadata: {name: devs, namespace: {$eval: name}}
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {$if: isSecond, then: edit, else: view}}
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: devs}]
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: kept, namespace: {$eval: name}}, data: {a: "${datafile.phase}"}}
    - $if: isSecond
      then:
      - {apiVersion: v1, kind: Namespace, metadata: {name: "${name}-new"}}
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: more, namespace: "${name}-new"}, data: {a: b}}
      else:
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: gone, namespace: {$eval: name}}, data: {a: b}}
    - apiVersion: v1
      kind: Service
      metadata: {name: web, namespace: {$eval: name}}
      spec:
        clusterIP: None
        ports: [{port: {$if: isSecond, then: 81, else: 80}, protocol: TCP}]
        selector: {app: web}

    """,
    "d/templates/old.yml": """
    $schema: /deploy/template-1.yml
    name: old
    for: /o-1.yml
    scope: tenant
    set: {$eval: datafile.name}
    clusters: [{$eval: datafile.cluster}]
    allow: {kinds: [v1/PersistentVolumeClaim, v1/ConfigMap]}
    objects:
    - apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: old, namespace: {$eval: datafile.name}}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: last, namespace: {$eval: datafile.name}}, data: {a: b}}

    """,
    "d/templates/spare.yml": """
    $schema: /deploy/template-1.yml
    name: spare
    for: /n-1.yml
    scope: platform
    set: {$eval: datafile.name}
    clusters: [{$eval: datafile.cluster}]
    allow: {kinds: [v1/Namespace, v1/ConfigMap]}
    objects:
    - {apiVersion: v1, kind: Namespace, metadata: {name: {$eval: datafile.name}}}
    - {apiVersion: v1, kind: ConfigMap, metadata: {name: inside, namespace: {$eval: datafile.name}}, data: {a: b}}

    """,
  ]

  /// The files of a team in a phase; 0: it has none.
  static func team(_ name: String, phase: Int) -> [String: String?] {
    let old = "$schema: /o-1.yml\nname: \(name)\ncluster: {$ref: /c.yml}\n" + (phase == 2 ? "delete: true\n" : "")
    return [
      "d/\(name).yml": phase == 0
        ? nil : "$schema: /t-1.yml\nname: \(name)\nphase: \(phase)\ncluster: {$ref: /c.yml}\n",
      "d/\(name)-old.yml": phase == 0 ? nil : old,
    ]
  }

  /// The file of a namespace with something in it, which may be marked to go.
  static func spare(_ name: String, isMarked: Bool) -> [String: String?] {
    let text = "$schema: /n-1.yml\nname: \(name)\ncluster: {$ref: /c.yml}\n"
    return ["d/\(name).yml": text + (isMarked ? "delete: true\n" : "")]
  }
}
