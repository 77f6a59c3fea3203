import CanonicalJSON
import MarketEvents

/// The parts of a right, of which some have vested.
struct RightParts {
    /// As stated, each with whether it has vested, and how sure that is.
    let json: JSONValue
    /// The sum of those that have vested, in the unit of the first part.
    let vested: Quantity?
    /// Vestings that are only expected: they have no effect.
    private(set) var alsoSaid: [AlsoSaid] = []

    /// Nil where no parts are stated.
    ///
    /// - Parameter sayings: that parts have vested.
    init?(_ laid: LaidFields, _ sayings: [LeanFact]) throws(Unfoldable) {
        guard let list = laid[.parts], let origin = laid.origin(.parts) else { return nil }
        guard let parts = (try? JSONValue(parsing: list.array, limits: JSONLimits(bytes: .max)))?.array else {
            throw origin.lacks(.parts)
        }
        var (entries, sum): ([JSONValue], Bounds?) = ([], nil)
        for part in parts {
            guard var entry = part.asViewsCarryIt.object, let name = entry["part"]?.string,
                let quantity = entry["quantity"]?.object.flatMap({ Quantity($0) })
            else { throw origin.lacks(.parts) }
            let told = sayings.filter { $0.word(.part)?.string == name }
            let holding = told.filter { !$0.isForecast }.max { RightParts.isBeaten($0, by: $1) }
            let amount = Bounds(quantity, .amount).inSumUnit
            let before = sum ?? Bounds.zero(amount.unit)
            sum = holding != nil && before.unit == amount.unit ? before.plus(amount) : before
            entry["vested"] = .boolean(holding != nil)
            if let holding {
                // It is no surer than who states the part, and than who says that it has vested.
                let certainty = [holding.certainty, origin.certainty].compactMap { $0 }.min { $0.rank < $1.rank }
                entry["certainty"] = certainty.map { .string($0.rawValue) }
            } else {
                alsoSaid += told.compactMap { saying in
                    saying.word(.part).map { AlsoSaid(field: "partVested", value: .text($0), fact: saying) }
                }
            }
            entries.append(.object(entry))
        }
        (json, vested) = (.array(entries), sum?.amount)
    }

    /// The surer holds, of two that are as sure what happened last.
    private static func isBeaten(_ fact: LeanFact, by other: LeanFact) -> Bool {
        fact.rank == other.rank ? other.happened(after: fact) : fact.rank < other.rank
    }
}
