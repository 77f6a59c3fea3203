import CivilTime
import MarketEvents

/// Closes in columns, in the order in which they were appended: what statistics need of prices, without an object for each.
struct PriceColumns {
    /// Days since 1970.
    private(set) var days: [Int32] = []
    /// For statistics only.
    private(set) var closes: [Double] = []
    /// The closes as they were recorded, one behind the other.
    private var texts: [UInt8] = []
    /// Where in `texts` each close ends.
    private var ends: [Int32] = []

    var count: Int { days.count }

    /// - Parameters:
    ///   - day: days since 1970.
    ///   - text: a price as events have it.
    mutating func append(day: Int32, close: Double, text: some Collection<UInt8>) {
        days.append(day)
        closes.append(close)
        texts.append(contentsOf: text)
        ends.append(Int32(truncatingIfNeeded: texts.count))
    }

    /// Appends one day of other columns.
    mutating func append(_ index: Int, of other: PriceColumns) {
        append(day: other.days[index], close: other.closes[index], text: other.text(index))
    }

    /// Appends all days of other columns.
    mutating func append(_ other: PriceColumns) {
        let start = Int32(truncatingIfNeeded: texts.count)
        days += other.days
        closes += other.closes
        texts += other.texts
        ends += other.ends.lazy.map { start + $0 }
    }

    mutating func scaleCloses(from first: Int, to end: Int, by factor: Double) {
        for index in first..<end { closes[index] *= factor }
    }

    mutating func keepFirst(_ length: Int) {
        guard length < count else { return }
        texts.removeLast(texts.count - (length == 0 ? 0 : Int(ends[length - 1])))
        days.removeLast(count - length)
        closes.removeLast(closes.count - length)
        ends.removeLast(ends.count - length)
    }

    mutating func reserve(_ more: Int) {
        days.reserveCapacity(days.count + more)
        closes.reserveCapacity(days.count + more)
        ends.reserveCapacity(days.count + more)
        texts.reserveCapacity(texts.count + 8 * more)
    }

    private func text(_ index: Int) -> ArraySlice<UInt8> {
        texts[(index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])]
    }

    /// The close exactly.
    func exactClose(_ index: Int) -> ExactDecimal? {
        text(index).withUnsafeBufferPointer { ExactDecimal($0, .price) }
    }
}
