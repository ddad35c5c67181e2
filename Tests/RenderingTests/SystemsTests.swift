import DataBundle
import Diagnostics
import DocumentModel
import Foundation
import Rendering
import Testing

/// What the designs ask for, by their numbers in `docs/systems.md`, as far as the rendered objects show it.
@Suite struct KubeNovaTests {
  private static let app = "tn-acme-shop-app-frontend"
  private static let sandbox = "tn-acme-shop-sbx-001"

  @Test func k5NamesAreMadeOfFields() throws {
    let namespaces = try Example.kubenova.rendered().objects.filter { $0.identity.kind == "Namespace" }
    #expect(namespaces.count == 14)
    for object in namespaces {
      let parts = object.datafile.dropLast(4).split(separator: "/").map(String.init)
      let kind = parts[0] == "apps" ? "app" : "sbx"
      #expect(object.identity.name == "tn-\(parts[1])-\(parts[2])-\(kind)-\(parts[3])")
    }
  }

  @Test func k6OnlyTheDeployerOwnsATenant() throws {
    let tenant = try Example.kubenova.rendered().object("Tenant acme", on: "dc1")
    #expect(
      tenant.json("/spec/owners")
        == #"[{"kind":"ServiceAccount","name":"system:serviceaccount:remit-system:deployer"}]"#)
  }

  @Test func k8TheTenantHasQuotasNodesAndItsGroup() throws {
    let rendering = try Example.kubenova.rendered()
    let tenant = try rendering.object("Tenant acme", on: "dc1")
    #expect(tenant.json("/spec/nodeSelector") == #"{"zone":"dc1"}"#)
    #expect(tenant.json("/spec/namespaceOptions/quota") == "12")
    #expect(tenant.json("/spec/resourceQuotas/items/0/hard/limits.cpu") == "\"16\"")
    for (binding, namespace) in [("kubenova-app-readonly", Self.app), ("kubenova-sandbox-edit", Self.sandbox)] {
      let object = try rendering.object("RoleBinding \(binding)", on: "dc1", in: namespace)
      #expect(
        object.json("/subjects") == #"[{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"acme-devs"}]"#)
    }
  }

  @Test func k9TheTenantIsWhereItsAppsAre() throws {
    func clusters(_ edits: [String: String?]) throws -> [String] {
      try Example.kubenova.rendered(edits).objects.filter { $0.identity.kind == "Tenant" }.map {
        "\($0.cluster) \($0.set)"
      }
    }
    #expect(try clusters([:]) == ["dc1 acme", "dc2 acme", "dc2 globex"])
    let site = try Example.kubenova.text("/apps/globex/portal/site.yml")
    let moved = ["/apps/globex/portal/site.yml": site.replacing("/clusters/dc2.yml", with: "/clusters/dc1.yml")]
    #expect(try clusters(moved) == ["dc1 acme", "dc1 globex", "dc2 acme", "dc2 globex"])
  }

  @Test func k10InAppNamespacesOneLooks() throws {
    let role = try Example.kubenova.rendered().object("ClusterRole kubenova-app-readonly", on: "dc1")
    #expect(role.json("/rules/0/verbs") == #"["get","list","watch"]"#)
    #expect(role.json("/rules/1/resources") == #"["pods/log","pods/status"]"#)
    #expect(
      role.json("/rules/2") == #"{"apiGroups":[""],"resources":["pods/exec","pods/attach"],"verbs":["get","create"]}"#)
    #expect(role.json("/rules")?.contains("secrets") == false)
    let account = try Example.kubenova.rendered().object("ServiceAccount vela-app", on: "dc1", in: Self.app)
    #expect(account.json("/automountServiceAccountToken") == "false")
  }

  @Test func k11InSandboxesOneWorks() throws {
    let role = try Example.kubenova.rendered().object("ClusterRole kubenova-sandbox-edit", on: "dc1")
    #expect(role.json("/rules/0/verbs") == #"["get","list","watch","create","update","patch","delete"]"#)
    for word in ["secrets", "deployments", "pods/exec", "configmaps"] {
      #expect(role.json("/rules/0/resources")?.contains("\"\(word)\"") == true)
    }
  }

  @Test func k12EachGroupIsBoundInItsOwnKindOfNamespace() throws {
    let bindings = try Example.kubenova.rendered().objects.filter { $0.identity.kind.hasSuffix("RoleBinding") }
    #expect(bindings.allSatisfy { $0.identity.kind == "RoleBinding" && $0.identity.namespace != nil })
    for binding in bindings {
      let isSandbox = binding.identity.namespace?.contains("-sbx-") == true
      #expect((binding.identity.name == "kubenova-sandbox-edit") == isSandbox)
    }
  }

