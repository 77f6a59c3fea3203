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
    /// Whether the windows that the design tests are the usual ones, and not asked for.
    package var testsUsualWindows: Bool
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
        selection: Selection = Selection(), testsUsualWindows: Bool = false
    ) {
        self.testsUsualWindows = testsUsualWindows
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

extension StudyRequest {
    /// Where the hour of some news is not known it may have come after the close, and the day behind day 0 belongs to what is
    /// looked at first.
    func design(of subjects: [StudySubjectRequest]) throws -> StudyDesign {
        guard testsUsualWindows, subjects.contains(where: \.isHourUnknown) else { return design }
        return try design.leading(with: StudyDesign.windowOfUnknownHour)
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
