/// Amounts as short as they can be typed.
extension Quantity {
    /// As one would type it: "~140bn USD", down to the digit that it was said with. In full digits where that would be more, or
    /// could be read otherwise.
    package var short: String {
        let written = text { $0.short(to: step) }
        guard let again = try? QuantityReader().read(written), again.saysTheSame(as: self), again.step == step else {
            return typed
        }
        return written
    }

    /// The same quantity in somebody's words.
    func stated(as words: String) -> Quantity {
        let line = String(words.map { $0 == "\t" ? " " : $0 }).trimmingSpaces
        return Quantity(
            amount, unit, qualifier, upper: upper, isApproximate: isApproximate, stated: line, step: step)
    }
}

extension ExactDecimal {
    /// "1.4trn": by the greatest scale that it has, if it was said to so much or more.
    fileprivate func short(to step: ExactDecimal?) -> String {
        guard let step, step.scale == 0 else { return typed }
        for (power, name) in [(12, "trn"), (9, "bn"), (6, "m"), (3, "k")] {
            guard let unit = try? ExactDecimal.timesPower(1, power),
                magnitude >= ExactDecimal(coefficient: unit, scale: 0)
            else { continue }
            let digits = ExactDecimal(coefficient: coefficient, scale: scale + power)
            var written = digits.description
            // Zeros that it was said with.
            let wanted = max(0, power - (step.description.utf8.count - 1))
            if wanted > digits.scale {
                written += (digits.scale == 0 ? "." : "") + String(repeating: "0", count: wanted - digits.scale)
            }
            return wanted < digits.scale ? typed : written + name
        }
        return typed
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        var text = self[...]
        while text.first == " " { text = text.dropFirst() }
        while text.last == " " { text = text.dropLast() }
        return String(text)
    }
}