  @Test func k13NoApplicationInASandbox() throws {
    let rendering = try Example.kubenova.rendered()
    #expect(
      rendering.objects.allSatisfy {
        $0.identity.kind != "Application" || $0.identity.namespace?.contains("-app-") == true
      })
    let text = try Example.kubenova.text("/deploy/templates/sandbox.yml")
    let application =
      "- {apiVersion: core.oam.dev/v1beta1, kind: Application, metadata: {name: a, namespace: '${names.namespace}'}}\n"
    let bundle = try Example.kubenova.bundle(["/deploy/templates/sandbox.yml": text + application])
    let codes = try #require(Rendering.make(bundle)).diagnostics.map(\.code)
    #expect(codes.count == 3 && Set(codes) == ["deploy/kind"])
  }

  @Test func k14LabelsSayWhoseItIs() throws {
    let rendering = try Example.kubenova.rendered()
    let application = try rendering.object("Application frontend", on: "dc1", in: Self.app)
    #expect(application.json("/metadata/labels/kubenova.io~1app-id") == "\"7c9e6679-7425-40de-944b-e07fc1f90ae7\"")
    #expect(application.json("/metadata/labels/kubenova.io~1source-kind") == "\"helmHttp\"")
    #expect(application.json("/metadata/labels/kubenova.io~1managed-by") == "\"vela\"")
    for object in rendering.objects where object.set != "platform" {
      #expect(object.json("/metadata/labels/kubenova.io~1tenant-id") != nil, "\(object.identity)")
    }
  }

  @Test func k17WhatIsMadeOfASandbox() throws {
    let found = try Example.kubenova.rendered().objects(on: "dc1", in: Self.sandbox)
    #expect(
      found.keys.sorted() == ["LimitRange kubenova", "ResourceQuota kubenova", "RoleBinding kubenova-sandbox-edit"])
  }

  @Test func k19AnInstalledAppIsTheReleaseWithItsOverrides() throws {
    let rendering = try Example.kubenova.rendered()
    let namespace = "tn-acme-shop-app-landing"
    let application = try rendering.object("Application landing", on: "dc1", in: namespace)
    #expect(application.json("/spec/components/0/properties/image") == "\"registry.example.com/library/nginx:1.23.0\"")
    #expect(application.json("/spec/components/0/traits/0/properties/replicas") == "2")
    #expect(application.json("/spec/components/0/properties/env") == #"[{"name":"LOG_LEVEL","value":"warn"}]"#)
    let map = try rendering.object("ConfigMap kubenova-app-landing", on: "dc1", in: namespace)
    #expect(map.json("/data/catalogItemId") == "\"1a3d3f2c-5a44-4d2e-8f0b-2f1f0e6f7b33\"")
    #expect(map.json("/data/catalogVersion") == "\"1.23.0\"")
    #expect(map.inputs.contains("examples/kubenova/data/catalog/nginx.yml"))
  }

  @Test func k21AnUpgradeIsOneNewRevision() throws {
    func version(_ edits: [String: String?]) throws -> String? {
      try Example.kubenova.rendered(edits).object("Application landing", on: "dc1", in: "tn-acme-shop-app-landing")
        .json("/metadata/annotations/app.oam.dev~1publishVersion")
    }
    let text = try Example.kubenova.text("/apps/acme/shop/landing.yml")
    let path = "/apps/acme/shop/landing.yml"
    let before = try version([:])
    #expect(before != nil)
    #expect(try version([path: text.replacing("1.23.0", with: "1.24.0")]) != before)
    #expect(try version([path: text.replacing("Pages that", with: "Texts that")]) == before)
  }

  @Test func k23SandboxesHaveTheirLabel() throws {
    for object in try Example.kubenova.rendered().objects where object.identity.kind == "Namespace" {
      let isSandbox = object.identity.name.contains("-sbx-")
      #expect((object.json("/metadata/labels/kubenova.io~1sandbox") == "\"true\"") == isSandbox)
    }
  }

  @Test func k24SecretsAreNamesOnly() throws {
    let rendering = try Example.kubenova.rendered()
    #expect(rendering.objects.allSatisfy { $0.identity.kind != "Secret" })
    let application = try rendering.object("Application frontend", on: "dc1", in: Self.app)
    #expect(application.json("/spec/components/0/properties/secretRef") == "\"helm-repo-cred\"")
    #expect(application.json("/spec/components/0/properties/values/imagePullSecrets") == #"[{"name":"regcred"}]"#)
    let account = try rendering.object("ServiceAccount default", on: "dc1", in: Self.app)
    #expect(account.json("/imagePullSecrets") == #"[{"name":"regcred"}]"#)
    let git = try rendering.object("Application docs", on: "dc1", in: "tn-acme-shop-app-docs")
    #expect(git.json("/spec/components/0/properties/secretRef") == "\"git-cred\"")
    let native = try rendering.object("Application search", on: "dc2", in: "tn-acme-shop-app-search")
    #expect(native.json("/spec/components/0/properties/chart/auth/secretRef") == #"{"name":"helm-repo-cred"}"#)
  }

  @Test func k26ATombstoneIsRenderedToSayWhatGoes() throws {
    let text = try Example.kubenova.text("/apps/acme/shop/docs.yml")
    let rendering = try Example.kubenova.rendered(["/apps/acme/shop/docs.yml": text + "delete: true\n"])
    let gone = rendering.objects.filter(\.isTombstone)
    #expect(gone.count == 7 && gone.allSatisfy { $0.datafile == "/apps/acme/shop/docs.yml" })
  }
}

