import CivilTime
import MarketEvents

/// A stored `prices.recorded`, read from its bytes in one pass: its closes go straight into columns.
///
/// It takes what the strict decoder takes, and reads the same of it; what it does not understand it refuses, and the strict
/// decoder then says why.
struct StoredPrices {
    /// `none`, `splits` or `all`.
    let adjusted: String
    let currency: String
    /// Its days that have a close, in the order of the payload, which ascends.
    let columns: PriceColumns
    /// Whether they are of shares: not of an index or an exchange rate.
    let isEquity: Bool
    /// Whether the payload itself has a member `published`, which prices need not have.
    let statesPublication: Bool
    /// The day through which the closes are adjusted, where the payload says it.
    let adjustedThrough: CivilDay?

    /// Nil where the payload is not canonical, or not what its type says.
    init?(_ payload: Bytes) {
        var adjusted: Bytes?
        var currency: Bytes?
        var close: [StoredPrice] = []
        var days: [Int32] = []
        var statesPublication = false
        var adjustedThrough: Bytes?
        var kind: Bytes?
        var cursor = CanonicalCursor(payload)
        guard cursor.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let name = cursor.name() else { return nil }
            if name.equals("close") {
                guard cursor.prices(&close) else { return nil }
            } else if name.equals("days") {
                guard cursor.days(&days) else { return nil }
            } else {
                guard let value = cursor.value() else { return nil }
                if name.equals("adjusted") { adjusted = value.plainText }
                if name.equals("currency") { currency = value.plainText }
                if name.equals("kind") { kind = value.plainText }
                if name.equals("adjustedThrough") { adjustedThrough = value.plainText }
                if name.equals("published") { statesPublication = true }
            }
        } while cursor.take(UInt8(ascii: ","))
        guard cursor.take(UInt8(ascii: "}")), cursor.isAtEnd, let adjusted, let currency, !days.isEmpty,
            days.count == close.count,
            adjusted.equals("all") || adjusted.equals("splits") || adjusted.equals("none")
        else { return nil }
        var columns = PriceColumns()
        columns.reserve(days.count)
        for (day, price) in zip(days, close) {
            if let text = price.text { columns.append(day: day, close: price.value, text: text.buffer) }
        }
        (self.adjusted, self.currency, self.columns) = (adjusted.string, currency.string, columns)
        self.statesPublication = statesPublication
        isEquity = kind?.equals("equity") == true
        self.adjustedThrough = adjustedThrough.flatMap { CivilDay($0.string) }
    }
}

private struct StoredPrice {
    /// Nil where there is no price.
    let text: Bytes?
    let value: Double
}

/// Reads lists of prices and of days as payloads have them. Each of its readers says whether it understood what stands there.
extension CanonicalCursor {
    /// A member's name and the colon behind it.
    fileprivate mutating func name() -> Bytes? {
        guard let name = string(), take(UInt8(ascii: ":")) else { return nil }
        return name.unquoted
    }

    fileprivate mutating func prices(_ prices: inout [StoredPrice]) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        repeat {
            guard let price = price() else { return false }
            prices.append(price)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    /// A price in quotes, as `ExactDecimal.pricePattern` has it, or null.
    private mutating func price() -> StoredPrice? {
        guard take(UInt8(ascii: "\"")) else {
            return value()?.isNull == true ? StoredPrice(text: nil, value: .nan) : nil
        }
        let start = place
        let isNegative = take(UInt8(ascii: "-"))
        var coefficient: UInt64 = 0
        let first = place
        digits(&coefficient)
        let whole = place - first
        guard whole > 0, whole <= 18, whole == 1 || first.pointee != UInt8(ascii: "0") else { return nil }
        var scale = 0
        if take(UInt8(ascii: ".")) {
            let point = place
            digits(&coefficient)
            scale = place - point
            guard scale > 0, scale <= 18 else { return nil }
        }
        let text = Bytes(start: start, count: place - start)
        guard take(UInt8(ascii: "\"")) else { return nil }
        // A quotient of two numbers that doubles hold exactly is rounded once, as the decimal itself would be.
        guard whole + scale <= 15 else { return Double(text.string).map { StoredPrice(text: text, value: $0) } }
        let value = Double(coefficient) / CanonicalCursor.powers[scale]
        return StoredPrice(text: text, value: isNegative ? -value : value)
    }

    private static let powers: [Double] = (0...15).map { (0..<$0).reduce(1.0) { power, _ in power * 10 } }

    /// Wraps around behind 19 digits; only shorter numbers are used.
    @inline(__always)
    private mutating func digits(_ number: inout UInt64) {
        while place < end {
            let digit = place.pointee &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            number = number &* 10 &+ UInt64(digit)
            place += 1
        }
    }

    /// Days in quotes, each after the one before.
    fileprivate mutating func days(_ days: inout [Int32]) -> Bool {
        guard take(UInt8(ascii: "[")) else { return false }
        repeat {
            guard take(UInt8(ascii: "\"")), let day = day(), take(UInt8(ascii: "\"")),
                days.last.map({ $0 < day }) ?? true
            else { return false }
            days.append(day)
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: "]"))
    }

    private mutating func day() -> Int32? {
        guard end - place >= 10, place[4] == UInt8(ascii: "-"), place[7] == UInt8(ascii: "-"),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2),
            let civil = CivilDay(year: year, month: month, day: day)
        else { return nil }
        place += 10
        return Int32(truncatingIfNeeded: civil.daysSinceEpoch)
    }

    @inline(__always)
    private func number(_ from: Int, _ count: Int) -> Int? {
        var value = 0
        for index in from..<(from + count) {
            let digit = place[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
