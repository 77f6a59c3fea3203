import CivilTime

/// Some days of one security as a file has them: consecutive rows, one array a column. A day may have no price.
package struct SecurityPrices: Sendable, Equatable {
    package let days: [CivilDay]
    /// The lines that the days stand in, from 1.
    package let lines: [Int]
    /// As long as `days`; columns that the file lacks are absent.
    package let values: [PriceField: [String?]]
    /// The last day before the first of these that has a price.
    package let previousDay: CivilDay?
    /// By day: whether it has a value in any column.
    private let isValued: [Bool]

    package init(days: [CivilDay], lines: [Int], values: [PriceField: [String?]], previousDay: CivilDay?) {
        self.days = days
        self.lines = lines
        self.values = values
        self.previousDay = previousDay
        var isValued = [Bool](repeating: false, count: days.count)
        for column in values.values {
            for (index, value) in column.enumerated() where value != nil { isValued[index] = true }
        }
        self.isValued = isValued
    }

    /// Some of these days.
    package func part(_ range: Range<Int>) -> SecurityPrices {
        if range == days.indices { return self }
        return SecurityPrices(
            days: Array(days[range]), lines: Array(lines[range]), values: values.mapValues { Array($0[range]) },
            previousDay: dayWithValue(before: range.lowerBound))
    }

    /// The same, of which it is not known what came before.
    package var untied: SecurityPrices {
        SecurityPrices(days: days, lines: lines, values: values, previousDay: nil)
    }

    /// The last day with a value before a row: an empty cell says nothing.
    func dayWithValue(before index: Int) -> CivilDay? {
        isValued[..<index].lastIndex(of: true).map { days[$0] } ?? previousDay
    }

    package func hasValue(_ index: Int) -> Bool { isValued[index] }
    package var daysWithValue: Int { isValued.count { $0 } }
}

/// Collects the rows of a table year by year, so that no more than a year of prices is held, and no event is longer.
package struct PriceYears {
    private let layout: PriceLayout
    private var days: [CivilDay] = []
    private var lines: [Int] = []
    /// By the layout's columns.
    private var cells: [[String?]]
    /// By security: the last day before these with a price.
    private var lastDays: [CivilDay?]
    private var runs: [SpacingRun]

    package init(layout: PriceLayout) {
        self.layout = layout
        cells = Array(repeating: [], count: layout.columns.count)
        lastDays = Array(repeating: nil, count: layout.securities.count)
        runs = Array(repeating: SpacingRun(), count: layout.securities.count)
    }

    package var year: Int? { days.first?.year }

    /// Of the years taken: prices that stand weeks or months apart, the day of the first of them, and what is to be said.
    package var unlikeSessions: [(security: PriceLayout.Security, day: CivilDay, reason: String)] {
        zip(layout.securities, runs).compactMap { security, run in
            run.stretch.map { stretch in
                (
                    security, stretch.first,
                    "\(security.ticker): \(stretch.steps + 1) prices from \(stretch.first) to \(stretch.last) stand a "
                        + "\(stretch.spacing.noun) apart: they are \(stretch.spacing.rawValue), not of sessions; leave them "
                        + "out, or take a file with daily prices"
                )
            }
        }
    }

    /// Adds the next row in the order of days, of the year that is being collected.
    package mutating func add(_ day: CivilDay, line: Int, _ values: [String?]) {
        days.append(day)
        lines.append(line)
        for (index, value) in values.enumerated() { cells[index].append(value) }
    }

    /// The year collected, one a security in the layout's order; nil for a security without any price in it.
    package mutating func take() -> [SecurityPrices?] {
        var taken: [SecurityPrices?] = []
        taken.reserveCapacity(layout.securities.count)
        let places = Dictionary(layout.columns.enumerated().map { ($1.index, $0) }) { first, _ in first }
        for (index, security) in layout.securities.enumerated() {
            let values = security.fields.compactMapValues { field in places[field].map { cells[$0] } }
            let prices = SecurityPrices(
                days: days, lines: lines, values: values, previousDay: lastDays[index])
            for (place, day) in days.enumerated() where prices.hasValue(place) { runs[index].add(day) }
            taken.append(prices.daysWithValue > 0 ? prices : nil)
            lastDays[index] = prices.dayWithValue(before: days.count)
        }
        (days, lines) = ([], [])
        for index in cells.indices { cells[index].removeAll(keepingCapacity: true) }
        return taken
    }
}
