import CivilTime

/// What a price file says beside prices: a dividend or a split of a day.
package struct PriceAction: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// What a share got, as a decimal.
        case dividend(String)
        case split(ActionRatio)
    }

    package let day: CivilDay
    /// From 1.
    package let line: Int
    package let kind: Kind

    /// `0.01 Dividend`, `10:1 Stock Splits` as Yahoo has them in a row of their own; nil for anything else.
    static func kind(ofRow text: String) -> Kind? {
        let words = text.split { $0 == " " || $0 == "\u{A0}" }
        guard let first = words.first, words.count > 1 else { return nil }
        switch words.dropFirst().joined(separator: " ").lowercased() {
        case "dividend", "dividends", "cash dividend":
            guard let digits = NumberText(Array(first.utf8)[...])?.digits(.point) else { return nil }
            let amount = String(decoding: digits, as: UTF8.self)
            return ExactDecimal(amount: amount) == nil ? nil : .dividend(amount)
        case "stock split", "stock splits", "split":
            return ActionRatio(String(first)).map { .split($0) }
        default: return nil
        }
    }
}

/// New shares for old ones, as a vendor writes it: `10:1`, `10/1`, `10.0`, `0.125`, `1046:1000`.
package struct ActionRatio: Sendable, Equatable {
    /// In lowest terms.
    package let new: Int
    package let old: Int

    /// A vendor's "split" of an odd ratio is a spin-off: prices are adjusted by it, and nobody has more shares.
    package var isSplit: Bool { new <= 100 && old <= 100 }
    package var description: String { "\(new):\(old)" }

    /// Nil where it says that nothing happened, and for what is no ratio.
    package init?(_ text: String) {
        let parts = text.split { $0 == ":" || $0 == "/" }.map(String.init)
        if parts.count == 2 {
            guard let new = Int(parts[0]), let old = Int(parts[1]), (1...1_000_000_000).contains(new),
                (1...1_000_000_000).contains(old)
            else { return nil }
            self.init(new, old)
        } else {
            guard let value = ExactDecimal(price: text), value.sign > 0, value.scale <= 9,
                value.coefficient <= 1_000_000_000_000
            else { return nil }
            var one = 1
            for _ in 0..<value.scale { one *= 10 }
            let whole = Int(value.coefficient)
            // 1.333333 is four for three, cut short.
            let rounded =
                value.scale < 4
                ? nil
                : (1...100).lazy.compactMap { old -> (Int, Int)? in
                    let new = (whole * old + one / 2) / one
                    return (1...100).contains(new) && abs(whole * old - new * one) * 2 <= old ? (new, old) : nil
                }.first
            if let rounded { self.init(rounded.0, rounded.1) } else { self.init(whole, one) }
        }
        if new == old { return nil }
    }

    private init(_ new: Int, _ old: Int) {
        var (left, right) = (new, old)
        while right != 0 { (left, right) = (right, left % right) }
        (self.new, self.old) = (new / left, old / left)
    }
}
