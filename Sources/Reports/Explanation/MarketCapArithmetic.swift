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
        return found
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
                    let name = part.shareClass.map { "class \($0)" } ?? part.move.instrument.ticker
                    return Part(
                        amount.map { .quantity($0) }, part.facts.first.map { .event($0.id) },
                        "\(name), \((part.count ?? part.outstanding).grouped) × the move of its price")
                })
        }
        markedAbout = change.roughness(ofHigh: figure != "change")
    }
}

extension ValueChange.Part {
    /// The shares of the day.
    fileprivate var shares: Derivation.Part {
        let splits =
            since == .one ? "" : ", \(outstanding.grouped) × \(since.new) / \(since.old) by the splits since"
        return Derivation.Part(
            .quantity(count ?? outstanding), facts.first.map { .event($0.id) }, "\(measure) shares outstanding\(splits)"
        )
    }
}

extension ValueChange {
    /// Why a figure is about although its parts are not.
    fileprivate func roughness(ofHigh isExtreme: Bool) -> String? {
        if let first = unpriced.first { return "class \(first) has no price of its own and is in no figure" }
        if parts.contains(where: { $0.measure == "diluted" }) { return "the shares are diluted" }
        if parts.contains(where: { $0.move.adjusted != "none" }) { return "the prices are adjusted" }
        return isExtreme && parts.count > 1 ? "the classes' extremes need not have been at one time" : nil
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
