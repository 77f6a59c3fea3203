import CivilTime
import MarketEvents

/// A split: from the start of `day` on, `ratio` new shares stand for an old one.
package struct ShareSplit: Sendable, Equatable {
    package let day: CivilDay
    package let ratio: Double
    package let events: [String]

    /// Nil for other facts, and for a split whose day is not known.
    package init?(_ fact: Fact, ticker: String) {
        guard case .splitEffective(_, let ratio) = fact.event.content, !fact.isDenied,
            fact.event.data["ticker"]?.string == ticker, let day = fact.occurred.day
        else { return nil }
        let parts = ratio.split(separator: ":").compactMap { Double($0) }
        guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
        self.day = day
        self.ratio = parts[0] / parts[1]
        events = fact.events
    }
}

/// How many shares of a company are outstanding, as recorded.
package struct ShareCounts: Sendable {
    package struct Count: Sendable {
        package let outstanding: Quantity
        package let events: [String]
    }

    private let facts: [Fact]

    /// - Parameter facts: of the company's stream.
    package init(_ facts: [Fact]) {
        self.facts = facts.filter {
            if case .sharesRecorded = $0.event.content { !$0.isDenied } else { false }
        }.sorted { $1.happened(after: $0) }
    }

    /// The count valid on a day: of the listing's class where counts are by class, else of all; basic before diluted.
    package func count(on day: CivilDay, shareClass: String?) -> Count? {
        guard let next = day.adding(days: 1) else { return nil }
        let end = TimeZoneRules.newYork.startOfDay(next)
        let valid = facts.filter { $0.occurred.time < end }
        for measure in ["basic", "diluted"] {
            for wanted in shareClass == nil ? [nil] : [shareClass, nil] {
                for fact in valid.reversed() {
                    if case .sharesRecorded(_, let own, measure, let outstanding) = fact.event.content, own == wanted {
                        return Count(outstanding: outstanding, events: fact.events)
                    }
                }
            }
        }
        return nil
    }
}
