import CivilTime
import MarketEvents
import Projections

/// By how much a market value changed: as claimed, or prices times shares.
enum MarketCapArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("market-cap") else { return [] }
        func text(_ column: String) -> String? { row.cell(column, of: shape).text }
        guard text("origin") == "measured" else { return claimed(row, shape, basis) }
        var market = basis.market
        guard let company = text("company"), let day = text("day").flatMap({ CivilDay($0) }),
            let change = market.change(of: company, on: day)
        else { return [] }
        var found: [Derivation] = []
        if let total = row.cell("total", of: shape).quantity { found.append(Derivation(total: total, of: change)) }
        for (figure, price) in [
            ("change", { $0.close }), ("changeHigh", { $0.high }), ("changeLow", { $0.low }),
        ] as [(String, (PriceMove) -> ExactDecimal?)] {
            if let value = row.cell(figure, of: shape).quantity {
                found.append(Derivation(figure, value, of: change, key: row.key, to: price))
            }
        }
        if let percent = text("percent") {
            found.append(self.percent(percent, of: change, key: row.key))
        }
        if let reason = text("reason") {
            found.append(
                Derivation(
                    "reason", .text(reason), .stated,
                    change.obstacleFacts.isEmpty
                        ? [.init(.text(reason), nil, "why there is no figure")]
                        : change.obstacleFacts.map { .init(.text(reason), .event($0.id), "why there is no figure") }))
        }
        return found + Derivation.notes(of: change.distributions, change)
    }

    private static func claimed(_ row: ViewRow, _ shape: ViewShape, _ basis: ExplanationBasis) -> [Derivation] {
        guard let claim = basis.facts(of: row).first(where: { row.key.hasSuffix($0.id) }) else { return [] }
        return ["change", "percent"].compactMap { figure in
            let value: Derivation.Value
            switch row.cell(figure, of: shape) {
            case .quantity(let quantity): value = .quantity(quantity)
            case .text(let text): value = .text(text)
            default: return nil
            }
            return Derivation(figure, value, .stated, [.init(value, .event(claim.id), "claimed")])
        }
    }

    private static func percent(_ percent: String, of change: ValueChange, key: String) -> Derivation {
        if change.parts.count <= 1 {
            return Derivation("percent", .text(percent), .percentChange, change.move.prices(to: change.move.close))
        }
        let before = (try? change.valueBefore().decimal()).map {
            Quantity($0.value, change.move.currency, isApproximate: $0.isRounded)
        }
        return Derivation(
            "percent", .text(percent), .percent(fractionDigits: 3),
            [
                .init(change.change.map { .quantity($0) }, .row(view: "market-cap", key: key), "change"),
                .init(
                    before.map { .quantity($0) }, nil, "the value at the close before, of the shares of the later day"),
            ])
    }
}

extension Derivation {
    /// What stands in `notes` beside measured figures.
    static func notes(of distributions: [MarketFact], _ change: ValueChange?) -> [Derivation] {
        func note(_ note: String, _ event: String?, _ label: String) -> Derivation {
            Derivation("notes", .text(note), .stated, [.init(.text(note), event.map { .event($0) }, label)])
        }
        let handedOut = distributions.map {
            note(ValueChange.distributionNote, $0.id, "handed out in kind, and no split")
        }
        let priced = (change?.parts ?? []).compactMap { part -> Derivation? in
            guard let other = part.priceOfClass else { return nil }
            let own = part.shareClass.map { "class \($0)" } ?? "the shares"
            let label = "\(own) at the price of class \(other), into which it converts"
            return note(ValueChange.classNote, part.facts.first?.id, label)
        }
        return handedOut + priced
    }

