import MarketEvents

/// What a deal is worth in one unit, taken apart: its total as tellings made it, and its parts of a strength of their own.
package struct DealAmounts {
    /// What one telling put into the total. All of them together are the total.
    package struct Entry {
        package enum Source: UInt8 { case value, capacity, increase }

        package var amount: Bounds
        package let certainty: Certainty
        /// How sure it had become, also where it is disputed now.
        let rank: Int
        package let source: Source
        package let event: Bytes
    }

    package struct Part {
        package let name: Bytes
        /// As the deal's parts stand now: one whose condition is met is binding, one that lapsed has ended.
        package let strength: Strength
        package let amount: Bounds
        package let certainty: Certainty
        let rank: Int
        package let event: Bytes
    }

    /// Another deal whose amount is in this one's total but counts by itself.
    package struct Withheld {
        package let deal: Bytes
        package let amount: Bounds
    }

    package let unit: MeasureUnit
    /// Of what is not in parts.
    package let strength: Strength
    /// The total first, then its changes in the order of their days.
    package var entries: [Entry]
    /// What is only expected: it is in no total.
    package var expected: [Entry]
    package var parts: [Part]
    /// Nobody said what it is worth in all: its changes are the least of it.
    package var isOpen: Bool
    /// The parts are all that was said of a total: they are not in `entries`.
    package var isOfParts: Bool
    /// Where all of it stands, if not by strength.
    package var own: Strength?
    /// The deals that it is in, the nearest first: it counts in them.
    package var outers: [Bytes] = []
    package var withheld: [Withheld] = []

    /// Whether anything sure was said: else `total` is what is expected.
    var isSure: Bool { !entries.isEmpty || isOfParts }

    /// All that it is worth, whatever counts elsewhere.
    package var total: Bounds {
        guard isSure else { return DealAmounts.sum(expected.map(\.amount), unit) }
        var sum = DealAmounts.sum(entries.map(\.amount), unit)
        if isOfParts { sum = sum.plus(DealAmounts.sum(parts.map(\.amount), unit)) }
        if isOpen { sum.upper = nil }
        return sum
    }

    /// Of the least sure of what makes the total.
    var certainty: Certainty? {
        let told = entries.map(\.certainty) + (isOfParts ? parts.map(\.certainty) : [])
        return (told.isEmpty ? expected.map(\.certainty) : told).min { $0.rank < $1.rank }
    }

    static func sum(_ amounts: [Bounds], _ unit: MeasureUnit) -> Bounds {
        amounts.reduce(Bounds.zero(unit)) { $0.plus($1) }
    }
}

/// How much of a deal counts as what, in one unit. Bounds that would be below 0 are not yet cut off.
package struct DealFigures {
    package let unit: MeasureUnit
    package var announced: Bounds
    package var byStrength: [(strength: Strength, amount: Bounds)] = []
    /// Divides `announced`; what is expected or denied stands beside it.
    package var byCertainty: [(certainty: Certainty, amount: Bounds)] = []
    /// Divides what is binding.
    package var bindingByCertainty: [(certainty: Certainty, amount: Bounds)] = []

    package subscript(strength: Strength) -> Bounds {
        byStrength.first { $0.strength == strength }?.amount ?? Bounds.zero(unit)
    }
}

extension DealAmounts {
    /// What counts where all links hold.
    package var figures: DealFigures { figures { _ in true } }

    /// What counts among some deals: a link to a deal that is none of them has no effect. Nil where it counts in another one.
    package func figures(among isCounted: (Bytes) -> Bool) -> DealFigures? {
        outers.contains(where: isCounted) ? nil : figures(holding: isCounted)
    }

    private func figures(holding isCounted: (Bytes) -> Bool) -> DealFigures {
        var kept = self
        kept.withheld = withheld.filter { isCounted($0.deal) }
        var figures = DealFigures(unit: unit, announced: Bounds.zero(unit))
        if let own {
            figures.byStrength = [(own, kept.rest)]
            if own == .denied { figures.byCertainty = [(.denied, kept.rest)] }
            if own == .expected { figures.byCertainty = [(.expected, kept.rest)] }
        } else {
            if isSure {
                figures.announced = kept.figure(of: \.isAnnounced)
                for strength in Strength.allCases where strength == self.strength || parts.contains(where: { $0.strength == strength }) {
                    figures.byStrength.append((strength, kept.figure { $0 == strength }))
                }
                figures.byCertainty = kept.divided(\.isAnnounced)
                figures.bindingByCertainty = kept.divided { $0 == .binding }
            }
            if !expected.isEmpty {
                let sum = DealAmounts.sum(expected.map(\.amount), unit)
                figures.byStrength.append((.expected, sum))
                figures.byCertainty.append((.expected, sum))
            }
        }
        figures.byStrength.removeAll { $0.amount.isNothing }
        figures.byCertainty.removeAll { $0.amount.isNothing }
        figures.byStrength.sort { $0.strength.rawValue < $1.strength.rawValue }
        figures.bindingByCertainty.removeAll { $0.amount.isNothing }
        let order = Certainty.allCases
        figures.byCertainty.sort {
            (order.firstIndex(of: $0.certainty) ?? 0) < (order.firstIndex(of: $1.certainty) ?? 0)
        }
        return figures
    }

