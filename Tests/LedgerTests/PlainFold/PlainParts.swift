import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// The parts of a deal, each of a strength of its own.
struct PlainParts {
    struct Part {
        /// "ended" where nothing of it counts any more; met it is binding.
        let strength: String
        /// What was said of it being met or ended, where that counts.
        let event: Fact?
        let value: Quantity?
        let capacity: Quantity?

        func amount(in unit: MeasureUnit) -> Bounds? {
            // In one unit they are one amount, said twice.
            [value, capacity].compactMap { $0 }.map { Bounds($0, .amount).inSumUnit }.first { $0.unit == unit }
        }
    }

    /// Who stated them.
    let fact: Fact
    let all: [Part]
    let alsoSaid: [PlainSaying]

    /// Nil where there are none.
    ///
    /// - Parameter events: `deal.part-met` and `deal.part-ended`, none of them denied.
    init?(_ value: JSONValue?, of origin: Fact?, events: [Fact], asOf: Instant?) {
        guard let origin, let stated = value?.array?.compactMap(\.object), !stated.isEmpty else { return nil }
        fact = origin
        var alsoSaid: [PlainSaying] = []
        all = stated.map { part in
            let own = events.filter { $0.event.data["part"] == part["part"] }
            let holding = own.filter { !$0.isForecast }.max { Self.isBeaten($0, by: $1) }
            for other in own where other.id != holding?.id {
                if let holding, other.event.type.name == holding.event.type.name { continue }
                if let holding, other.rank == holding.rank { continue }
                let isMet = other.event.type.name == "deal.part-met"
                alsoSaid.append(
                    PlainSaying(
                        field: isMet ? "partMet" : "partEnded", value: part["part"] ?? .null, fact: other))
            }
            let lapses = part["lapses"]?.string.flatMap { try? StatedTime($0) }
            let hasLapsed = asOf.flatMap { moment in lapses.map { $0.isOver(by: moment) } } ?? false
            let stated = part["commitment"]?.string ?? "unstated"
            let strength =
                switch holding?.event.type.name {
                case "deal.part-met": "binding"
                case "deal.part-ended": "ended"
                default: hasLapsed ? "ended" : stated
                }
            return Part(
                strength: strength, event: holding, value: part["value"]?.object.flatMap { Quantity($0) },
                capacity: part["capacity"]?.object.flatMap { Quantity($0) })
        }
        self.alsoSaid = alsoSaid
    }

    /// The surer holds, of two that are as sure what happened last.
    private static func isBeaten(_ fact: Fact, by other: Fact) -> Bool {
        fact.rank == other.rank ? other.happened(after: fact) : fact.rank < other.rank
    }

    /// Those of the values and of the capacities, in the order in which they stand.
    var units: [MeasureUnit] { all.flatMap { [$0.value, $0.capacity] }.compactMap { $0?.unit.sumUnit.unit } }

    /// The sum of those of the strengths; nil where there are none of the unit.
    func sum(in unit: MeasureUnit, where fits: (String) -> Bool = { _ in true }) -> Bounds? {
        let amounts = all.filter { fits($0.strength) }.compactMap { $0.amount(in: unit) }
        return amounts.isEmpty ? nil : Bounds.sum(amounts, unit)
    }
}
