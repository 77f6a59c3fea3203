import CanonicalJSON

/// What nobody may say anew of rights and stakes, and of amounts that are parts of another one.
extension EntryRules {
    /// Counts and prices that are below zero, and parts of more than there is.
    static func rightFaults(_ data: JSONObject, _ path: String) -> [Fault] {
        let quantity = Amount(data["quantity"], "\(path).quantity")
        let parts = Amount.list("parts", "quantity", in: data, path)
        let all = [quantity, Amount(data["strike"], "\(path).strike")].compactMap { $0 } + parts
        return all.compactMap(\.negativeFault)
            + [excess(of: parts, "\(path).parts", over: quantity, "the quantity")].compactMap { $0 }
    }

    /// A stake below nothing, or of more than the whole company.
    static func stakeFaults(_ data: JSONObject, _ path: String) -> [Fault] {
        let percent = Amount(data["percent"], "\(path).percent")
        let others = ["quantity", "value"].compactMap { Amount(data[$0], "\(path).\($0)") }
        return ([percent].compactMap { $0 } + others).compactMap(\.negativeFault)
            + [percent?.excessFault].compactMap { $0 }
    }

    /// What amounts beside their total are certainly too much: beyond half a last digit of each, for they may be rounded. An
    /// amount that is about something is certain of nothing, and one in another unit stands by itself.
    ///
    /// - Parameters:
    ///   - path: of the list.
    ///   - name: of the total, as a sentence has it.
    ///   - adds: false of one amount alone.
    static func excess(
        of amounts: [Amount], _ path: String, over total: Amount?, _ name: String, adds: Bool = true
    ) -> Fault? {
        guard let total, !total.isAbout else { return nil }
        let unit = total.quantity.unit.sumUnit.unit
        do throws(ArithmeticError) {
            guard let most = Bounds(total.quantity, .amount).inSumUnit.upper, most.sign >= 0 else { return nil }
            var sum = ExactDecimal.zero
            var lastDigits = total.lastDigit
            for amount in amounts where !amount.isAbout && amount.quantity.unit.sumUnit.unit == unit {
                guard let least = Bounds(amount.quantity, .amount).inSumUnit.lower, least.sign > 0 else { continue }
                sum = try sum.adding(least)
                lastDigits = try lastDigits.adding(amount.lastDigit)
            }
            let excess = try sum.subtracting(most)
            guard try lastDigits < excess.adding(excess) else { return nil }
            return Fault(
                path,
                "\(adds ? "add up to" : "is") at least \(Quantity(sum, unit).typed), more than \(name) of \(total.quantity.typed)"
            )
        } catch { return nil }
    }
}

extension EntryRules.Amount {
    /// All of something.
    static func whole(_ path: String) -> EntryRules.Amount {
        EntryRules.Amount(Quantity(ExactDecimal(coefficient: 100, scale: 0), .percent), path)
    }

    /// What is wrong with it as a share of something.
    fileprivate var excessFault: Fault? {
        guard !isAbout, let least = Bounds(quantity, .amount).lower, ExactDecimal(coefficient: 100, scale: 0) < least
        else { return nil }
        return Fault(path, "is \(quantity.typed); nobody holds more than 100 percent")
    }
}
