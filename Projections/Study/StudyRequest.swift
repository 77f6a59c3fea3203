import CivilTime
import EventStudy

/// What someone wants to have studied.
package struct StudyRequest {
    /// A security and a day without an event: `GOOG@2006-10-09`.
    package struct Point {
        package let ticker: String
        package let day: CivilDay

        package init(ticker: String, day: CivilDay) {
            self.ticker = ticker
            self.day = day
        }
    }

    /// An event by its id, or a point; in the order given.
    package enum Item {
        case event(String)
        case point(Point)
    }

    package var design: StudyDesign
    /// A ticker, or MIC:TICKER; nil where the ledger holds one index.
    package var benchmark: String?
    package var items: [Item]
    /// Only this company's part of the events.
    package var company: String?
    package var closedDays: ClosedDayRule
    /// Day 0 is the session after the day, whatever the clock said.
    package var isAfterClose: Bool
    /// Leaves out what shares days of its window with other news of the company.
    package var excludesOverlap: Bool
    package var selection: Selection

    package init(
        design: StudyDesign, benchmark: String? = nil, items: [Item], company: String? = nil,
        closedDays: ClosedDayRule = .next, isAfterClose: Bool = false, excludesOverlap: Bool = false,
        selection: Selection = Selection()
    ) {
        self.design = design
        self.benchmark = benchmark
        self.items = items
        self.company = company
        self.closedDays = closedDays
        self.isAfterClose = isAfterClose
        self.excludesOverlap = excludesOverlap
        self.selection = selection
    }
}

/// Why a study cannot be made: a line for each fault.
package struct StudyRefused: Error, CustomStringConvertible {
    package let lines: [String]
    /// Whether the question itself is wrong, rather than the data.
    package let isUsage: Bool

    init(_ lines: [String], isUsage: Bool = false) {
        self.lines = lines
        self.isUsage = isUsage
    }

    package var description: String { lines.joined(separator: "\n") }
}
