import CivilTime
import MarketEvents

/// A split as it holds: from the start of `day` on, a share is as many as its ratio says.
package struct HeldSplit: Sendable {
    package let day: CivilDay
    package let ratio: SplitRatio
    package let fact: MarketFact
}

/// What became of shares: one set of rules for market values, claims and studies.
extension Market {
    /// The splits of what is one security, the earliest first.
    ///
    /// A split is told once: of two for one day the one that wins holds.
    package func splits(of instruments: Set<Instrument>) -> [HeldSplit] {
        guard let ticker = instruments.first?.ticker else { return [] }
        let told = instruments.count == 1 ? told(ofTicker: ticker) : Set(instruments.map(\.ticker)).flatMap(told)
        guard !told.isEmpty else { return [] }
        var held: [HeldSplit] = []
        for (fact, ratio) in told.sorted(by: { $0.fact.wins(over: $1.fact) }) {
            guard let day = fact.occurred.lastDay, !held.contains(where: { $0.day == day }),
                fact.instrument.map({ isOne($0, of: instruments, on: day) }) == true
            else { continue }
            held.append(HeldSplit(day: day, ratio: ratio, fact: fact))
        }
        return held.sorted { $0.day < $1.day }
    }

    /// Whether an instrument is one of several on a day; an unknown market and the single listing of its ticker are one.
    private func isOne(_ instrument: Instrument, of instruments: Set<Instrument>, on day: CivilDay) -> Bool {
        let own = self.instrument(instrument, on: day)
        return instruments.contains(own) || instruments.contains { self.instrument($0, on: day) == own }
    }

    /// What became of a share between the ends of two days; the other way round where the second is the earlier.
    func ratio(
        _ instruments: Set<Instrument>, from first: CivilDay, to last: CivilDay
    ) -> (ratio: SplitRatio, facts: [MarketFact])? {
        let (early, late) = (min(first, last), max(first, last))
        var ratio = SplitRatio.one
        var facts: [MarketFact] = []
        for split in splits(of: instruments) where early < split.day && split.day <= late {
            guard let next = try? ratio.followed(by: split.ratio) else { return nil }
            ratio = next
            facts.append(split.fact)
        }
        return (first <= last ? ratio : ratio.inverted, facts)
    }

    /// What became of a share since it was counted.
    func ratio(
        _ instruments: Set<Instrument>, since count: MarketFact, to day: CivilDay
    ) -> (ratio: SplitRatio, facts: [MarketFact])? {
        count.occurred.lastDay.flatMap { ratio(instruments, from: $0, to: day) }
    }
}
