import CanonicalJSON
import EventLog
import Ledger
import LedgerGenerator
import MarketEvents
import Projections
import Testing

/// Things that are told of deals, and what they come to, in whatever order they are recorded.
struct ToldSequence: Sendable, CustomTestStringConvertible {
    /// One event. What names another one has to follow it.
    struct Told: Sendable {
        let type: String
        let data: JSONObject
        let occurred: String
        let published: String?
        let target: Int?
    }

    let name: String
    let told: [Told]
    /// What the buyer's row of each unit says.
    let sums: [String: String]
    /// What did not win.
    let alsoSaid: [String]

    init(_ name: String, _ told: [Told], _ sums: [String: String], alsoSaid: [String] = []) {
        (self.name, self.told, self.sums, self.alsoSaid) = (name, told, sums, alsoSaid)
    }

    /// In dollars only.
    init(_ name: String, _ told: [Told], _ dollars: String, alsoSaid: [String] = []) {
        self.init(name, told, ["USD": dollars], alsoSaid: alsoSaid)
    }

    var testDescription: String { name }

    static let companies = ["openai", "amazon", "oracle", "nvidia", "microsoft"]

    /// A ledger in which the events stand in an order.
    func recorded(_ order: [Int]) throws -> LedgerFixture {
        let fixture = try LedgerFixture(companies: Self.companies)
        let events = order.map { index in
            let told = told[index]
            var data = told.data
            if let target = told.target { data["target"] = .string(LedgerFixture.id(100 + target)) }
            let deal = told.target.flatMap { self.told[$0].data["deal"]?.string } ?? data["deal"]?.string ?? ""
            return fixture.event(
                told.type, data, occurred: told.occurred, published: told.published,
                subject: told.data["plan"]?.string.map { "plan/\($0)" } ?? "deal/\(deal)", id: 100 + index)
        }
        _ = try fixture.ledger.append(events)
        return fixture
    }

    /// All orders of a few events, some of many.
    var orders: [[Int]] {
        func isAllowed(_ index: Int, after order: [Int]) -> Bool {
            !order.contains(index) && (told[index].target.map(order.contains) ?? true)
        }
        func extend(_ order: [Int]) -> [[Int]] {
            if order.count == told.count { return [order] }
            return told.indices.filter { isAllowed($0, after: order) }.flatMap { extend(order + [$0]) }
        }
        if told.count <= 4 { return extend([]) }
        var random = SeededNumbers(seed: 7)
        return (0..<24).map { _ in
            var order: [Int] = []
            while order.count < told.count {
                order.append(random.pick(told.indices.filter { isAllowed($0, after: order) }))
            }
            return order
        }
    }

    /// What rows of the commitments say of it, in the words of a case.
    static func saying(_ rows: [JSONObject]) -> (sums: [String: String], alsoSaid: [String]) {
        func amount(_ value: JSONValue?) -> String {
            typed(value)?.split(separator: " ").first.map(String.init) ?? "nothing"
        }
        func entries(_ list: JSONValue?, _ name: String) -> String {
            (list?.array ?? []).compactMap(\.object).map { "\($0[name]?.string ?? "") \(amount($0["amount"]))" }
                .joined(separator: ", ")
        }
        var sums: [String: String] = [:]
        var alsoSaid: [String] = []
        for row in rows {
            guard let deal = row["deal"]?.string else {
                sums[row["unit"]?.string ?? ""] =
                    "\(amount(row["announced"])) announced, \(amount(row["contracted"])) contracted: "
                    + entries(row["byCommitment"], "commitment") + "; " + entries(row["byCertainty"], "certainty")
                continue
            }
            for said in (row["alsoSaid"]?.array ?? []).compactMap(\.object) {
                let value = said["value"].flatMap { $0.string ?? typed($0) } ?? "nothing"
                alsoSaid.append("\(deal): \(said["field"]?.string ?? "") \(value) \(said["certainty"]?.string ?? "")")
            }
        }
        return (sums, alsoSaid.sorted())
    }
}

extension ToldSequence.Told {
    static func quantity(_ text: String) -> JSONValue {
        let text = text.contains(" ") ? text : text + " USD"
        return (try? QuantityReader().read(text)).map { .object($0.json) } ?? .null
    }

    private static func told(
        _ type: String, _ data: JSONObject, _ certainty: String, _ day: String, _ published: String? = nil
    ) -> ToldSequence.Told {
        var data = data
        data["certainty"] = .string(certainty)
        return ToldSequence.Told(type: type, data: data, occurred: day, published: published, target: nil)
    }

    /// Binding unless it says otherwise; nil says nothing.
    static func announced(
        _ value: String?, _ certainty: String, _ day: String = "2025-03-10", deal: String = "d",
        commitment: String? = "binding", published: String? = nil,
        with more: JSONObject = [:]
    ) -> ToldSequence.Told {
        var data: JSONObject = ["deal": .string(deal), "buyer": "openai", "supplier": "amazon", "kind": "cloud"]
        data["value"] = value.map(quantity)
        data["commitment"] = commitment.map { .string($0) }
        for member in more.members { data[member.name] = member.value }
        return told("deal.announced", data, certainty, day, published)
    }

    static func increased(
        _ amount: String, _ certainty: String, _ day: String, amendment: String? = nil, deal: String = "d"
    ) -> ToldSequence.Told {
        var data: JSONObject = ["deal": .string(deal), "increase": quantity(amount)]
        data["amendment"] = amendment.map { .string($0) }
        return told("deal.amended", data, certainty, day)
    }

    /// A new total; nil says that there is none.
    static func amended(_ value: String?, _ certainty: String, _ day: String) -> ToldSequence.Told {
        told("deal.amended", ["deal": "d", "value": value.map(quantity) ?? .null], certainty, day)
    }

    static func amended(_ fields: JSONObject, _ certainty: String, _ day: String) -> ToldSequence.Told {
        var data = fields
        data["deal"] = "d"
        return told("deal.amended", data, certainty, day)
    }

    static func linked(
        _ deal: String, _ relation: String, _ other: String, _ certainty: String = "confirmed"
    ) -> ToldSequence.Told {
        told(
            "deal.linked", ["deal": .string(deal), "other": .string(other), "relation": .string(relation)], certainty,
            "2025-10-01")
    }

    static func ended(_ certainty: String, _ day: String, deal: String = "d") -> ToldSequence.Told {
        told("deal.ended", ["deal": .string(deal)], certainty, day)
    }

    static func part(_ what: String, _ part: String, _ certainty: String, _ day: String) -> ToldSequence.Told {
        told("deal.part-\(what)", ["deal": "d", "part": .string(part)], certainty, day)
    }

    /// - Parameter target: the place of the event in the sequence.
    static func evidence(_ stance: String, by speaker: JSONObject, of target: Int, _ day: String) -> ToldSequence.Told {
        ToldSequence.Told(
            type: "evidence.added", data: ["stance": .string(stance), "by": .object(speaker)], occurred: day,
            published: nil, target: target)
    }
}

/// A part of a deal.
func part(_ name: String, _ amount: String, _ commitment: String) -> JSONValue {
    let quantity = ToldSequence.Told.quantity(amount)
    let field = quantity.object?["unit"] == "GW" ? "capacity" : "value"
    return .object(["part": .string(name), field: quantity, "commitment": .string(commitment)])
}
