import CivilTime
import MarketEvents

/// The parts of a deal as they stand: each with its strength, and how sure that is.
struct DealParts {
    private(set) var parts: [DealAmounts.Part] = []
    /// Who stated the parts that hold.
    let origin: LeanFact?
    /// What was said of parts and has no effect.
    private(set) var alsoSaid: [AlsoSaid] = []

    /// - Parameters:
    ///   - sayings: that conditions are met, and that parts have ended.
    ///   - asOf: when parts lapse by themselves; nil where they do not.
    init(
        _ laid: LaidFields, _ sayings: [LeanFact], _ quantities: QuantityReader, _ moments: MomentReader,
        asOf: Instant?
    ) throws(Unfoldable) {
        origin = laid[.parts] == nil ? nil : laid.origin(.parts)
        guard let list = laid[.parts], let origin else { return }
        var unreadable = false
        var found: [DealAmounts.Part] = []
        var said: [AlsoSaid] = []
        list.forEachElement { part in
            guard let name = part.member("part")?.plainText else { return true }
            var strength = part.member("commitment")?.plainText.flatMap(Strength.init(commitment:)) ?? .unstated
            let told = sayings.filter { $0.word(.part) == name }
            let holding = told.filter { !$0.isForecast }.max { DealParts.isBeaten($0, by: $1) }
            said += told.lazy.filter { DealParts.isBeside(holding, $0) }.map { saying in
                AlsoSaid(field: saying.kind == .dealPartMet ? "partMet" : "partEnded", value: .text(name), fact: saying)
            }
            if let holding {
                strength = holding.kind == .dealPartMet ? .binding : .ended
            } else if let asOf, let lapses = part.member("lapses")?.plainText.flatMap(moments.moment),
                lapses.isOver(by: asOf)
            {
                strength = .ended
            }
            let members: [StaticString] = ["value", "capacity"]
            var own: [DealAmounts.Part] = []
            for member in members {
                guard let value = part.member(member) else { continue }
                guard let quantity = quantities.quantity(value) else {
                    unreadable = true
                    return false
                }
                let amount = Bounds(quantity, .amount).inSumUnit
                // In one unit they are one amount, said twice.
                if own.contains(where: { $0.amount.unit == amount.unit }) { continue }
                own.append(
                    DealAmounts.Part(
                        name: name, strength: strength, amount: amount, moved: holding?.certainty, event: origin.id))
            }
            found += own
            return true
        }
        if unreadable { throw origin.lacks(.parts) }
        (parts, alsoSaid) = (found, said)
    }

    private init(_ origin: LeanFact?, _ parts: [DealAmounts.Part]) { (self.origin, self.parts) = (origin, parts) }

    /// The surer holds, of two that are as sure what happened last.
    private static func isBeaten(_ fact: LeanFact, by other: LeanFact) -> Bool {
        fact.rank == other.rank ? other.happened(after: fact) : fact.rank < other.rank
    }

    /// Whether a saying says something else than what holds, and is no history of it.
    private static func isBeside(_ holding: LeanFact?, _ saying: LeanFact) -> Bool {
        guard let holding else { return true }
        return saying.kind != holding.kind && saying.rank != holding.rank
    }

    /// Those in some units; nil where there are none.
    func parts(where isOwn: (MeasureUnit) -> Bool) -> DealParts? {
        let own = parts.filter { isOwn($0.amount.unit) }
        return own.isEmpty ? nil : DealParts(origin, own)
    }

    func parts(in unit: MeasureUnit) -> [DealAmounts.Part] { parts.filter { $0.amount.unit == unit } }

    func sum(in unit: MeasureUnit) -> Bounds? {
        let own = parts(in: unit)
        return own.isEmpty ? nil : DealAmounts.sum(own.map(\.amount), unit)
    }

    /// In the order in which they are first named.
    var units: [MeasureUnit] {
        parts.reduce(into: []) { units, part in
            if !units.contains(part.amount.unit) { units.append(part.amount.unit) }
        }
    }
}
