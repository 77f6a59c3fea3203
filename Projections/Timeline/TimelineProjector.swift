import CanonicalJSON
import CivilTime
import MarketEvents

/// What happened, in the order it happened: all facts but prices and share counts.
package struct TimelineProjector: FactProjector {
    package static let version = 1
    package static let types: Set<String>? = nil
    package static let shape = ViewShape(
        "timeline",
        [
            Column("position", .recording), Column("id"), Column("occurred"), Column("published"),
            Column("recorded", .recording), Column("type"), Column("companies", .list), Column("summary"),
            Column("certainty"), Column("causes", .list),
        ],
        shown: ["occurred", "type", "certainty", "summary"])

    private var facts: [Fact] = []

    package init() {}

    package mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .pricesRecorded, .sharesRecorded: break
        default: facts.append(fact)
        }
    }

    package func rows(asOf: Instant?) -> [ViewRow] {
        facts.map { fact in
            ViewRow(
                Self.shape, key: Self.key(of: fact),
                [
                    "position": .integer(fact.position), "id": .text(fact.id), "occurred": .text(fact.occurred.text),
                    "published": .text(fact.published.text),
                    "recorded": .text(fact.recorded.rfc3339(fractionDigits: 6)), "type": .text(fact.event.type.name),
                    "companies": .list(fact.companies.map { .string($0) }),
                    "summary": Cell(fact.event.common.summary), "certainty": Cell(fact.certainty?.rawValue),
                    "causes": fact.causesCell,
                ], events: fact.events)
        }
    }
}

extension Fact {
    /// All companies that the event names, in any role.
    package var companies: [String] {
        var found: Set<String> = []
        Shape.object(event.type.payload).forEachText(
            named: TextFormat.company.name, in: .object(event.data), path: ""
        ) { company, _ in found.insert(company) }
        return found.sorted()
    }
}

extension Fact {
    var causesCell: Cell {
        .list(event.common.causes.map { .object(["event": .string($0.event), "basis": .string($0.basis)]) })
    }
}

extension Cell: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
}
