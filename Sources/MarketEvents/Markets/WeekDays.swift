import CivilTime

/// The days of the week on which a market trades, as `Mon-Fri`, `Sun-Thu` or `Mon,Wed`.
package struct WeekDays: Hashable, Sendable {
    /// Bit 1 is Monday, bit 7 Sunday.
    private let bits: UInt8

    private static let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    package static let mondayToFriday = WeekDays(bits: 0b0011_1110)

    private init(bits: UInt8) { self.bits = bits }

    /// Nil where the text is none.
    package init?(_ text: some StringProtocol) {
        var bits: UInt8 = 0
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { WeekDays.number(of: $0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
            // A range may go over the end of the week: Sun-Thu.
            for step in 0...((last - first + 7) % 7) { bits |= 1 << UInt8((first - 1 + step) % 7 + 1) }
        }
        self.init(bits: bits)
    }

    package func contains(_ day: CivilDay) -> Bool { bits & 1 << UInt8(day.weekday) != 0 }

    package func meets(_ other: WeekDays) -> Bool { bits & other.bits != 0 }

    /// 1 is Monday; nil for anything but `Mon` to `Sun`.
    static func number(of name: some StringProtocol) -> Int? {
        names.firstIndex { $0 == name }.map { $0 + 1 }
    }
}
