import CivilTime

/// The sessions that windows count: the days on which the benchmark has a close.
package struct TradingCalendar: Sendable {
    /// Ascending, without doubles.
    package let days: [CivilDay]

    /// - Precondition: `days` ascend.
    package init(days: [CivilDay]) {
        assert(zip(days, days.dropFirst()).allSatisfy { $0 < $1 })
        self.days = days
    }

    package func row(of day: CivilDay) -> Int? {
        let row = firstRow(onOrAfter: day)
        return row < days.count && days[row] == day ? row : nil
    }

    /// The number of rows where none is.
    package func firstRow(onOrAfter day: CivilDay) -> Int {
        var (low, high) = (0, days.count)
        while low < high {
            let middle = (low + high) / 2
            if days[middle] < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
