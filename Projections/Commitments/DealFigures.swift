import MarketEvents

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

    package var isAnnounced: Bool { !announced.isNothing }
}

extension DealAmounts {
    /// What counts, less what counts by itself though it is in this deal.
    package func figures(without withheld: [Withheld]) -> DealFigures {
        let rest = withheld.reduce(total) { $0.minus($1.amount.atLeastNothing) }
        var figures = DealFigures(unit: unit, announced: Bounds.zero(unit))
        let forecast = DealAmounts.sum(expected.map(\.amount), unit)
        switch own ?? (isForecast ? .expected : nil) {
        case .expected?:
            figures.byStrength = [(.expected, rest.plus(forecast))]
            figures.byCertainty = [(.expected, rest.plus(forecast))]
        case let entry?:
            figures.byStrength = [(entry, rest)]
            if entry == .denied { figures.byCertainty = [(.denied, rest)] }
        case nil:
            figures.announced = figure(rest, withheld, \.isAnnounced)
            for strength in Strength.allCases
            where strength == self.strength || parts.contains(where: { $0.strength == strength }) {
                figures.byStrength.append((strength, figure(rest, withheld) { $0 == strength }))
            }
            figures.byCertainty = divided(rest, withheld, \.isAnnounced)
            figures.bindingByCertainty = divided(rest, withheld) { $0 == .binding }
            figures.byStrength.append((.expected, forecast))
            figures.byCertainty.append((.expected, forecast))
        }
        figures.byStrength.removeAll { $0.amount.isNothing }
        figures.byCertainty.removeAll { $0.amount.isNothing }
        figures.byStrength.sort { $0.strength.rawValue < $1.strength.rawValue }
        return figures
    }

    /// Nothing surer was said of a total.
    private var isForecast: Bool { !entries.isEmpty && entries.allSatisfy { $0.certainty == .expected } }

    /// Of some strengths: with that of the deal itself the total less the parts of the others, but no less than its own parts;
    /// else its parts. So a part of "up to 50" leaves at least 50 of 100, and all of it is still 100.
    ///
    /// - Parameter withheld: what is not in `rest`: toward a plan that is not what it is elsewhere.
    private func figure(
        _ rest: Bounds, _ withheld: [Withheld], _ isWanted: (Strength) -> Bool
    ) -> Bounds {
        let wanted = DealAmounts.sum(parts.filter { isWanted($0.strength) }.map(\.amount), unit)
        guard isWanted(strength) else { return wanted }
        if isOfParts, withheld.isEmpty {
            return entries.dropFirst().reduce(wanted) { $0.plus($1.amount) }
        }
        var left = rest
        for part in parts where !isWanted(part.strength) { left = left.minus(part.amount) }
        if let least = wanted.lower, !wanted.isNothing, left.lower.map({ $0 < least }) ?? true {
            left.lower = least
            left.isAbout = left.isAbout || wanted.isAbout
            if let most = left.upper, most < least { left.upper = least }
        }
        return left
    }

    /// What is of some strengths, by how sure each amount of it is.
    private func divided(
        _ rest: Bounds, _ withheld: [Withheld], _ isWanted: (Strength) -> Bool
    ) -> [(certainty: Certainty, amount: Bounds)] {
        let isOwnWanted = isWanted(strength)
        if entries.count == 1, parts.isEmpty {
            return isOwnWanted ? [(entries[0].certainty, rest)] : []
        }
        var left = EntriesLeft(entries, openEntry: openEntry)
        for other in withheld { _ = left.take(other.amount.atLeastNothing, from: nil) }
        var sums: [Certainty: Bounds] = [:]
        func add(_ amount: Bounds, _ certainty: Certainty) {
            sums[certainty] = (sums[certainty] ?? Bounds.zero(unit)).plus(amount)
        }
        for part in parts {
            let counts = isWanted(part.strength)
            // It stays in what it was told with.
            if isOwnWanted, counts, part.moved == nil { continue }
            let taken = left.take(part.amount, from: part.event)
            guard counts else { continue }
            for entry in taken {
                add(
                    entry.amount,
                    part.moved.map { $0.rank < entry.certainty.rank ? $0 : entry.certainty } ?? entry.certainty)
            }
        }
        if isOwnWanted { for entry in left.entries { add(entry.amount, entry.certainty) } }
        let found = Certainty.allCases.compactMap { certainty in sums[certainty].map { (certainty, $0) } }
            .filter { !$0.1.isNothing }
        // Where all of it is as sure, it is the figure.
        return found.count == 1 ? [(found[0].0, figure(rest, withheld, isWanted))] : found
    }
}

/// Entries of a total, from which amounts are taken one after the other.
private struct EntriesLeft {
    private(set) var entries: [DealAmounts.Entry]

    init(_ all: [DealAmounts.Entry], openEntry: Int?) {
        var all = all
        if let openEntry {
            // Any amount more may be there, as sure as the surest of what was told.
            let told = all[openEntry]
            all.insert(
                DealAmounts.Entry(
                    amount: Bounds(lower: .zero, upper: nil, unit: told.amount.unit), certainty: told.certainty,
                    rank: told.rank, source: .value, event: told.event), at: 0)
        }
        func isReduction(_ entry: DealAmounts.Entry) -> Bool { entry.amount.upper.map { $0.sign < 0 } ?? false }
        entries = all.filter { !isReduction($0) }
        // A reduction takes from what was there.
        for entry in all where isReduction(entry) { _ = take(entry.amount.negated, from: nil) }
    }

    /// What was taken from each entry, as far as there is enough: first from what an event told, then from the total, then from
    /// the surest.
    mutating func take(_ amount: Bounds, from event: Bytes?) -> [DealAmounts.Entry] {
        func place(_ index: Int) -> (Int, Int) {
            let entry = entries[index]
            return (entry.event == event ? 0 : 1, entry.isBase ? -1 : Certainty.confirmed.rank - entry.certainty.rank)
        }
        let order = entries.indices.sorted { left, right in
            let (first, second) = (place(left), place(right))
            return first == second ? entries[left].event < entries[right].event : first < second
        }
        var (needed, taken) = (amount, [DealAmounts.Entry]())
        for index in order where !needed.isNothing {
            let there = entries[index].amount
            var share = entries[index]
            share.amount = there.atLeastNothing.lesser(needed)
            taken.append(share)
            entries[index].amount = there.minus(needed).atLeastNothing
            needed = needed.minus(there).atLeastNothing
        }
        return taken
    }
}

extension Bounds {
    /// The lesser of two, bound by bound.
    fileprivate func lesser(_ other: Bounds) -> Bounds {
        let upper = [upper, other.upper].compactMap { $0 }.min()
        return Bounds(
            lower: min(lower ?? .zero, other.lower ?? .zero), upper: upper, isAbout: isAbout || other.isAbout,
            unit: unit)
    }
}
