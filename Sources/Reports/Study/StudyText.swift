import CivilTime
import EventStudy
import MarketEvents
import Projections

/// A study for people: what was done, one table of the events and one of the tests.
package struct StudyText {
    private let report: StudyReport
    private let results: StudyResults
    private var sample: EventSample { report.sample }

    package init(_ report: StudyReport) {
        self.report = report
        results = report.results()
    }

    static let leadReason =
        "tested windows share days, where residuals that move together make the other tests reject far too often; these stay "
        + "near their nominal size"

    /// - Parameter width: columns of the terminal; nil where nothing is cut.
    package func terminal(width: Int?, color: Bool) -> String {
        parts.map { part in
            switch part {
            case .lines(let lines): lines.map { SafeText.terminal($0) + "\n" }.joined()
            case .table(let table): table.terminal(width: width, color: color)
            }
        }.joined(separator: "\n")
    }

    package var markdown: String {
        parts.map { part in
            switch part {
            case .lines(let lines): lines.map { "- " + SafeText.markdown($0) + "\n" }.joined()
            case .table(let table): table.markdown
            }
        }.joined(separator: "\n")
    }

    private enum Part {
        case lines([String])
        case table(TextTable)
    }

    private var parts: [Part] {
        [.lines(method), .table(events)] + windows.map(Part.table) + (hasAmounts ? [.table(amounts)] : [])
            + [.table(tests), .lines(notes)]
    }

    var method: [String] {
        let design = sample.design
        let model =
            switch design.model {
            case .market: "market model, R = α + β·R_m by least squares (MacKinlay 1997)"
            case .marketAdjusted: "market-adjusted model, R = R_m (Brown & Warner 1980)"
            case .meanAdjusted: "mean-adjusted model, R = the security's mean (Brown & Warner 1980)"
            case .scholesWilliams: "market model with the slope of Scholes & Williams (1977)"
            }
        let series = Set(report.subjects.map(\.series)).sorted().map { name in
            name == "none" ? "unadjusted closes" : "closes adjusted for \(name == "all" ? "everything" : name)"
        }
        return [
            "\(model); \(design.returns.rawValue) returns of \(series.joined(separator: " and ")); benchmark \(report.benchmark)",
            "estimation window \(text(design.estimation)), event window \(text(design.window)), at least "
                + "\(design.minimumDays) estimation days; N = \(report.subjects.count)",
        ] + daysZero
    }

    /// By which market and hour each day 0 was found; of a day that was asked for nothing needs saying.
    private var daysZero: [String] {
        let found = report.subjects.indices.filter { report.subjects[$0].event != nil }
        let lines = found.prefix(StudyText.daysZeroShown).map { index in
            let subject = report.subjects[index]
            return "\(subject.label): day 0 is \(report.dayZero(of: index)), for \(subject.dayZeroReason)"
        }
        let more = found.count - lines.count
        return lines + (more > 0 ? ["and \(more) more, which --json lists"] : [])
    }

    /// A study of hundreds of events has as many; of these few people read more than some.
    private static let daysZeroShown = 20

    var events: TextTable {
        TextTable(
            headings: [
                .init("event"), .init("company"), .init("day 0"), .init("estimated from"), .init("to"),
                .init("m", isNumber: true), .init("alpha", isNumber: true), .init("beta", isNumber: true),
                .init("sigma", isNumber: true), .init("R²", isNumber: true), .init("AR 0", isNumber: true),
                .init("SAR 0", isNumber: true),
            ],
            rows: report.subjects.enumerated().map { index, subject in
                let estimate = sample.estimates[index]
                let rows = sample.estimationRows(of: index)
                let zero = -sample.design.window.lowerBound
                let hasZero = sample.design.window.contains(0)
                return [
                    subject.label, subject.company ?? "", report.dayZero(of: index).description,
                    rows.map { report.calendar.days[$0.lowerBound].description } ?? "",
                    rows.map { report.calendar.days[$0.upperBound].description } ?? "", String(estimate.days),
                    StatisticText.percent(estimate.alpha, digits: 3), StatisticText.decimal(estimate.beta),
                    StatisticText.percent(estimate.sigma),
                    StatisticText.decimal(estimate.rSquared, digits: 2),
                    StatisticText.percent(hasZero ? Array(sample.abnormalReturns(of: index))[zero] : .nan),
                    StatisticText.decimal(hasZero ? sample.standardizedReturns(of: index)[zero] : .nan, digits: 2),
                ]
            })
    }

    /// One for each tested window: the cumulated returns of the events.
    var windows: [TextTable] {
        sample.design.tested.indices.map { window in
            let name = text(sample.design.tested[window])
            return TextTable(
                headings: [
                    .init("event"), .init("CAR \(name)", isNumber: true), .init("standard error", isNumber: true),
                    .init("t exact", isNumber: true), .init("p", isNumber: true), .init("df", isNumber: true),
                    .init("t simple", isNumber: true), .init("BHAR over market", isNumber: true),
                    .init("over model", isNumber: true),
                ],
                rows: report.subjects.indices.map { index in
                    let cumulated = Array(sample.cumulated(of: index))[window]
                    return [
                        report.subjects[index].label, StatisticText.percent(cumulated.car),
                        StatisticText.percent(cumulated.exactVariance.squareRoot()),
                        StatisticText.decimal(cumulated.exactT, digits: 2),
                        StatisticText.probability(cumulated.exactP), String(cumulated.degreesOfFreedom),
                        StatisticText.decimal(cumulated.simpleT, digits: 2),
                        StatisticText.percent(cumulated.buyAndHoldOverMarket),
                        StatisticText.percent(cumulated.buyAndHoldOverModel),
                    ]
                })
        }
    }

    var hasAmounts: Bool { report.subjects.contains { $0.marketValueChange != nil || $0.dayZeroAmount != nil } }

    var amounts: TextTable {
        func interval(_ amount: StudyAmount?) -> String { amount?.interval?.grouped ?? "" }
        var rows: [[String]] = []
        for (index, subject) in report.subjects.enumerated() {
            rows.append([
                subject.label, "0", subject.marketValueChange?.grouped ?? "",
                subject.dayZeroAmount?.amount?.grouped ?? "", subject.dayZeroAmount?.error?.grouped ?? "",
                interval(subject.dayZeroAmount),
            ])
            for (cumulated, amount) in zip(sample.cumulated(of: index), subject.amounts) {
                rows.append([
                    subject.label, text(cumulated.window), "", amount?.amount?.grouped ?? "",
                    amount?.error?.grouped ?? "", interval(amount),
                ])
            }
        }
        for (tests, sum) in zip(results.tests, results.sums) where report.subjects.count > 1 {
            guard let sum else { continue }
            rows.append([
                "sum of \(tests.count)", text(tests.window), "", sum.amount?.grouped ?? "", sum.error?.grouped ?? "",
                interval(sum),
            ])
        }
        return TextTable(
            headings: [
                .init("event"), .init("window"), .init("value change", isNumber: true),
                .init("of it abnormal", isNumber: true), .init("standard error", isNumber: true),
                .init("95 % interval", isNumber: true),
            ], rows: rows)
    }

    var tests: TextTable {
        let headings: [TextTable.Heading] =
            [.init("test")]
            + results.tests.flatMap {
                [.init(text($0.window), isNumber: true), .init("p", isNumber: true)] as [TextTable.Heading]
            } + [.init("formula")]
        func facts(_ name: String, _ value: (WindowTests) -> String) -> [String] {
            [name] + results.tests.flatMap { [value($0), ""] } + [""]
        }
        var rows = [
            facts("N") { String($0.count) }, facts("CAAR") { StatisticText.percent($0.caar ?? .nan) },
            facts("positive") { String($0.positive) }, facts("r̄") { StatisticText.decimal($0.rbar.value ?? .nan) },
        ]
        let leading = results.tests.flatMap(\.lead)
        for test in leading.isEmpty
            ? GroupTest.allCases : GroupTest.allCases.sorted(by: { leading.contains($0) && !leading.contains($1) })
        {
            rows.append(
                [(leading.contains(test) ? "* " : "") + test.rawValue]
                    + results.tests.flatMap { tests -> [String] in
                        let result = tests.results[test]
                        return [
                            StatisticText.decimal(result?.statistic ?? .nan),
                            StatisticText.probability(result?.p ?? .nan),
                        ]
                    } + [test.formula])
        }
        return TextTable(headings: headings, rows: rows)
    }

    var notes: [String] {
        var lines = report.warnings
        if results.tests.contains(where: { !$0.lead.isEmpty }) {
            lines.insert("* leads: \(StudyText.leadReason)", at: 0)
        }
        // One line for each reason, not for each test.
        var reasons: [(reason: String, tests: [String])] = []
        for window in results.tests {
            for test in GroupTest.allCases {
                guard case .undefined(let reason) = window.results[test] else { continue }
                let place = reasons.firstIndex { $0.reason == reason } ?? reasons.count
                if place == reasons.count { reasons.append((reason, [])) }
                if !reasons[place].tests.contains(test.rawValue) { reasons[place].tests.append(test.rawValue) }
            }
        }
        return lines + reasons.map { "no \($0.tests.joined(separator: ", ")) where empty: \($0.reason)" }
    }

    private func text(_ window: DayWindow) -> String { "\(window.lowerBound)..\(window.upperBound)" }
}
