/// What has to stand in an app of KubeNova's example so that it becomes an application that a real API server has taken: the
/// objects in the shared data, `data/kubernetes/examples`.
public struct ReferenceApp: Hashable, Sendable, CustomStringConvertible {
  /// The file with the object, without its ending.
  public let file: String
  /// What the cluster's KubeVela installs charts with.
  public let engine: String
  /// The `source` of the app, YAML.
  public let source: String
  /// The file.
  public var description: String { file }

  private init(_ file: String, engine: String = "flux", _ source: String) {
    self.file = file
    self.engine = engine
    self.source = source + "\n"
  }

  private static let chart = """
    source:
      kind: helmHttp
      helmHttp: {url: "https://charts.example.com/stable", chart: nginx, version: 15.4.2, values: {replicaCount: 2}}
      credentialsSecretRef: {name: helm-repo-cred}
      imagePullSecretRefs: [{name: regcred}]
    """

  private static let oci = """
    source:
      kind: helmOci
      helmOci: {url: "oci://registry.example.com/charts", chart: nginx, version: 15.4.2}
      credentialsSecretRef: {name: oci-cred}
    """

  /// One for each kind of source, and for each engine.
  public static let all = [
    ReferenceApp("10-app-helmHttp.flux", chart), ReferenceApp("11-app-helmHttp.native", engine: "native", chart),
    ReferenceApp("12-app-helmOci.flux", oci + "\n  imagePullSecretRefs: [{name: regcred}]"),
    ReferenceApp("13-app-helmOci.native", engine: "native", oci),
    ReferenceApp(
      "14-app-gitRepo",
      """
      source:
        kind: gitRepo
        gitRepo: {url: "ssh://git@git.example.com/acme/frontend.git", commit: 3b18e512dba79e4c8300dd08aeb37f8e728b8dad, path: ./deploy/prod}
        credentialsSecretRef: {name: git-cred}
      """),
    ReferenceApp(
      "15-app-containerImage",
      """
      source:
        kind: containerImage
        containerImage:
          image: registry.example.com/acme/frontend
          tag: 1.4.2
          digest: sha256:9b2cf9f1a8f1a7f3b60d8a4b8f0f1f9b3a3f6f6e3b1c0d9e8f7a6b5c4d3e2f1a
          port: 8080
          replicas: 2
          cpu: "0.5"
          memory: 256Mi
          env: [{name: LOG_LEVEL, value: info}]
        imagePullSecretRefs: [{name: regcred}]
      """),
    ReferenceApp(
      "16-app-kubeManifest",
      """
      source:
        kind: kubeManifest
        kubeManifest:
          objects:
          - apiVersion: apps/v1
            kind: Deployment
            metadata: {name: frontend}
            spec:
              replicas: 2
              selector: {matchLabels: {app: frontend}}
              template:
                metadata: {labels: {app: frontend}}
                spec:
                  containers:
                  - {name: web, image: "registry.example.com/acme/frontend:1.4.2", ports: [{containerPort: 8080}]}
          - apiVersion: v1
            kind: Service
            metadata: {name: frontend}
            spec: {selector: {app: frontend}, ports: [{name: http, port: 80, targetPort: 8080, protocol: TCP}]}
        imagePullSecretRefs: [{name: regcred}]
      """),
    ReferenceApp(
      "17-app-velaTemplate",
      """
      source:
        kind: velaTemplate
        velaTemplate:
          type: acme-web-template
          properties: {image: "registry.example.com/acme/frontend:1.4.2"}
          traits: [{type: scaler, properties: {replicas: 2}}]
          policies:
          - name: keep-state
            type: garbage-collect
            properties: {rules: [{selector: {resourceTypes: [PersistentVolumeClaim]}, strategy: never}]}
          workflow: [{name: apply, type: apply-component, properties: {component: frontend}}]
        imagePullSecretRefs: [{name: regcred}]
      """),
  ]
}
