// swift-tools-version: 6.1
import PackageDescription

// The engine's modules use the machine's own vector instructions, or those of the architecture that NCF_ARCH names, such
// as x86-64-v3 (`make build ARCH=x86-64-v3`). The kernels alone leave out Swift's checks of overflow and bounds in release
// builds. `unsafeFlags` are allowed because this is a root package.
let architecture = "-march=\(Context.environment["NCF_ARCH"] ?? "native")"
let engine: [SwiftSetting] = [.unsafeFlags(["-Xcc", architecture])]
let unchecked: [SwiftSetting] = engine + [.unsafeFlags(["-Ounchecked"], .when(configuration: .release))]

let package = Package(
  name: "ncf-exp",
  products: [
    .executable(name: "ncf-exp", targets: ["ncf-exp"])
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Compiled for every processor: it says what one lacks.
    .target(name: "CProcessor"),
    .target(name: "CVector", dependencies: ["CProcessor"], cSettings: [.unsafeFlags([architecture])]),
    // LIBXSMM falls back on BLAS, which is OpenBLAS here.
    .target(
      name: "CXsmm", dependencies: ["COpenBLAS"],
      cSettings: [.unsafeFlags([architecture])],
      linkerSettings: [.linkedLibrary("xsmm"), .linkedLibrary("m")]),

    // From the ground up: what every module may use.
    .target(name: "NCFConcurrency"),
    .target(name: "NCFDiagnostics"),
    .target(name: "NCFRandom"),
    .target(name: "NCFStatistics", dependencies: ["NCFRandom"]),
    .target(name: "NCFSystem", dependencies: ["NCFDiagnostics", "COpenSSL", "CProcessor", "CVector"]),
    // What data and weights come packed in.
    .target(name: "NCFArchives", dependencies: ["NCFDiagnostics", "CZlib"]),

    // Data → models and training → evaluation → experiments → store → reports → command line.
    .target(
      name: "NCFData",
      dependencies: [
        "NCFConcurrency", "NCFDiagnostics", "NCFRandom", "NCFSystem", "NCFArchives", "CCurl",
      ]),
    .target(
      name: "NCFKernels", dependencies: ["NCFRandom", "COpenBLAS", "CXsmm", "CVector"],
      swiftSettings: unchecked),
    .target(name: "NCFWeights", dependencies: ["NCFDiagnostics", "NCFSystem", "NCFArchives"]),
    .target(
      name: "NCFModels",
      dependencies: ["NCFDiagnostics", "NCFRandom", "NCFWeights", "NCFData", "NCFKernels"],
      swiftSettings: engine),
    .target(
      name: "NCFEvaluation", dependencies: ["NCFSystem", "NCFData", "NCFModels", "NCFKernels"],
      swiftSettings: engine),
    .target(
      name: "NCFExperiments",
      dependencies: [
        "NCFConcurrency", "NCFDiagnostics", "NCFRandom", "NCFSystem", "NCFData", "NCFWeights", "NCFModels",
        "NCFEvaluation", "COpenSSL",
      ]),
    .target(
      name: "NCFStore",
      dependencies: [
        "NCFConcurrency", "NCFDiagnostics", "NCFSystem", "NCFData", "NCFWeights", "NCFModels",
        "NCFEvaluation",
        "NCFExperiments", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    // Papers as data: sections, layouts, claims and published numbers.
    .target(
      name: "NCFStudies",
      dependencies: ["NCFDiagnostics", "NCFModels", "NCFEvaluation", "NCFExperiments"]),
    // Parts of a sweep on many machines.
    .target(
      name: "NCFCluster",
      dependencies: [
        "NCFConcurrency", "NCFDiagnostics", "NCFSystem", "NCFModels", "NCFExperiments", "NCFStore",
      ]),
    .target(
      name: "NCFReports",
      dependencies: [
        "NCFDiagnostics", "NCFRandom", "NCFStatistics", "NCFSystem", "NCFModels", "NCFEvaluation",
        "NCFExperiments", "NCFStore", "NCFStudies",
      ],
      // The page's style and script are part of the program.
      resources: [
        .embedInCode("HTML/Assets/report.css"), .embedInCode("HTML/Assets/report.js"),
        .embedInCode("HTML/Assets/live.js"),
      ]),
    // Reports in the browser while a sweep goes on.
    .target(
      name: "NCFServer",
      dependencies: [
        "NCFDiagnostics", "NCFStore", "NCFStudies", "NCFReports",
        .product(name: "FlyingFox", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "ncf-exp",
      dependencies: [
        "NCFSystem",
        "NCFConcurrency", "NCFDiagnostics", "NCFData", "NCFWeights", "NCFModels", "NCFEvaluation",
        "NCFExperiments", "NCFStore", "NCFCluster", "NCFStudies", "NCFReports", "NCFServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Times the engine; `make bench`.
    .executableTarget(
      name: "ncf-bench",
      dependencies: [
        "NCFData", "NCFKernels", "NCFModels", "NCFEvaluation",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/ncf-bench", swiftSettings: engine),

    // Tests mirror the sources. What several of them need stands in a target of its own.
    .target(name: "NCFTestSupport", path: "Tests/NCFTestSupport"),
    // Readers under changed inputs: few in the tests, many with `make fuzz`.
    .target(
      name: "NCFFuzzing",
      dependencies: [
        "NCFDiagnostics", "NCFRandom", "NCFSystem", "NCFArchives", "NCFData", "NCFWeights", "NCFModels",
        "NCFEvaluation", "NCFExperiments", "NCFStore", "NCFStudies", "NCFReports",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/NCFFuzzing"),
    .executableTarget(
      name: "ncf-fuzz",
      dependencies: [
        "NCFFuzzing", "NCFTestSupport", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Tests/ncf-fuzz"),
    .testTarget(name: "NCFFuzzingTests", dependencies: ["NCFFuzzing", "NCFTestSupport"]),
    .testTarget(name: "NCFConcurrencyTests", dependencies: ["NCFConcurrency"]),
    .testTarget(name: "NCFDiagnosticsTests", dependencies: ["NCFDiagnostics"]),
    .testTarget(name: "NCFRandomTests", dependencies: ["NCFRandom"]),
    .testTarget(
      name: "NCFStatisticsTests", dependencies: ["NCFStatistics", "NCFRandom"], exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFSystemTests",
      dependencies: ["NCFConcurrency", "NCFDiagnostics", "NCFSystem", "NCFTestSupport", "CProcessor"]),
    .testTarget(
      name: "NCFArchivesTests", dependencies: ["NCFDiagnostics", "NCFArchives", "NCFTestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFWeightsTests",
      dependencies: ["NCFData", "NCFDiagnostics", "NCFWeights", "NCFModels", "NCFRandom", "NCFTestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFDataTests",
      dependencies: [
        "NCFDiagnostics", "NCFRandom", "NCFSystem", "NCFConcurrency", "NCFData", "NCFTestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(name: "NCFKernelsTests", dependencies: ["NCFConcurrency", "NCFKernels", "NCFRandom"]),
    .testTarget(
      name: "NCFModelsTests",
      dependencies: [
        "NCFData", "NCFDiagnostics", "NCFKernels", "NCFWeights", "NCFConcurrency", "NCFModels", "NCFRandom",
        "NCFTestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFEvaluationTests", dependencies: ["NCFData", "NCFModels", "NCFRandom", "NCFEvaluation"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFExperimentsTests",
      dependencies: [
        "NCFData", "NCFDiagnostics", "NCFEvaluation", "NCFKernels", "NCFModels", "NCFRandom", "NCFSystem",
        "NCFWeights", "NCFConcurrency", "NCFExperiments",
      ]),
    .testTarget(
      name: "NCFStoreTests",
      dependencies: [
        "NCFData", "NCFDiagnostics", "NCFEvaluation", "NCFExperiments", "NCFModels", "NCFSystem",
        "NCFWeights", "NCFConcurrency", "NCFStore", "NCFRandom", "NCFTestSupport",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "NCFStudiesTests",
      dependencies: [
        "NCFDiagnostics", "NCFModels", "NCFEvaluation", "NCFExperiments", "NCFStudies", "NCFTestSupport",
      ]),
    .testTarget(
      name: "NCFClusterTests",
      dependencies: [
        "NCFDiagnostics", "NCFExperiments", "NCFModels", "NCFCluster", "NCFData", "NCFStore",
        "NCFTestSupport",
      ]),
    .testTarget(
      name: "NCFReportsTests",
      dependencies: [
        "NCFDiagnostics", "NCFRandom", "NCFModels", "NCFEvaluation", "NCFExperiments", "NCFStudies",
        "NCFStatistics",
        "NCFReports",
      ]),
    .testTarget(
      name: "NCFServerTests",
      dependencies: [
        "NCFEvaluation", "NCFExperiments", "NCFModels", "NCFReports", "NCFStore", "NCFServer",
        "NCFTestSupport",
      ]),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "NCFModels",
        "ncf-exp", "NCFRandom", "NCFStore", "NCFTestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
  ]
)
