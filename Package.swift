// swift-tools-version: 6.2
import PackageDescription

/// One set of language settings for every target: nothing is exported by accident, warnings are errors.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// Tests may use whatever the modules they import bring along.
let testSettings: [SwiftSetting] = [.enableUpcomingFeature("ExistentialAny"), .treatAllWarnings(as: .error)]

/// A library target of the engine or the tool.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one target.
func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    swiftSettings: testSettings)
}

let jwtKit = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let hummingbird: [Target.Dependency] = [
  .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HTTPTypes", package: "swift-http-types"), .product(name: "NIOCore", package: "swift-nio"),
  lifecycle,
]
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "remit",
  products: [
    .executable(name: "remit", targets: ["remit"]), .executable(name: "remit-bench", targets: ["RemitBenchmark"]),
    .executable(name: "remit-storm", targets: ["StormBenchmark"]),
    .executable(name: "remit-deploy-bench", targets: ["DeployBenchmark"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.81.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.8.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    // Layer 0: values that know nothing of files, and the C libraries.
    .systemLibrary(name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CLibyaml", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(name: "CSpawn"),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    module("Diagnostics"),
    module("DocumentModel", ["Diagnostics"]),

    // Layer 1: one language or one library each.
    module("YAMLReader", ["DocumentModel", "Diagnostics", "CLibyaml"]),
    module("JSONCoding", ["DocumentModel", "Diagnostics"]),
    module("YAMLEditing", ["YAMLReader", "DocumentModel", "Diagnostics"]),
    module("JSONPath", ["DocumentModel"]),
    module("JSONe", ["DocumentModel", "Diagnostics"]),
    module("JSONSchema", ["DocumentModel", "Diagnostics", "CPCRE2"]),
    module("GitObjects", ["CLibgit2"]),
    module("HTTPTransport", ["CLibcurl"]),
    module("Processes", ["CSpawn"]),
    module("Monitoring"),

    // Layer 2 to 5: the engine.
    module("DataBundle", ["DocumentModel", "Diagnostics", "YAMLReader", "JSONCoding", "JSONSchema", crypto]),
    module("Validation", ["DataBundle", "DocumentModel", "Diagnostics", "JSONSchema", "JSONCoding"]),
    module("Rendering", ["DataBundle", "DocumentModel", "Diagnostics", "JSONCoding", "JSONSchema", "JSONe"]),
    module("Diffing", ["DataBundle", "DocumentModel", "Diagnostics", "JSONCoding", "JSONPath"]),
    module(
      "Ownership", ["DataBundle", "DocumentModel", "Diagnostics", "Diffing", "JSONPath", "JSONSchema", "JSONCoding"]),
    module("Deciding", ["Ownership", "Diffing", "DataBundle", "Diagnostics"]),

    // Layer 6 to 8: what people and machines see.
    module(
      "Reporting",
      [
        "Deciding", "Ownership", "Diffing", "Rendering", "DataBundle", "Diagnostics", "DocumentModel", "JSONCoding",
      ]),
    module("Forges", ["HTTPTransport"]),
    module(
      "Kubernetes", ["HTTPTransport", "Processes", "JSONCoding", "YAMLReader", "DocumentModel", "Diagnostics", crypto]),
    module("ServiceStore", ["Forges", "CLibpq", grdb]),
    module("ForgeGitHub", ["Forges", "HTTPTransport", jwtKit]),
    module("ForgeGitea", ["Forges", "HTTPTransport"]),
    module("ForgeGitLab", ["Forges", "HTTPTransport"]),
    module("Webhooks", ["Forges", "HTTPTransport", "JSONCoding", "DocumentModel", crypto]),
    module(
      "Workflows",
      [
        "Reporting", "Deciding", "Ownership", "Diffing", "Rendering", "Validation", "DataBundle", "GitObjects",
        "YAMLEditing", "YAMLReader", "JSONSchema", "JSONPath", "JSONe", "JSONCoding", "DocumentModel", "Diagnostics",
        crypto,
      ]),
    module(
      "BotService",
      [
        "Workflows", "Reporting", "Deciding", "Ownership", "Diffing", "DataBundle", "GitObjects", "YAMLReader",
        "JSONCoding", "DocumentModel", "Diagnostics", "Forges", "HTTPTransport", "Monitoring", "Processes",
        "ServiceStore", logging,
      ]),
    module(
      "Deploying",
      [
        "Workflows", "Reporting", "Rendering", "DataBundle", "GitObjects", "Kubernetes", "HTTPTransport", "Monitoring",
        "YAMLEditing", "YAMLReader", "JSONCoding", "DocumentModel", "Diagnostics", crypto,
      ]),
    module(
      "BotServer",
      [
        "BotService", "Webhooks", "ServiceStore", "Forges", "HTTPTransport", "Monitoring", "Workflows", "Deciding",
        "JSONCoding", "DocumentModel", crypto, logging, mustache,
      ] + hummingbird),
    module(
      "ServiceAssembly",
      [
        "BotServer", "BotService", "Deploying", "Kubernetes", "ForgeGitLab", "ForgeGitHub", "ForgeGitea", "Webhooks",
        "ServiceStore", "Forges", "Workflows", "HTTPTransport", "JSONCoding", logging, lifecycle,
      ]),
    .executableTarget(
      name: "remit",
      dependencies: [
        "ServiceAssembly", "BotServer", "BotService", "Deploying", "Kubernetes", "Monitoring", "ServiceStore", "Forges",
        "HTTPTransport", "Workflows", "Reporting", "Deciding", "Ownership", "Diffing", "Rendering", "DataBundle",
        "Diagnostics", "Validation", argumentParser,
        logging,
      ],
      swiftSettings: settings),

    // Measuring.
    module("Measuring", ["Processes"]),
    .executableTarget(
      name: "RemitBenchmark", dependencies: ["CLibyaml", "Measuring", "Processes"], swiftSettings: testSettings),
    .executableTarget(
      name: "DeployBenchmark", dependencies: ["Measuring", "ClusterSupport", "Processes", "HTTPTransport"],
      swiftSettings: testSettings),

    .executableTarget(
      name: "StormBenchmark",
      dependencies: [
        "BotServer", "BotService", "Forges", "HTTPTransport", "Processes", "ServiceStore", "TestSupport", "Webhooks",
        crypto,
      ],
      swiftSettings: testSettings),

    // Tests.
    module(
      "TestSupport",
      [
        "DocumentModel", "Diagnostics", "YAMLReader", "JSONCoding", "GitObjects", "ServiceStore", "Forges",
        "HTTPTransport", "Processes",
      ]),
    module("ForgeDoubles", ["TestSupport", "Forges", "HTTPTransport", "Processes", crypto]),
    module("ClusterSupport", ["TestSupport", "HTTPTransport", "Processes"]),
    tests("DocumentModel", ["JSONCoding"]),
    tests("YAMLReader", ["DocumentModel", "Diagnostics", "JSONCoding", "Processes", "CLibyaml"]),
    tests("JSONCoding", ["DocumentModel", "Diagnostics", "Processes"]),
    tests("YAMLEditing", ["YAMLReader", "DocumentModel", "Diagnostics"]),
    tests("JSONPath", ["DocumentModel", "Processes"]),
    .testTarget(
      name: "JSONeTests",
      dependencies: ["JSONe", "YAMLReader", "JSONCoding", "DocumentModel", "Diagnostics", "TestSupport"],
      exclude: ["render_jsone.py"], swiftSettings: testSettings),
    tests("JSONSchema", ["DocumentModel", "Diagnostics", "Processes"]),
    tests("GitObjects"),
    tests("HTTPTransport", ["Processes"]),
    tests("Processes"),
    tests("Kubernetes", ["HTTPTransport", "JSONCoding", "DocumentModel"]),
    tests("Diffing", ["JSONCoding", "DocumentModel", "Processes"]),
    // A process of its own that tests kill.
    .executableTarget(
      name: "StoreProbe", dependencies: ["ServiceStore", "Forges"], path: "Tests/StoreProbe",
      swiftSettings: testSettings),
    tests("ServiceStore", ["Forges", "Processes", "StoreProbe"]),
    .testTarget(
      name: "ValidationTests",
      dependencies: ["Validation", "DataBundle", "DocumentModel", "Diagnostics", "JSONSchema"],
      swiftSettings: testSettings),
    .testTarget(
      name: "RenderingTests",
      dependencies: [
        "Rendering", "Validation", "DataBundle", "JSONe", "JSONCoding", "DocumentModel", "Diagnostics", "TestSupport",
        "Workflows", "Reporting",
      ],
      exclude: ["Golden"], swiftSettings: testSettings),
    tests("RemitBenchmark", ["Measuring", "Workflows", "Diagnostics", "DataBundle"]),
    tests("Workflows", ["Reporting", "YAMLEditing", "JSONCoding", "DocumentModel"]),
    tests("Deciding"),
    tests("Webhooks", ["Forges", "HTTPTransport"]),
    .testTarget(
      name: "BotServerTests",
      dependencies: [
        "BotServer", "BotService", "Webhooks", "ServiceStore", "Forges", "HTTPTransport", "Monitoring", "Processes",
        "Workflows", "TestSupport", crypto, logging, lifecycle,
      ],
      exclude: ["check_answers.py"], swiftSettings: testSettings),
    .testTarget(
      name: "ForgeTests",
      dependencies: [
        "Forges", "ForgeGitLab", "ForgeGitHub", "ForgeGitea", "HTTPTransport", "TestSupport", jwtKit, cryptoExtras,
      ],
      exclude: ["check_requests.py", "read_cassettes.py"], swiftSettings: testSettings),
    .testTarget(
      name: "ScenarioTests", dependencies: ["Workflows", "Deciding", "Ownership", "Diagnostics"],
      swiftSettings: testSettings),
    .testTarget(
      name: "AttackTests",
      dependencies: [
        "Workflows", "Deciding", "Ownership", "Validation", "Diffing", "DataBundle", "Diagnostics", "GitObjects",
        "DocumentModel", "TestSupport",
      ], swiftSettings: testSettings),
    tests(
      "BotService",
      [
        "ServiceAssembly", "Deploying", "Kubernetes", "Forges", "ForgeDoubles", "ServiceStore", "Workflows", "Deciding",
        "DataBundle",
        "Ownership",
        "JSONCoding", "Reporting", "HTTPTransport", "Diagnostics", logging, lifecycle,
      ]),
    // Runs the program, too.
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "remit", "BotService", "ForgeDoubles", "Forges", "ForgeGitLab", "ForgeGitHub", "ForgeGitea", "HTTPTransport",
        "Webhooks", "ServiceStore", "Workflows", "Ownership", "DataBundle", "Processes", "TestSupport", cryptoExtras,
      ], swiftSettings: testSettings),
    // A real Kubernetes API server, where `make test-cluster` says so.
    .testTarget(
      name: "TestClusterTests", dependencies: ["ClusterSupport", "HTTPTransport", "TestSupport"],
      swiftSettings: testSettings),
    .testTarget(
      name: "KubernetesClusterTests",
      dependencies: [
        "Kubernetes", "ClusterSupport", "HTTPTransport", "YAMLReader", "JSONCoding", "DocumentModel", "TestSupport",
      ], swiftSettings: testSettings),
    .testTarget(
      name: "DeployingTests",
      dependencies: [
        "Deploying", "Kubernetes", "Monitoring", "Workflows", "GitObjects", "HTTPTransport", "YAMLReader", "JSONCoding",
        "DocumentModel", "Processes", "TestSupport",
      ], exclude: ["Golden"], swiftSettings: testSettings),
    // Runs the program, too.
    .testTarget(
      name: "DeployingClusterTests",
      dependencies: [
        "Deploying", "Kubernetes", "ClusterSupport", "ForgeDoubles", "Forges", "HTTPTransport", "YAMLReader",
        "JSONCoding", "DocumentModel", "TestSupport", "Processes", "Workflows", "Deciding", "DataBundle", "Ownership",
        "Reporting", "remit",
      ], swiftSettings: testSettings),
    .testTarget(name: "ArchitectureTests", swiftSettings: testSettings),
    // Runs the program, which is why it depends on it.
    .testTarget(name: "DocumentationTests", dependencies: ["remit", "Processes"], swiftSettings: testSettings),
    .testTarget(
      name: "CompatibilityTests",
      dependencies: [
        "Workflows", "Deciding", "Ownership", "Diffing", "Validation", "DataBundle", "JSONSchema", "JSONCoding",
        "DocumentModel", "Diagnostics", "Processes", "TestSupport",
      ],
      swiftSettings: testSettings),
    .testTarget(
      name: "CommandTests",
      dependencies: ["remit", "Processes", "TestSupport", "YAMLReader", "JSONCoding", "DocumentModel"],
      exclude: ["Golden"],
      swiftSettings: testSettings),
  ],
  swiftLanguageModes: [.v6]
)
