import Glibc

/// Statistics as rows have them.
package enum Statistic {
    /// Fewer than a double has: what the last ones are depends on a machine's mathematical functions.
    package static let digits = 12

    /// To so many significant digits. Nil for what is no finite number.
    package static func rounded(_ value: Double) -> Double? { text(value).flatMap(Double.init) }

    static func text(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        if value == 0 { return "0" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { buffer in
            let written = withVaList([Int32(digits - 1), value]) { vsnprintf(buffer.baseAddress, 32, "%.*e", $0) }
            guard written > 0, written < 32 else { return nil }
            return String(decoding: buffer.prefix(Int(written)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }
}
