import CivilTime
import MarketEvents

/// A claim beside what was measured.
package struct JudgedClaim: Sendable {
    package let fact: MarketFact
    /// `market-cap`, `move` or `record`.
    package let kind: String
    package let company: String
    package let saidBy: String?
    package let basis: String?
    /// Signed: a fall of 3 percent is -3.
    package let claimed: Quantity?
    package fileprivate(set) var measured: Quantity?
    package fileprivate(set) var measuredHigh: Quantity?
    package fileprivate(set) var measuredLow: Quantity?
    /// The price at which the claim is exact.
    package fileprivate(set) var holdsAt: ExactDecimal?
    package fileprivate(set) var verdict = ClaimVerdict.unmeasured
    package fileprivate(set) var tolerance: String?
    /// What the measurement rests on.
    package fileprivate(set) var facts: [MarketFact] = []
    package fileprivate(set) var change: ValueChange?
    package fileprivate(set) var move: PriceMove?

    private let statement: MarketFact.Claim.Statement

    package init?(_ fact: Fact) {
        guard let fact = MarketFact(fact) else { return nil }
        self.init(fact)
    }

    /// Nil for a fact that is no claim.
    package init?(_ fact: MarketFact) {
        guard case .claim(let claim) = fact.content else { return nil }
        switch claim.statement {
        case .value(let change, let basis): (kind, claimed, self.basis) = ("market-cap", change.quantity, basis)
        case .move(let direction, let size, _, let trading):
            (kind, basis) = ("move", JudgedClaim.extended(trading))
            claimed = size.flatMap { JudgedClaim.signed($0.quantity, direction: direction) }
        case .record(_, let basis): (kind, claimed, self.basis) = ("record", nil, basis)
        }
        (company, saidBy, statement) = (claim.company, claim.saidBy, claim.statement)
        self.fact = fact
    }

    /// The trading outside of the regular session that a move was in.
    static func extended(_ trading: String?) -> String? { trading == "regular" ? nil : trading }

    /// The size of a move with the sign of its direction: a fall of at least 3 is up to -3.
    static func signed(_ size: Quantity, direction: String) -> Quantity? {
        direction == "down" && size.sign != -1 ? Bounds(size).negated.quantity : size
    }

    /// Claimed less measured.
    package var difference: Quantity? {
        guard let claimed, let measured else { return nil }
        return (try? claimed.subtracting(measured)) ?? nil
    }

    /// The difference in percent of what was measured, with two digits.
    package var differencePercent: String? {
        guard let difference = difference.flatMap(single), let measured = measured.flatMap(single), !measured.isZero
        else { return nil }
        return (try? ExactDecimal(100).scaled(by: difference, over: measured, fractionDigits: 2))?
            .fixed(fractionDigits: 2)
    }

    /// Holds the claim against the prices and shares of its day.
    package mutating func judge(by market: inout Market) {
        guard let day = fact.occurred.day else { return }
        switch statement {
        case .value(let change, _): judgeValue(market.change(of: company, on: day), change.written)
        case .move(let direction, let size, let duration, let trading):
            // Daily prices are those of the regular session.
            guard JudgedClaim.extended(trading) == nil else { return }
            guard let instrument = instrument(market, day), let move = market.move(instrument, on: day) else { return }
            judgeMove(move, direction: direction, isBrief: duration == "brief", size?.written)
        case .record(let kind, _):
            guard let instrument = instrument(market, day) else { return }
            let record = PriceRecord(kind: kind, basis: basis, of: instrument, on: day, in: &market)
            (verdict, holdsAt, facts) = (record.verdict, record.toBeat, record.facts)
        }
    }

    /// The share that the claim is of: that of its stream; where its market is not known, the only one the company lists.
    private func instrument(_ market: Market, _ day: CivilDay) -> Instrument? {
        fact.instrument.map { market.instrument($0, on: day) }
    }

    private mutating func judgeValue(_ change: ValueChange?, _ written: String) {
        if let change, change.parts.count <= 1, claimed?.unit == .percent {
            return judgeMove(change.move, direction: "", isBrief: false, written)
        }
        guard let change, let claimed, let closing = change.change, closing.unit == claimed.unit,
            let close = single(closing)
        else { return }
        self.change = change
        (measured, measuredHigh, measuredLow) = (closing, change.changeHigh, change.changeLow)
        facts = change.facts
        holdsAt = single(claimed).flatMap(change.price) ?? bound(of: claimed).flatMap(change.price)
        decide(claimed, written, close)
    }

    private mutating func judgeMove(_ move: PriceMove, direction: String, isBrief: Bool, _ written: String?) {
        func percent(_ price: ExactDecimal?) -> Quantity? {
            price.flatMap { try? move.percent(to: $0, fractionDigits: 3) }.map { Quantity($0, .percent) }
        }
        self.move = move
        (measured, measuredHigh, measuredLow) = (percent(move.close), percent(move.high), percent(move.low))
        facts = move.facts
        guard let close = measured?.amount else { return }
        guard let claimed else {
            let extreme = direction == "up" ? measuredHigh : measuredLow
            let sign = direction == "up" ? 1 : -1
            if close.sign == sign {
                verdict = .holds
            } else if let extreme {
                verdict = extreme.amount.sign == sign ? .reached : .differs
            } else {
                // A brief dip may be over at the close.
                verdict = isBrief ? .unmeasured : .differs
            }
            return
        }
        holdsAt = (single(claimed) ?? bound(of: claimed)).flatMap { try? move.price(percent: $0) }
        decide(claimed, written ?? claimed.amount.description, close)
    }

    /// Of a claim of at least, or up to, a number: that number.
    private func bound(of claim: Quantity) -> ExactDecimal? {
        let bounds = Bounds(claim)
        return bounds.lower != nil && bounds.upper != nil ? nil : bounds.lower ?? bounds.upper
    }

    /// - Parameter written: the amount as it stands in the log.
    private mutating func decide(_ claimed: Quantity, _ written: String, _ close: ExactDecimal) {
        guard let tolerance = try? ClaimTolerance(claimed, written: written) else { return }
        var range: (low: ExactDecimal, high: ExactDecimal)?
        if let low = measuredLow.flatMap(single), let high = measuredHigh.flatMap(single) { range = (low, high) }
        // Where only one end of the day is known the close is the other that surely was traded.
        if range == nil, let high = measuredHigh.flatMap(single) { range = (min(close, high), max(close, high)) }
        if range == nil, let low = measuredLow.flatMap(single) { range = (min(close, low), max(close, low)) }
        self.tolerance = tolerance.text
        verdict = ClaimVerdict(tolerance, close: close, range: range, isIntraday: basis == "intraday")
    }
}
