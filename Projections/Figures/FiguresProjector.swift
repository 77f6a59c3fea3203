import CanonicalJSON
import CivilTime
import MarketEvents

/// What companies report of themselves and what others say they are worth: metrics, valuations, results, and what is at risk. One
/// row a telling: those of several sources stand side by side, and none is added to another.
package struct FiguresProjector: FactProjector {
    package static let version = 1
    package static let types: Set<String>? = [
        "metric.reported", "valuation.reported", "results.released", "risk.flagged", "risk.eased",
    ]
    package static let shape = ViewShape(
        "figures",
        [
            Column("company", .company), Column("companies", .list), Column("kind"), Column("metric"),
            Column("value", .quantity), Column("percent", .quantity), Column("period"),
            Column("counterparty", .company),
            Column("context"), Column("risk"), Column("day"), Column("certainty"), Column("saidBy"),
        ],
        shown: [
            "company", "kind", "metric", "value", "percent", "period", "counterparty", "day", "certainty", "saidBy",
        ])

    private var rows: [ViewRow] = []

    package init() {}

    package mutating func apply(_ fact: Fact) {
        let data = fact.event.data
        var cells: [String: Cell]
        switch fact.event.content {
        case .metricReported(let company, let metric, let value, let counterparty):
            cells = [
                "company": .text(company), "kind": "metric", "metric": .text(metric), "value": .quantity(value),
                "percent": Cell(data["percent"]?.object.flatMap { Quantity($0) }),
                "period": Cell(data["period"]?.string),
                "counterparty": Cell(counterparty),
            ]
        case .valuationReported(let company, let value, let context):
            cells = [
                "company": .text(company), "kind": "valuation", "value": .quantity(value), "context": .text(context),
            ]
        case .resultsReleased(let company, let period):
            cells = ["company": .text(company), "kind": "results", "period": .text(period.text)]
        case .riskFlagged(let risk, let companies, let value?):
            cells = FiguresProjector.risk(risk, companies, value, kind: "risk-flagged")
        case .riskEased(let risk, let companies, let value?):
            cells = FiguresProjector.risk(risk, companies, value, kind: "risk-eased")
        default: return
        }
        cells["companies"] = .list(fact.companies.map { .string($0) })
        cells["day"] = .text(fact.occurred.day?.description ?? fact.occurred.text)
        cells["certainty"] = Cell(fact.certainty?.rawValue)
        cells["saidBy"] = Cell(fact.event.common.saidBy?.description)
        rows.append(ViewRow(Self.shape, key: Self.key(of: fact), cells, events: fact.events))
    }

    /// The value is at risk for all of them together: it is nobody's alone where they are several.
    private static func risk(_ risk: String, _ companies: [String], _ value: Quantity, kind: String) -> [String: Cell] {
        [
            "company": companies.count == 1 ? .text(companies[0]) : .missing, "kind": .text(kind),
            "value": .quantity(value), "risk": .text(risk),
        ]
    }

    package func rows(asOf: Instant?) -> [ViewRow] { rows }
}

extension FiguresProjector: ExplainedProjector {
    package static func derivations(of row: ViewRow) -> [Derivation] {
        let event = event(ofKey: row.key)
        let kind = row.cell("kind", of: shape).text ?? ""
        return ["value", "percent"].compactMap { name in
            row.cell(name, of: shape).quantity.map { figure in
                Derivation(name, .quantity(figure), .stated, [.init(.quantity(figure), .event(event), kind)])
            }
        }
    }
}