    /// A change of value as prices and shares make it; of several classes their sum.
    init(
        _ figure: String, _ value: Quantity, of change: ValueChange, key: String, to price: (PriceMove) -> ExactDecimal?
    ) {
        if change.parts.count == 1, let price = price(change.move) {
            let part = change.parts[0]
            self.init(figure, .quantity(value), .sharesTimesMove, [part.shares] + part.move.prices(to: price))
        } else {
            self.init(
                figure, .quantity(value), .sum,
                change.parts.map { part in
                    let amount = price(part.move).flatMap(part.change)
                    return Part(
                        amount.map { .quantity($0) }, part.facts.first.map { .event($0.id) },
                        "\(part.name), \((part.count ?? part.outstanding).grouped) × the move of its price")
                })
        }
        markedAbout = change.roughness(ofHigh: figure != "change")
    }
}

extension Derivation {
    /// A market value as prices and shares make it; of several classes their sum.
    init(total: Quantity, of change: ValueChange) {
        func close(_ move: PriceMove) -> Part { move.prices(to: move.close)[0] }
        if change.parts.count == 1, let part = change.parts.first {
            self.init("total", .quantity(total), .sharesTimesPrice, [part.shares, close(part.move)])
        } else {
            self.init(
                "total", .quantity(total), .sum,
                change.parts.map { part in
                    let shares = part.shares
                    return Part(
                        part.value.map { .quantity($0) }, shares.source,
                        "\(part.name), \((part.count ?? part.outstanding).grouped) × \(PriceMove.text(part.move.close)): "
                            + shares.label)
                })
        }
    }
}

extension ValueChange.Part {
    /// The shares as the closes are of them, and how they come about: the count, its day, splits, what a receipt stands for.
    fileprivate var shares: Derivation.Part {
        var label = "\(measure) shares"
        if let count = facts.first { label += " of \(count.occurred.text)" }
        if case .shares(let counted) = facts.first?.content, let through = counted.splitsThrough {
            label += ", splits up to \(through) in them"
        }
        func splits(_ facts: some Sequence<MarketFact>) -> String {
            let days = facts.compactMap { fact -> String? in
                if case .split = fact.content { fact.occurred.text } else { nil }
            }
            return days.isEmpty ? "" : " of \(days.joined(separator: ", "))"
        }
        if since != .one {
            label +=
                ", \(outstanding.grouped) × \(since.new) / \(since.old) by the splits since\(splits(facts.dropFirst()))"
        }
        if let undone = try? move.scale.followed(by: move.receipt), undone != .one {
            label +=
                ", × \(undone.new) / \(undone.old) by splits\(splits(move.undone)) that the closes are adjusted for"
        }
        if move.receipt != .one { label += ", / (\(move.receipt)): shares to a receipt" }
        if let other = priceOfClass { label += ", at the price of class \(other)" }
        return Derivation.Part(.quantity(count ?? outstanding), facts.first.map { .event($0.id) }, label)
    }

    fileprivate var name: String { shareClass.map { "class \($0)" } ?? move.instrument.ticker }
}

extension ValueChange {
    /// Why a figure is about although its parts are not.
    fileprivate func roughness(ofHigh isExtreme: Bool) -> String? {
        isExtreme && parts.count > 1 ? "the classes' extremes need not have been at one time" : nil
    }
}

extension PriceMove {
    /// A price, the close before, and the split between them.
    func prices(to price: ExactDecimal) -> [Derivation.Part] {
        func source(_ day: CivilDay) -> Derivation.Source? {
            facts.first { fact in
                guard case .prices(let prices) = fact.content else { return false }
                return prices.days.contains(day)
            }.map { .event($0.id) }
        }
        let name = price == close ? "close" : price == high ? "high" : "low"
        var parts = [
            Derivation.Part(.text(PriceMove.text(price)), source(day), "\(name) of \(day) in \(currency)"),
            Derivation.Part(.text(PriceMove.text(previousClose)), source(previousDay), "close of \(previousDay)"),
        ]
        if split != .one {
            let fact = facts.first { if case .split = $0.content { true } else { false } }
            parts.append(
                .init(.text("\(split.new):\(split.old)"), fact.map { .event($0.id) }, "split between the two"))
        }
        return parts
    }

    static func text(_ price: ExactDecimal) -> String { price.fixed(fractionDigits: 2) }
}
