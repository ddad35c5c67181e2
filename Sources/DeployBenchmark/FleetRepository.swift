import ClusterSupport
import Foundation
import Measuring
import Processes

/// A data repository whose datafiles become five objects each, and the operator's file for its clusters.
struct FleetRepository {
  let folder: String
  /// The objects of one datafile.
  static let objectsOfEach = 5
  static let namespace = "fleet"

  /// Writes a repository anew: so many datafiles for each cluster.
  init(_ folder: String, datafiles: Int, on clusters: [(name: String, cluster: TestCluster)]) throws {
    self.folder = folder
    try? FileManager.default.removeItem(atPath: folder)
    try write(".remit.yml", "data: data\nschemas: [schemas]\ndeploy: {clusters: [/cluster-1.yml]}\n")
    for schema in ["cluster-1", "part-1", "deploy/template-1"] { try write("schemas/\(schema).yml", "type: object\n") }
    try write("data/template.yml", Self.template)
    var places = "clusters:\n"
    for (name, cluster) in clusters {
      try write("data/clusters/\(name).yml", "$schema: /cluster-1.yml\nname: \(name)\n")
      places += "  \(name): {kubeconfig: \(cluster.kubeconfig)}\n"
      for number in 0..<datafiles {
        try write(
          "data/parts/\(name)/part-\(number).yml",
          """
          $schema: /part-1.yml
          name: part-\(number)
          image: registry.example.com/part-\(number):1.0.\(number % 7)
          replicas: \(number % 5)
          port: \(8000 + number % 900)
          cluster: {$ref: /clusters/\(name).yml}

          """)
      }
    }
    try write("clusters.yml", places)
    try git("init", "--quiet", "--initial-branch=main")
    try git("add", "--all")
    try git("-c", "user.name=bench", "-c", "user.email=bench@example.com", "commit", "--quiet", "-m", "a fleet")
  }

  private static let template = """
    $schema: /deploy/template-1.yml
    name: part
    for: /part-1.yml
    scope: tenant
    set: fleet
    clusters: [{$eval: datafile.cluster}]
    let:
      labels: {app: {$eval: datafile.name}, fleet.example/kind: part}
    allow: {kinds: [v1/ConfigMap, v1/Service, v1/ServiceAccount, apps/v1/Deployment]}
    objects:
    - apiVersion: v1
      kind: ServiceAccount
      metadata: {name: {$eval: datafile.name}, namespace: fleet, labels: {$eval: labels}}
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: {$eval: datafile.name}, namespace: fleet, labels: {$eval: labels}}
      data: {replicas: "${datafile.replicas}", image: {$eval: datafile.image}, text: "some lines\\nof text\\n"}
    - apiVersion: v1
      kind: ConfigMap
      metadata: {name: "${datafile.name}-more", namespace: fleet, labels: {$eval: labels}}
      data: {port: "${datafile.port}"}
    - apiVersion: v1
      kind: Service
      metadata: {name: {$eval: datafile.name}, namespace: fleet, labels: {$eval: labels}}
      spec:
        clusterIP: None
        selector: {app: {$eval: datafile.name}}
        ports: [{name: http, port: {$eval: datafile.port}, targetPort: 8080, protocol: TCP}]
    - apiVersion: apps/v1
      kind: Deployment
      metadata: {name: {$eval: datafile.name}, namespace: fleet, labels: {$eval: labels}}
      spec:
        replicas: {$eval: datafile.replicas}
        selector: {matchLabels: {app: {$eval: datafile.name}}}
        template:
          metadata: {labels: {$eval: labels}}
          spec:
            serviceAccountName: {$eval: datafile.name}
            containers:
            - name: main
              image: {$eval: datafile.image}
              ports: [{containerPort: 8080, protocol: TCP}]
              resources: {limits: {cpu: 500m, memory: 256Mi}}

    """

  private func write(_ path: String, _ text: String) throws {
    let url = URL(fileURLWithPath: folder + "/" + path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func git(_ arguments: String...) throws {
    let environment = ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent"]
    let outcome = try Program(["git"] + arguments, environment: environment, folder: folder).run()
    guard outcome.isSuccess else { throw BenchmarkFailure("git \(arguments[0]): \(outcome.complaints)") }
  }

  /// Measures a command of `remit deploy`; one that does not do what it should is a failure.
  func measure(_ remit: String, _ command: String, exit expected: Int32 = 0) throws -> ProcessMeasurement {
    let (output, errors) = (folder + "/../output.txt", folder + "/../errors.txt")
    let result = try ProcessMeasurement.run(
      [remit, "deploy", command, "--ungated", "--clusters", "clusters.yml"], folder: folder, output: output,
      errors: errors)
    guard result.exitCode == expected else {
      let said = [output, errors].map { (try? String(contentsOfFile: $0, encoding: .utf8)) ?? "" }
      throw BenchmarkFailure("remit deploy \(command) ended with \(result.exitCode): \(said.joined().suffix(2000))")
    }
    return result
  }
}

extension TestCluster {
  /// Makes a namespace.
  func make(namespace: String) async throws {
    try await create("/api/v1/namespaces", #"{"metadata":{"name":"\#(namespace)"}}"#)
  }
}