@Suite struct WPaaSTests {
  private static let blog = "wp-acm-default-default"

  @Test func w2ASpaceIsANamespace() throws {
    let namespaces = try Example.wpaas.rendered().objects.filter { $0.identity.kind == "Namespace" }
    #expect(
      namespaces.map { "\($0.set) \($0.identity.name)" } == [
        "acm wp-acm-default-default", "acm wp-acm-default-shop", "acm wp-acm-events-default",
        "blu wp-blu-default-default",
      ])
  }

  @Test func w8WordPressAndItsDatabase() throws {
    let rendering = try Example.wpaas.rendered()
    let wordpress = try rendering.object("Deployment blog-wordpress", on: "west", in: Self.blog)
    #expect(wordpress.json("/spec/replicas") == "2")
    let database = try rendering.object("StatefulSet blog-db", on: "west", in: Self.blog)
    #expect(database.json("/spec/replicas") == "1")
    let scaled = try rendering.object("Deployment shop-wordpress", on: "west", in: "wp-acm-default-shop")
    #expect(scaled.json("/spec/replicas") == nil)
    let scaler = try rendering.object("HorizontalPodAutoscaler shop-wordpress", on: "west", in: "wp-acm-default-shop")
    #expect(scaler.json("/spec/maxReplicas") == "2")
  }

  /// Blu is suspended in the example; then Acme is as well.
  @Test func w10OfTheSuspendedNothingRuns() throws {
    func running(_ edits: [String: String?]) throws -> Set<String> {
      let workloads = try Example.wpaas.rendered(edits).objects.filter {
        ["Deployment", "StatefulSet", "HorizontalPodAutoscaler"].contains($0.identity.kind)
      }
      #expect(Set(workloads.map(\.set)) == ["acm", "blu"])
      return Set(workloads.filter { $0.json("/spec/replicas") != "0" }.map(\.set))
    }
    let text = try Example.wpaas.text("/customers/acm.yml").replacing("status: paid", with: "status: suspended")
    #expect(try running([:]) == ["acm"])
    #expect(try running(["/customers/acm.yml": text]) == [])
  }

  @Test func w11ACustomersFilesThatGoTakeTheirObjectsAlong() throws {
    var edits: [String: String?] = [:]
    for path in ["/instances/blu/default/default/bread.yml", "/spaces/blu/default/default.yml"] {
      edits[path] = try Example.wpaas.text(path) + "delete: true\n"
    }
    let gone = try Example.wpaas.rendered(edits).objects.filter(\.isTombstone)
    #expect(!gone.isEmpty && gone.allSatisfy { $0.set == "blu" } && gone.count == 7)
  }

  @Test func w17AddressAndNames() throws {
    let rendering = try Example.wpaas.rendered()
    let service = try rendering.object("Service shop-public", on: "west", in: "wp-acm-default-shop")
    #expect(service.json("/spec/loadBalancerIP") == "\"2001:db8:100::5\"")
    let ingress = try rendering.object("Ingress shop", on: "west", in: "wp-acm-default-shop")
    #expect(ingress.json("/spec/rules/0/host") == "\"v2.shop.default.acm.www.wpaas.example\"")
  }
}
