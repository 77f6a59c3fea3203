import CanonicalJSON
import MarketEvents
import Projections

/// What a row says of a deal beside its amounts.
extension PlainDeal {
    var rate: (amount: Quantity, per: String)? {
        guard let rate = terms.fields["rate"]?.object, let amount = rate["amount"]?.object.flatMap({ Quantity($0) }),
            let per = rate["per"]?.string
        else { return nil }
        return (amount, per)
    }

    /// Of the end that is its own, and not a twin's.
    var fee: Quantity? {
        let end = PlainInterval(starts: PlainDeal.starting(starts), ends: ends).until
        return end?.event.data["fee"]?.object.flatMap { Quantity($0) }
    }

    /// As stated; null where there is nothing in it.
    func list(_ name: String) -> Cell {
        let elements = terms.fields[name]?.array ?? []
        return elements.isEmpty ? .missing : .list(elements.map(PlainDeal.shown))
    }

    /// Amounts as views carry them.
    static func shown(_ element: JSONValue) -> JSONValue {
        guard let object = element.object else { return element }
        return .object(
            JSONObject(
                object.members.map { member in
                    let quantity = member.value.object.flatMap { Quantity($0) }
                    return (member.name, quantity.map { .object($0.json) } ?? member.value)
                }))
    }
}

/// What is said to be left to be done, at the end of the latest day that is told of.
struct PlainRemaining {
    private(set) var amount: Quantity?
    private(set) var day: String?
    private(set) var alsoSaid: [PlainSaying] = []

    init(_ facts: [Fact]) {
        let all = facts.compactMap { fact -> (fact: Fact, told: DealRemaining)? in
            guard case .dealRemaining(let remaining) = fact.event.content else { return nil }
            return (fact, remaining)
        }
        let sure = all.filter { !$0.fact.isForecast }
        let taking = sure.isEmpty ? all : sure
        guard let last = taking.map(\.told.day).max() else { return }
        let ofTheDay = taking.filter { $0.told.day == last }
        let winner = ofTheDay.max {
            $1.fact.wins(over: $0.fact, Bounds($1.told.amount, .amount), Bounds($0.told.amount, .amount))
        }
        (amount, day) = (winner?.told.amount, last)
        alsoSaid = ofTheDay.filter { other in
            Bounds(other.told.amount, .amount) != winner.map { Bounds($0.told.amount, .amount) }
        }.map { PlainSaying(field: "remainingStated", value: .object($0.told.amount.json), fact: $0.fact) }
    }
}
