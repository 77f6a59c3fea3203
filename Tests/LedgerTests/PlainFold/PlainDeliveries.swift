import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// What was delivered, invoiced, paid and paid ahead, each since the start and up to the latest day that is told.
struct PlainDeliveries {
    struct Telling {
        let fact: Fact
        let delivered: DealDelivered

        func wins(over other: Telling) -> Bool {
            fact.wins(over: other.fact, Bounds(delivered.total, .amount), Bounds(other.delivered.total, .amount))
        }
    }

    private var latest: [String: Telling] = [:]
    private(set) var alsoSaid: [PlainSaying] = []

    init(_ facts: [Fact]) {
        let all = facts.compactMap { fact -> Telling? in
            guard case .dealDelivered(let delivered) = fact.event.content else { return nil }
            return Telling(fact: fact, delivered: delivered)
        }
        for (measure, tellings) in Dictionary(grouping: all, by: \.delivered.measure) {
            // A forecast takes part where nothing surer is said.
            let happened = tellings.filter { !$0.fact.isForecast }
            let taking = happened.isEmpty ? tellings : happened
            // They are a series: only those of one day contradict each other.
            guard let day = taking.map(\.delivered.day).max() else { continue }
            let ofTheDay = taking.filter { $0.delivered.day == day }
            let winner = ofTheDay.max { $1.wins(over: $0) }
            latest[measure] = winner
            for other in ofTheDay where Bounds(other.delivered.total) != winner.map({ Bounds($0.delivered.total) }) {
                alsoSaid.append(
                    PlainSaying(field: measure, value: .object(other.delivered.total.json), fact: other.fact))
            }
        }
    }

    private func total(_ measure: String) -> Quantity? { latest[measure]?.delivered.total }

    /// Invoices stand in where no delivery is known.
    var measure: String? { ["delivered", "invoiced"].first { latest[$0] != nil } }
    var delivered: Quantity? { measure.flatMap(total) }
    var prepaid: Quantity? { total("prepaid") }

    /// Prepayments included.
    var paid: Quantity? {
        guard let paid = total("paid"), let prepaid, paid.unit == prepaid.unit else { return total("paid") ?? prepaid }
        return try? Quantity.sum(amounts: [paid, prepaid], paid.unit)
    }

    /// What was delivered and what was paid, each with who told the last of it.
    var done: [(Fact, Bounds)] {
        let delivery = measure.flatMap { latest[$0] }
        let payment = latest["paid"] ?? latest["prepaid"]
        return [(delivery, delivered), (payment, paid)].compactMap { telling, sum in
            guard let telling, let sum else { return nil }
            return (telling.fact, Bounds(sum, .amount))
        }
    }

    /// What is left of a total, at least 0.
    static func left(of total: Bounds?, after done: Quantity?) -> Quantity? {
        guard let total, let done = done.map({ Bounds($0, .amount).inSumUnit }), total.unit == done.unit else {
            return nil
        }
        return total.minus(done).amount
    }
}
