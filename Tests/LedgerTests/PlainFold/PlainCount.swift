import CanonicalJSON
import MarketEvents
import Projections

/// What a deal that counts by itself counts with in one unit: its total, less what counts by itself though it is a part of it,
/// divided by strength and by certainty.
struct PlainCount {
    /// The strengths that are announced.
    static let announcedStrengths: Set = ["binding", "conditional", "unstated"]
    /// In the order in which they are listed.
    static let entries = commitmentKinds + ["denied", "ended", "expected", "guarantee", "internal"]

    let unit: MeasureUnit
    let deal: String
    private let commitment: String
    private let ownEntry: String?
    private let parts: PlainParts?
    private let shares: [PlainTotal.Entry]
    private let whole: Bounds
    private let forecasts: [Bounds]
    /// The parts are all that was said of it, but for changes.
    private let isFromParts: Bool
    private let changes: [Bounds]
    /// The deals that are parts of this one and count by themselves.
    private let inner: [Bounds]

    init(_ deal: PlainDeal, _ unit: MeasureUnit, inner: [Bounds]) {
        self.unit = unit
        self.inner = inner.filter { !$0.isNothing }
        self.deal = deal.id
        commitment = deal.commitment
        ownEntry = deal.ownEntry
        parts = deal.parts
        let total = deal.total(in: unit)
        forecasts = total?.forecasts ?? []
        isFromParts = total?.bounds == nil || total?.isFromParts == true
        changes = (total?.entries ?? []).filter { !$0.isBase }.map(\.bounds)
        whole = deal.whole(in: unit) ?? .zero(unit)
        shares = deal.shares(in: unit)
    }

    /// What is left of the total.
    private var total: Bounds { inner.reduce(whole) { $0.minus($1) } }

    /// A total that is a forecast, of a deal that is none.
    private var isForecast: Bool { !shares.isEmpty && shares.allSatisfy { $0.certainty == .expected } }

    /// All of it stands here.
    private var onlyEntry: String? { ownEntry ?? (isForecast ? "expected" : nil) }

    /// Forecasts of changes have an entry of their own, also of a deal that is itself one.
    private var expected: Quantity? {
        let sum = Bounds.sum(forecasts, unit)
        switch onlyEntry {
        case "expected": return total.plus(sum).amount
        case nil: return forecasts.isEmpty ? nil : sum.amount
        default: return nil
        }
    }

    /// The figure of some strengths: the total less the parts of the others, at least the parts of these; of strengths that are
    /// not the deal's own, their parts.
    private func figure(_ strengths: Set<String>) -> Quantity {
        guard onlyEntry == nil else { return .zero(unit) }
        let own = parts?.sum(in: unit, where: strengths.contains)
        guard strengths.contains(commitment) else { return (own ?? .zero(unit)).amount }
        if isFromParts, inner.isEmpty { return changes.reduce(own ?? .zero(unit)) { $0.plus($1) }.amount }
        var figure = total
        if let others = parts?.sum(in: unit, where: { !strengths.contains($0) }) { figure = figure.minus(others) }
        if let own, !own.isNothing, let least = own.lower, figure.lower.map({ $0 < least }) ?? true {
            figure.lower = least
            figure.upper = figure.upper.map { max($0, least) }
            figure.isAbout = figure.isAbout || own.isAbout
        }
        return figure.amount
    }

    var contracted: Quantity { figure(["binding"]) }
    var conditional: Quantity { figure(["conditional"]) }
    var unstated: Quantity { figure(["unstated"]) }
    var announced: Quantity { figure(Self.announcedStrengths) }

    /// What is in an entry of its strength, without what is 0.
    var byCommitment: [(name: String, amount: Quantity)] {
        let found = Self.entries.compactMap { name -> (name: String, amount: Quantity)? in
            if name == "expected" { return expected.map { (name, $0) } }
            if let onlyEntry { return name == onlyEntry ? (name, total.amount) : nil }
            if name == "ended" { return parts?.sum(in: unit, where: { $0 == "ended" }).map { (name, $0.amount) } }
            return commitmentKinds.contains(name) ? (name, figure([name])) : nil
        }
        return found.filter { !$0.amount.isNothing }
    }

    /// What is announced by how sure it is, what is expected and what is denied beside it, without what is 0.
    var byCertainty: [(certainty: Certainty, amount: Quantity)] {
        var amounts = announced(byCertaintyOf: Self.announcedStrengths)
        amounts[.expected] = expected
        if onlyEntry == "denied" { amounts[.denied] = total.amount }
        return Certainty.allCases.compactMap { certainty in
            amounts[certainty].flatMap { $0.isNothing ? nil : (certainty, $0) }
        }
    }

