import CivilTime
import EventStudy
import MarketEvents

/// A finished study with what the ledger adds to its statistics: companies, days, amounts, events.
package struct StudyReport: Sendable {
    package struct Subject: Sendable {
        package let company: String?
        package let ticker: String
        /// The recorded event; nil for a ticker and a date.
        package let event: String?
        /// The day of the news.
        package let date: CivilDay
        /// By which market and hour day 0 was found, in words.
        package let dayZeroReason: String
        /// Whether only the day of the news is known.
        package let isHourUnknown: Bool
        /// What else is to be known of the row, such as `new-york-hours`.
        package let notes: [String]
        /// When the share, or the benchmark, was listed as something else than before, within the days that the row rests on.
        package let joined: [String]
        /// What the closes that the returns are of are adjusted for.
        package let series: String
        package let marketValueChange: Quantity?
        /// One for each tested window, in the order of the design.
        package let amounts: [StudyAmount?]
        /// The abnormal change of day 0 in the currency.
        package let dayZeroAmount: StudyAmount?
        /// Why there is no amount, of a company's share.
        package let amountReason: String?
        /// Other recorded events of the company whose day 0 is in the event window.
        package let overlapping: [String]
        /// All that the row rests on.
        package let events: [String]

        package init(
            company: String?, ticker: String, event: String?, date: CivilDay, dayZeroReason: String,
            isHourUnknown: Bool, notes: [String], joined: [String] = [], series: String, marketValueChange: Quantity?,
            amounts: [StudyAmount?],
            dayZeroAmount: StudyAmount?, overlapping: [String], events: [String], amountReason: String? = nil
        ) {
            self.company = company
            self.ticker = ticker
            self.event = event
            self.date = date
            self.dayZeroReason = dayZeroReason
            self.isHourUnknown = isHourUnknown
            self.notes = notes
            self.joined = joined
            self.series = series
            self.marketValueChange = marketValueChange
            self.amounts = amounts
            self.dayZeroAmount = dayZeroAmount
            self.amountReason = amountReason
            self.overlapping = overlapping
            self.events = events
        }

        /// What a message calls it.
        package var label: String { "\(ticker)@\(date)" }
    }

    package let sample: EventSample
    package let subjects: [Subject]
    package let calendar: TradingCalendar
    package let benchmark: String
    package let warnings: [String]

    package init(
        sample: EventSample, subjects: [Subject], calendar: TradingCalendar, benchmark: String, warnings: [String]
    ) {
        self.sample = sample
        self.subjects = subjects
        self.calendar = calendar
        self.benchmark = benchmark
        self.warnings = warnings
    }

    /// The session of day 0.
    package func dayZero(of index: Int) -> CivilDay { calendar.days[sample.subjects[index].dayZero] }
}

/// What a study says of its events as a group.
package struct StudyResults: Sendable {
    /// One for each tested window.
    package let tests: [WindowTests]
    /// The sum of a window's amounts over the events tested, where each has one and all are in one currency.
    package let sums: [StudyAmount?]
}

extension StudyReport {
    /// Tests the group: of many events that takes as long as their models did.
    package func results() -> StudyResults {
        let tests = sample.tests()
        return StudyResults(tests: tests, sums: tests.indices.map { sum($0, tests[$0]) })
    }

    private func sum(_ window: Int, _ tests: WindowTests) -> StudyAmount? {
        let amounts = tests.events.compactMap { subjects[$0].amounts[window] }
        guard let unit = amounts.first?.unit, amounts.count == tests.events.count,
            amounts.allSatisfy({ $0.unit == unit }),
            let error = sample.standardErrorOfSum(
                amounts.map(\.standardError), events: tests.events, window: tests.window, rbar: tests.rbar)
        else { return nil }
        let total = amounts.reduce(0) { $0 + $1.value }
        let reach = NormalDistribution.twoSided95 * error
        return StudyAmount(
            value: total, standardError: error, lower: total - reach, upper: total + reach, unit: unit)
    }
}

/// A statistic in a currency: rounded to its minor unit, and always about.
package struct StudyAmount: Sendable {
    package let value: Double
    package let standardError: Double
    /// Its 95 % interval.
    package let lower: Double
    package let upper: Double
    package let unit: MeasureUnit

    package init(value: Double, standardError: Double, lower: Double, upper: Double, unit: MeasureUnit) {
        self.value = value
        self.standardError = standardError
        self.lower = lower
        self.upper = upper
        self.unit = unit
    }

    package var amount: Quantity? { StudyAmount.quantity(value, unit) }
    package var error: Quantity? { StudyAmount.quantity(standardError, unit) }
    package var interval: Quantity? {
        guard let low = StudyAmount.decimal(lower, unit), let high = StudyAmount.decimal(upper, unit) else {
            return nil
        }
        return Quantity(low, unit, .between, upper: high, isApproximate: true)
    }

    private static func quantity(_ value: Double, _ unit: MeasureUnit) -> Quantity? {
        decimal(value, unit).map { Quantity($0, unit, .about) }
    }

    /// Nil for what is no number, or has more digits than an amount.
    private static func decimal(_ value: Double, _ unit: MeasureUnit) -> ExactDecimal? {
        guard value.isFinite, abs(value) < 1e20 else { return nil }
        let power = (0..<unit.minorDigits).reduce(1.0) { power, _ in power * 10 }
        return ExactDecimal(coefficient: Int128((value * power).rounded(.toNearestOrEven)), scale: unit.minorDigits)
    }
}
