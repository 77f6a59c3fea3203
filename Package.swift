// swift-tools-version: 6.1
import PackageDescription

/// A program of its own names nothing to others: what no path leads to (most of a cryptographic library) then stays out.
let small = LinkerSetting.unsafeFlags(
    ["-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe"], .when(configuration: .release))

/// The tests fold much: modules that only rest on one another are optimized for them, too. What is shipped is a release.
let optimized = SwiftSetting.unsafeFlags(["-O"], .when(configuration: .debug))

// The arrows of the house: each target names what lies directly below it, and nothing points up.
let package = Package(
    name: "impact-ledger",
    products: [
        .executable(name: "impact", targets: ["impact"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    ],
    targets: [
        .target(name: "CanonicalJSON", swiftSettings: [optimized]),
        .target(name: "CivilTime", swiftSettings: [optimized]),
        .target(name: "EventStudy", dependencies: ["CivilTime"], swiftSettings: [optimized]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "SQLite", dependencies: ["CSQLite"], swiftSettings: [optimized]),
        .target(
            name: "EventLog",
            dependencies: [
                "CanonicalJSON", "CivilTime", "SQLite",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "EventLog", swiftSettings: [optimized]),
        .target(
            name: "MarketEvents", dependencies: ["CanonicalJSON", "CivilTime"], swiftSettings: [optimized]),
        .target(
            name: "Projections",
            dependencies: [
                "CanonicalJSON", "CivilTime", "EventLog", "EventStudy", "MarketEvents", "SQLite",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Projections", swiftSettings: [optimized]),
        .target(
            name: "Reports",
            dependencies: ["CanonicalJSON", "CivilTime", "EventLog", "EventStudy", "MarketEvents", "Projections"],
            swiftSettings: [optimized]),
        .target(
            name: "Ledger",
            dependencies: ["CanonicalJSON", "CivilTime", "EventLog", "EventStudy", "MarketEvents", "Projections"],
            swiftSettings: [optimized]),
        .executableTarget(
            name: "impact",
            dependencies: [
                "CanonicalJSON", "CivilTime", "EventLog", "EventStudy", "Ledger", "MarketEvents", "Projections",
                "Reports",
                "SQLite",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: [optimized], linkerSettings: [small]),
        .target(
            name: "LedgerGenerator", dependencies: ["CanonicalJSON", "CivilTime", "EventLog", "MarketEvents"],
            path: "Tests/Benchmarks/Generator", swiftSettings: [optimized]),
        .executableTarget(
            name: "bench",
            dependencies: [
                "CanonicalJSON", "CivilTime", "EventLog", "Ledger", "LedgerGenerator", "Projections", "SQLite",
            ],
            path: "Tests/Benchmarks/Bench"),
        .executableTarget(name: "study-size", dependencies: ["EventStudy"], path: "Tests/Benchmarks/StudySize"),
        .testTarget(name: "CanonicalJSONTests", dependencies: ["CanonicalJSON"]),
        .testTarget(name: "CivilTimeTests", dependencies: ["CivilTime"]),
        .testTarget(
            name: "EventStudyTests", dependencies: ["EventStudy", "CivilTime"], exclude: ["Oracle"]),
        .testTarget(name: "EventLogTests", dependencies: ["EventLog", "SQLite", "CanonicalJSON", "CivilTime"]),
        .testTarget(name: "MarketEventsTests", dependencies: ["MarketEvents", "CanonicalJSON", "CivilTime"]),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Ledger", "LedgerGenerator", "Projections", "Reports", "MarketEvents", "EventLog", "EventStudy",
                "CanonicalJSON", "CivilTime", "SQLite",
            ], exclude: ["Stored"]),
        .testTarget(
            name: "ReportsTests",
            dependencies: [
                "Reports", "Ledger", "Projections", "MarketEvents", "EventLog", "CanonicalJSON", "CivilTime",
            ]),
        // The same checks run under libFuzzer: see Tests/Fuzz/fuzz.sh.
        .testTarget(
            name: "FuzzTests", dependencies: ["Ledger", "EventLog", "MarketEvents", "CanonicalJSON", "CivilTime"],
            path: "Tests/Fuzz", exclude: ["Corpus", "Entry", "fuzz.sh"]),
        .testTarget(
            name: "CommandTests", dependencies: ["impact", "Ledger", "CanonicalJSON"],
            exclude: ["check_proofs.py", "terminal.py"]),
    ],
    swiftLanguageModes: [.v6]
)