    /// A figure, divided by how sure its amounts are.
    func announced(byCertaintyOf strengths: Set<String>) -> [Certainty: Quantity] {
        guard onlyEntry == nil else { return [:] }
        var left = Shares(shares, parts?.fact)
        for amount in inner { left.take(amount) }
        var found: [(certainty: Certainty, bounds: Bounds)] = []
        let isOwn = strengths.contains(commitment)
        for part in parts?.all ?? [] {
            guard let amount = part.amount(in: unit) else { continue }
            let counts = strengths.contains(part.strength)
            // What is met is as sure as the event that says so.
            let most = part.event?.certainty
            if isOwn, counts, most == nil { continue }
            let taken = left.takePart(amount)
            guard counts else { continue }
            for share in taken {
                let lesser = most.map { $0.rank < share.certainty.rank ? $0 : share.certainty } ?? share.certainty
                found.append((lesser, share.bounds))
            }
        }
        if isOwn { found += left.all.map { ($0.certainty, $0.bounds) } }
        let sums = Dictionary(grouping: found, by: \.certainty).mapValues { Bounds.sum($0.map(\.bounds), unit).amount }
            .filter { !$0.value.isNothing }
        // Where all of it is as sure, it is the figure.
        return sums.count == 1 ? sums.mapValues { _ in figure(strengths) } : sums
    }
}

/// The entries of a total, from which amounts are taken one after the other.
private struct Shares {
    private(set) var all: [PlainTotal.Entry]
    private let stating: String?

    /// - Parameter parts: the event that stated the parts.
    init(_ entries: [PlainTotal.Entry], _ parts: Fact?) {
        all = entries.filter { !$0.bounds.isCertainlyNegative }
        stating = parts?.id
        // A reduction takes from what was there.
        for entry in entries where entry.bounds.isCertainlyNegative { take(entry.bounds.negated) }
    }

    /// The base first, then the surest.
    private var order: [Int] {
        all.indices.sorted { left, right in
            if all[left].isBase != all[right].isBase { return all[left].isBase }
            if all[left].certainty.rank != all[right].certainty.rank {
                return all[left].certainty.rank > all[right].certainty.rank
            }
            return all[left].fact.id < all[right].fact.id
        }
    }

    mutating func take(_ amount: Bounds) { _ = take(amount, order) }

    /// A part, from what the event that stated it says first.
    mutating func takePart(_ amount: Bounds) -> [PlainTotal.Entry] {
        let order = order
        let first = order.filter { all[$0].fact.id == stating }
        return take(amount, first + order.filter { !first.contains($0) })
    }

    /// What was taken from each, as far as there is enough.
    private mutating func take(_ amount: Bounds, _ order: [Int]) -> [PlainTotal.Entry] {
        var (needed, taken) = (amount, [PlainTotal.Entry]())
        for place in order {
            if needed.isNothing { break }
            let there = all[place].bounds
            var share = all[place]
            share.bounds = there.floored.least(needed)
            taken.append(share)
            all[place].bounds = there.minus(needed).floored
            needed = needed.minus(there).floored
        }
        return taken
    }
}

extension Bounds {
    /// The lesser of two, bound by bound.
    fileprivate func least(_ other: Bounds) -> Bounds {
        func lesser(_ left: ExactDecimal?, _ right: ExactDecimal?) -> ExactDecimal? {
            guard let left, let right else { return left ?? right }
            return min(left, right)
        }
        return Bounds(
            lower: min(lower ?? .zero, other.lower ?? .zero), upper: lesser(upper, other.upper),
            isAbout: isAbout || other.isAbout, unit: unit)
    }
}

extension PlainDeal {
    /// The total in a unit: that of the value, or of the capacity.
    func total(in unit: MeasureUnit) -> PlainTotal? {
        [value, capacity].compactMap { $0 }.first { $0.unit == unit && ($0.bounds != nil || !$0.forecasts.isEmpty) }
    }

    /// What it is worth in a unit; where it states no total in it, as much as its parts.
    func whole(in unit: MeasureUnit) -> Bounds? { total(in: unit)?.bounds ?? parts?.sum(in: unit) }

    fileprivate func shares(in unit: MeasureUnit) -> [PlainTotal.Entry] {
        if let total = total(in: unit), total.bounds != nil { return total.entries }
        guard let parts, let sum = parts.sum(in: unit) else { return [] }
        let certainty = parts.fact.isForecast ? .expected : parts.fact.certainty ?? .reported
        return [PlainTotal.Entry(fact: parts.fact, bounds: sum, isBase: true, certainty: certainty)]
    }

    /// The units in which it states an amount.
    var units: Set<MeasureUnit> {
        let totals = [value, capacity].compactMap { $0 }.map(\.unit).filter { total(in: $0) != nil }
        return Set(totals + (parts?.units ?? []))
    }

    /// How sure it is that there is this amount: as sure as its surest telling.
    func rank(in unit: MeasureUnit?) -> Int {
        if isDenied || isForecast { return announcement.rank }
        guard let unit else { return announcement.rank }
        return shares(in: unit).map(\.fact.rank).max() ?? announcement.rank
    }
}
