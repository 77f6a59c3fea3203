import MarketEvents
import Projections

/// How the figures of a study follow from returns and from one another, in words with their values.
enum StudyArithmetic {
    static func derivations(_ row: ViewRow, _ basis: ExplanationBasis) -> [Derivation] {
        guard let shape = basis.shape("study"), case .integer(let days) = row.cell("m", of: shape) else { return [] }
        func number(_ name: String) -> Double? { row.cell(name, of: shape).number }
        func shown(_ name: String) -> String { TextTable.text(of: row.cell(name, of: shape), name: name) }
        func window(_ name: String) -> String { TextTable.text(of: row.cell(name, of: shape), name: name) }
        let freedom = days - 2
        var formulas = [
            ("alpha", "mean return - beta × mean return of the index, over \(days) days of \(window("estimation"))"),
            ("beta", "slope of the returns on those of the index by least squares, over the same days"),
            ("sigma", "√(sum of squared residuals / \(freedom))"),
            ("ar0", "return of day 0 - (\(shown("alpha")) + \(shown("beta")) × return of the index)"),
        ]
        if number("car") != nil {
            formulas += [
                ("car", "sum of the abnormal returns of days \(window("window"))"),
                ("standardError", "sigma × √(L + L²/m + (sum of the index's distances from its mean)²/Sxx)"),
                (
                    "lower",
                    "car - \(shown("standardError")) × the 97.5 % quantile of Student's t, \(freedom) degrees of freedom"
                ),
                ("upper", "car + the same"),
                ("tExact", "\(shown("car")) / \(shown("standardError"))"),
                ("pExact", "chance of a t as far from 0 or farther where nothing happened"),
            ]
        }
        var found: [Derivation] = []
        if let day = row.cell("day0", of: shape).text, let reason = row.cell("dayZeroBy", of: shape).text {
            found.append(Derivation("day0", .text(day), .statistic, [.init(nil, nil, "the session for \(reason)")]))
        }
        if case .list(let joined) = row.cell("joined", of: shape), !joined.isEmpty {
            let words = joined.compactMap(\.string).joined(separator: "; ")
            // The registrations that say so.
            let registrations = basis.facts(of: row).filter { $0.event.type.name == "company.registered" }
            found.append(
                Derivation(
                    "joined", .text(words), .stated,
                    registrations.map { .init(.text(words), .event($0.id), "one share under several tickers") }))
        }
        found += formulas.compactMap { name, formula -> Derivation? in
            guard number(name) != nil else { return nil }
            return Derivation(name, .text(shown(name)), .statistic, [.init(nil, nil, formula)])
        }
        if let amount = row.cell("dollarEffect", of: shape).quantity {
            let formula = "\(shown("ar0")) × shares × close of the day before"
            found.append(Derivation("dollarEffect", .quantity(amount), .statistic, [.init(nil, nil, formula)]))
        }
        if let interval = row.cell("dollarEffectInterval", of: shape).quantity {
            let formula = "its 95 % interval: ± the t quantile × the standard error of day 0's forecast × that value"
            found.append(
                Derivation("dollarEffectInterval", .quantity(interval), .statistic, [.init(nil, nil, formula)]))
        }
        return found
    }
}
