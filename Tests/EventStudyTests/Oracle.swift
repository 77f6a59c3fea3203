import Foundation

/// The figures that the scripts in the folder Oracle computed, and how closeness to them is measured.
enum Oracle {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Oracle")

    static func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }

    /// The difference as a part of the second.
    static func relative(_ value: Double, _ reference: Double) -> Double {
        if value == reference { return 0 }
        return abs(value - reference) / abs(reference)
    }

    /// The difference as a part of the second, absolute where that is below one thousandth.
    static func distance(_ value: Double, _ reference: Double) -> Double {
        if value == reference { return 0 }
        return abs(value - reference) / max(abs(reference), 1e-3)
    }
}
