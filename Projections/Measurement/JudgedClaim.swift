import CivilTime
import MarketEvents

/// A claim beside what was measured.
package struct JudgedClaim: Sendable {
    package let fact: MarketFact
    /// `market-cap`, `move` or `record`.
    package let kind: String
    package let company: String
    package let saidBy: String?
    package let tellings: Tellings
    package let saidAs: Certainty?
    package let basis: String?
    /// Signed: a fall of 3 percent is -3.
    package let claimed: Quantity?
    package fileprivate(set) var measured: Quantity?
    package fileprivate(set) var measuredHigh: Quantity?
    package fileprivate(set) var measuredLow: Quantity?
    /// The price at which the claim is exact.
    package fileprivate(set) var holdsAt: ExactDecimal?
    /// Of a record whose prices do not reach back to where it would have to hold from: the day from which they bear it out.
    package fileprivate(set) var holdsSince: CivilDay?
    package fileprivate(set) var verdict = ClaimVerdict.unmeasured
    package fileprivate(set) var tolerance: String?
    /// What the measurement rests on.
    package fileprivate(set) var facts: [MarketFact] = []
    package fileprivate(set) var change: ValueChange?
    package fileprivate(set) var move: PriceMove?
    /// What was handed out in kind between the two closes.
    package fileprivate(set) var distributions: [MarketFact] = []

    /// What a row says beside its figures.
    package var notes: [String] {
        session.notes + (distributions.isEmpty ? [] : [ValueChange.distributionNote])
            + (change?.isAtPriceOfOther == true ? [ValueChange.classNote] : [])
    }

    /// The session that it is about: as far as the market's hours tell, until it is judged.
    package private(set) var session: ClaimSession
    /// Whether prices made it another session than the market's hours do.
    package private(set) var isMoved = false

    /// The registrations that join the closes where the share was listed as something else at the earlier one.
    var joined: [String] { change?.joined ?? move?.joined ?? [] }

    let statement: MarketFact.Claim.Statement
    /// What was measured, before anything was rounded; nil where it is only bounded.
    private var exact: (close: ExactRatio?, high: ExactRatio?, low: ExactRatio?)

    package init?(_ fact: Fact) {
        guard let fact = MarketFact(fact) else { return nil }
        self.init(fact)
    }

    /// Nil for a fact that is no claim.
    package init?(_ fact: MarketFact) {
        guard case .claim(let claim) = fact.content else { return nil }
        switch claim.statement {
        case .value(let change, let basis): (kind, claimed, self.basis) = ("market-cap", change, basis)
        case .move(let direction, let size, _, let basis):
            (kind, self.basis) = ("move", basis)
            claimed = size.flatMap { JudgedClaim.signed($0, direction: direction) }
        case .record(_, let basis): (kind, claimed, self.basis) = ("record", nil, basis)
        }
        (company, saidBy, statement) = (claim.company, claim.saidBy, claim.statement)
        (tellings, saidAs) = (claim.tellings, claim.saidAs)
        self.fact = fact
        session = ClaimSession(fact, ShareMarkets())
    }

    /// The size of a move with the sign of its direction: a fall of at least 3 is up to -3, one of up to 3 at least -3.
    static func signed(_ size: Quantity, direction: String) -> Quantity {
        guard direction == "down", size.sign != -1 else { return size }
        let mirrored: Qualifier =
            switch size.qualifier {
            case .atLeast: .upTo
            case .upTo: .atLeast
            default: size.qualifier
            }
        return Quantity(
            (size.upper ?? size.amount).negated, size.unit, mirrored,
            upper: size.upper.map { _ in size.amount.negated },
            isApproximate: size.isApproximate, step: size.step)
    }

    /// Claimed less measured.
    package var difference: Quantity? {
        guard let claimed, let measured else { return nil }
        let (left, right) = (Bounds(claimed, .change), Bounds(measured, .change))
        guard let said = left.lower, said == left.upper, let close = exact.close else {
            return (try? left.adding(right.negated))?.quantity
        }
        let difference = try? ExactRatio(said).subtracting(close)
        return difference.flatMap {
            ExactChange(lower: $0, upper: $0, isAbout: left.isAbout || isAboutMeasured, unit: claimed.unit).quantity
        }
    }

    /// Whether the shares or the prices themselves are about, and not only the last digit of what they make.
    private var isAboutMeasured: Bool { measured?.qualifier == .about }

    /// The difference in percent of what was measured, with two digits.
    package var differencePercent: String? {
        guard let said = claimed.flatMap(single), let close = exact.close, close.sign != 0, measured != nil else {
            return nil
        }
        let percent = try? ExactRatio(said).subtracting(close).multiplied(by: ExactDecimal(100)).divided(by: close)
        return percent.flatMap { try? $0.rounded(2) }?.fixed(fractionDigits: 2)
    }

    /// Whether it is about trading outside of the session: daily prices are of that one only.
    package var isOfOtherTrading: Bool { Trading(basis: basis) != .regular }

    /// Holds the claim against the prices and shares of its day.
    package mutating func judge(by market: inout Market) {
        findSession(&market)
        guard let day = session.day, !isOfOtherTrading else { return }
        switch statement {
        case .value: judgeValue(market.change(of: company, on: day))
        case .move(let direction, _, let duration, _):
            guard let share = share(&market, day), let move = market.move(share, on: day) else { return }
            judgeMove(move, direction: direction, isBrief: duration == "brief")
            let handedOut = market.dividends(of: share, after: move.previousDay, through: day)
            distributions = handedOut.filter(\.isInKind).map(\.fact)
            facts += distributions
        case .record(let kind, _):
            guard let share = share(&market, day) else { return }
            let record = PriceRecord(kind: kind, basis: basis, of: share, on: day, in: &market)
            (verdict, holdsAt, facts) = (record.verdict, record.toBeat, record.facts)
            holdsSince = record.holdsSince
        }
    }

    /// Says which session it is about, where prices may show one that the market's hours do not expect.
    package mutating func findSession(_ market: inout Market) {
        let shares = market.shareMarkets
        let expected = ClaimSession(fact, shares)
        guard let stated = fact.instrument, expected.day != nil else { return session = expected }
        session = ClaimSession(fact, shares) { day in
            market.allSeries(market.share(of: stated, on: day)).contains { $0[day] != nil }
        }
        isMoved = session != expected
    }

    /// The share that the claim is of: that of its stream; where its market is not known, the only one the company lists.
    private func share(_ market: inout Market, _ day: CivilDay) -> TradedShare? {
        fact.instrument.map { market.share(of: $0, on: day) }
    }

    private mutating func judgeValue(_ change: ValueChange?) {
        if let change, change.parts.count <= 1, claimed?.unit == .percent {
            judgeMove(change.move, direction: "", isBrief: false)
            distributions = change.distributions
            facts += distributions
            return
        }
        guard let change, let claimed, let exactClose = change.exact({ $0.close }), let closing = exactClose.quantity,
            closing.unit == claimed.unit, let close = exactClose.single
        else { return }
        (self.change, distributions) = (change, change.distributions)
        (measured, measuredHigh, measuredLow) = (closing, change.changeHigh, change.changeLow)
        exact = (close, change.exact { $0.high }?.single, change.exact { $0.low }?.single)
        facts = change.facts
        holdsAt = target(of: claimed).flatMap(change.price)
        decide(claimed, close)
    }

    private mutating func judgeMove(_ move: PriceMove, direction: String, isBrief: Bool) {
        func percent(_ price: ExactDecimal?) -> ExactRatio? { price.flatMap { try? move.percent(to: $0) } }
        func shown(_ percent: ExactRatio?) -> Quantity? {
            percent.flatMap { ExactChange(lower: $0, upper: $0, isAbout: false, unit: .percent).quantity }
        }
        self.move = move
        exact = (percent(move.close), percent(move.high), percent(move.low))
        (measured, measuredHigh, measuredLow) = (shown(exact.close), shown(exact.high), shown(exact.low))
        facts = move.facts
        guard let close = exact.close else { return }
        guard let claimed else {
            let extreme = direction == "up" ? exact.high : exact.low
            let sign = direction == "up" ? 1 : -1
            if close.sign == sign {
                verdict = .holds
            } else if let extreme {
                verdict = extreme.sign == sign ? .reached : .differs
            } else {
                // A brief dip may be over at the close.
                verdict = isBrief ? .unmeasured : .differs
            }
            return
        }
        holdsAt = target(of: claimed).flatMap { try? move.price(percent: $0) }
        decide(claimed, close)
    }

    /// The number that a claim names: of one of at least, or up to, a number that number; nil of a range.
    private func target(of claim: Quantity) -> ExactDecimal? { claim.upper == nil ? claim.amount : nil }

    private mutating func decide(_ claimed: Quantity, _ close: ExactRatio) {
        guard let tolerance = try? ClaimTolerance(claimed) else { return }
        func ordered(_ other: ExactRatio?) -> (low: ExactRatio, high: ExactRatio)? {
            guard let other, let order = try? close.compared(to: other) else { return nil }
            return order < 0 ? (close, other) : (other, close)
        }
        var range: (low: ExactRatio, high: ExactRatio)?
        if let low = exact.low, let high = exact.high { range = (low, high) }
        // Where only one end of the day is known the close is the other that surely was traded.
        range = range ?? ordered(exact.high) ?? ordered(exact.low)
        self.tolerance = tolerance.text
        let found = try? ClaimVerdict(
            tolerance, isFall: claimed.amount.sign < 0, close: close, range: range, isIntraday: basis == "intraday")
        verdict = found ?? .unmeasured
    }
}