    /// The total without what of it counts by itself.
    private var rest: Bounds {
        var rest = total
        for other in withheld { rest = rest.minus(other.amount.atLeastNothing) }
        return rest
    }

    /// Of some strengths: with that of the deal itself the total less the parts of the others, but no less than its own parts;
    /// else its parts. So a part of "up to 50" leaves at least 50 of 100, and all of it is still 100.
    private func figure(of isWanted: (Strength) -> Bool) -> Bounds {
        let wanted = DealAmounts.sum(parts.filter { isWanted($0.strength) }.map(\.amount), unit)
        guard isWanted(strength) else { return wanted }
        if isOfParts {
            var changes = DealAmounts.sum(entries.map(\.amount), unit)
            for other in withheld { changes = changes.minus(other.amount.atLeastNothing) }
            return wanted.plus(changes)
        }
        let others = DealAmounts.sum(parts.filter { !isWanted($0.strength) }.map(\.amount), unit)
        var left = rest.minus(others)
        left.lower = [left.lower, wanted.lower].compactMap { $0 }.max()
        if let lower = left.lower, let upper = left.upper, upper < lower { left.upper = lower }
        return left
    }

    /// What is of some strengths, by how sure each amount of it is.
    private func divided(_ isWanted: (Strength) -> Bool) -> [(certainty: Certainty, amount: Bounds)] {
        let isOwnWanted = isWanted(strength)
        if entries.count == 1, parts.isEmpty, withheld.isEmpty {
            return isOwnWanted ? [(entries[0].certainty, total)] : []
        }
        var sums: [Certainty: Bounds] = [:]
        func add(_ amount: Bounds, _ certainty: Certainty) {
            sums[certainty] = (sums[certainty] ?? Bounds.zero(unit)).plus(amount)
        }
        var left = isOwnWanted ? entries : []
        if isOpen { for index in left.indices { left[index].amount.upper = nil } }
        func take(_ amount: Bounds, preferring event: Bytes?) {
            var amount = amount
            let order = left.indices.sorted { first, second in
                let ranks = [first, second].map { index in
                    left[index].event == event ? Int.max : left[index].source == .increase ? left[index].certainty.rank : .max - 1
                }
                return ranks[0] == ranks[1] ? first < second : ranks[0] > ranks[1]
            }
            for index in order where !amount.isNothing { left[index].amount.give(&amount) }
        }
        // A reduction has no amount of its own: it is taken from what was there.
        for index in left.indices where left[index].amount.upper.map({ $0.sign <= 0 }) ?? false {
            let reduction = left[index].amount.negated
            left[index].amount = Bounds.zero(unit)
            take(reduction, preferring: nil)
        }
        for part in parts {
            let isIn = isOfParts || !isOwnWanted
            if isWanted(part.strength) {
                let origin = left.first { $0.event == part.event } ?? left.first
                if isIn {
                    add(part.amount, part.certainty)
                } else if let origin, origin.certainty != part.certainty {
                    take(part.amount, preferring: part.event)
                    add(part.amount, part.certainty)
                }
            } else if !isIn {
                take(part.amount, preferring: part.event)
            }
        }
        if isOwnWanted { for other in withheld { take(other.amount.atLeastNothing, preferring: nil) } }
        for entry in left { add(entry.amount, entry.certainty) }
        return sums.map { ($0.key, $0.value) }
    }
}

extension Bounds {
    /// Whether it is 0, or below: what cannot be negative is nothing then.
    var isNothing: Bool { upper.map { $0.sign <= 0 } ?? false }

    /// With 0 laid under it.
    var atLeastNothing: Bounds { Bounds(amount, .amount) }

    /// Gives of this amount what is asked for, as far as it goes; `asked` is what is still asked for afterwards.
    fileprivate mutating func give(_ asked: inout Bounds) {
        let (own, wanted) = (self, asked)
        self = own.minus(wanted).atLeastNothing
        asked = wanted.minus(own).atLeastNothing
        // Of what surely fits nothing is left to ask for, however wide the two are.
        if let least = own.lower, let most = wanted.upper, most <= least { asked = Bounds.zero(unit) }
        if let least = wanted.lower, let most = own.upper, most <= least { self = Bounds.zero(unit) }
    }
}
