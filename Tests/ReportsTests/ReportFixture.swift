import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Projections
import Reports
import Testing

/// A small ledger in memory, and the report of it.
final class ReportFixture {
    private let ledger: Ledger
    private var names: [String: String] = [:]
    private var count = 0

    /// - Parameter companies: full names by id.
    init(_ companies: [String: String] = ["openai": "OpenAI", "amazon": "Amazon.com, Inc.", "oracle": "Oracle"]) throws
    {
        ledger = Ledger(log: InMemoryEventLog(clock: { Instant(seconds: 1_767_225_600) }), store: nil)
        names = companies
        for (id, name) in companies.sorted(by: { $0.key < $1.key }) {
            try append(
                "company.registered", "company/\(id)",
                ["company": .string(id), "name": .string(name), "kind": "public"])
        }
    }

    @discardableResult
    func append(
        _ type: String, _ subject: String, _ fields: JSONObject, certainty: JSONValue? = "confirmed",
        occurred: String = "2025-11-03", source: String? = "Reuters"
    ) throws -> String {
        count += 1
        let digits = String(count)
        let id = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
        var data = fields
        if data["certainty"] == nil { data["certainty"] = certainty }
        if let source, data["evidence"] == nil { data["evidence"] = .array([.object(["publisher": .string(source)])]) }
        _ = try ledger.append([
            [
                "specversion": "1.0", "id": .string(id), "source": "urn:impact:writer:test", "type": .string(type),
                "subject": .string(subject), "occurred": .string(occurred), "data": .object(data),
            ]
        ])
        return id
    }

    @discardableResult
    func deal(
        _ id: String, _ amount: String?, _ more: JSONObject = [:], occurred: String = "2025-11-03",
        source: String? = "Reuters"
    )
        throws -> String
    {
        var data: JSONObject = [
            "deal": .string(id), "buyer": "openai", "supplier": "amazon", "kind": "cloud", "commitment": "binding",
        ]
        if let amount { data["value"] = dollars(amount) }
        for member in more.members { data[member.name] = member.value }
        return try append("deal.announced", "deal/\(id)", data, occurred: occurred, source: source)
    }

    func input(_ scope: ReportScope = ReportScope()) throws -> ReportInput {
        let (views, history) = try ledger.views.everything(Selection())
        return ReportInput(
            title: "A report", position: count, root: "0123456789abcdef0123", cut: nil, scope: scope,
            scopeDescription: nil, views: views, facts: history.facts, companyNames: names, notes: [])
    }

    /// With the picture of the default studies.
    func studied(_ scope: ReportScope = ReportScope()) throws -> ReportInput {
        let plain = try input(scope)
        return plain.with(try StudyProjector.paths(of: ledger.log, Selection(), keys: plain.studied))
    }

    func html(_ scope: ReportScope = ReportScope()) throws -> ReportText { ReportText(Report.html(try input(scope))) }
    func markdown(_ scope: ReportScope = ReportScope()) throws -> String { Report.markdown(try input(scope)) }
}

func dollars(_ amount: String, _ qualifier: String = "exact") -> JSONValue {
    ["amount": .string(amount), "unit": "USD", "qualifier": .string(qualifier)]
}
