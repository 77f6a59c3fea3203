import CivilTime
import MarketEvents
import Reports

/// What an import of prices did, and what it understood of its file.
struct PriceSummary {
    private struct Seen {
        let company: String?
        var count = 0
        var first: String
        var last: String
    }

    var events = 0
    var days = 0
    var known = 0
    var corrections = 0
    var actions = 0
    var knownActions = 0
    /// One line each.
    var notes: [String] = []
    private var seen: [Instrument: Seen] = [:]
    private var order: [Instrument] = []
    private static let mostShown = 20

    mutating func add(_ part: PriceInstruments.Part) {
        let prices = part.prices
        guard let first = prices.days.indices.first(where: prices.hasValue),
            let last = prices.days.indices.last(where: prices.hasValue)
        else { return }
        func row(_ index: Int) -> String {
            "\(prices.days[index])  "
                + PriceField.allCases.compactMap { field in
                    prices.values[field]?[index].map { "\(field.rawValue) \($0)" }
                }.joined(separator: ", ")
        }
        if seen[part.instrument] == nil {
            // Of very many only the number is shown.
            order.append(part.instrument)
            seen[part.instrument] = Seen(
                company: part.company, first: order.count <= PriceSummary.mostShown ? row(first) : "", last: "")
        }
        seen[part.instrument]?.count += prices.daysWithValue
        if order.count <= PriceSummary.mostShown { seen[part.instrument]?.last = row(last) }
    }

    /// What there is to know beside the number of prices.
    mutating func add(_ file: PriceFile, _ options: PriceOptions, _ terms: PriceTerms, adjusted: String) {
        notes += file.notes
        let negatives = file.table.negatives
        if negatives.count > 0 {
            notes.append(
                "\(VocabularyWords.count(negatives.count, "price")) below zero taken as written, the first -\(negatives.first) "
                    + "in line \(negatives.line); where a minus marks a bid-ask midpoint, say --midpoints")
        }
        let found = file.table.actions
        if !options.actions, !found.isEmpty {
            let splits = found.count { if case .split = $0.kind { true } else { false } }
            let parts = [(found.count - splits, "dividend"), (splits, "split")].filter { $0.0 > 0 }
                .map { VocabularyWords.count($0.0, $0.1) }
            notes.append("\(parts.joined(separator: " and ")): left out; say --actions to record them")
        }
        if let told = options.adjusted, let basis = file.basis, told != basis {
            notes.append("--adjusted \(told) is taken; files of this shape are adjusted for \(basis)")
        }
        if terms.minorDigits == 0, terms.currency == "GBP", order.contains(where: { $0.mic == "XLON" }) {
            notes.append("London quotes most shares in pence; where this file does, say --currency GBX")
        }
        for rate in file.table.layout.securities where rate.kind == .fx {
            notes.append(
                "\(rate.ticker): what one \(PriceTerms.base(of: rate.ticker) ?? "unit") costs in \(terms.currency), "
                    + "fixing \(options.fixing ?? "close")")
        }
    }

    func done(_ dryRun: Bool) -> String {
        return (dryRun ? "would append " : "appended ")
            + "\(VocabularyWords.count(days, "price")) in \(VocabularyWords.count(events, "event"))"
            + (actions > 0 ? ", \(actions) of dividends and splits" : "")
            + (corrections > 0 ? ", and \(VocabularyWords.count(corrections, "correction"))" : "")
            + (known > 0
                ? "; \(VocabularyWords.count(known, "price")) \(known == 1 ? "was" : "were") there already" : "")
    }

    /// What a dry run shows.
    func understood(_ table: PriceTable, _ terms: PriceTerms, adjusted: String) -> [String] {
        var lines: [String] = []
        for instrument in order.prefix(PriceSummary.mostShown) {
            guard let seen = seen[instrument] else { continue }
            lines.append(
                "instrument  \(instrument)" + (seen.company.map { ", \($0)" } ?? ", no company lists it") + ", "
                    + VocabularyWords.count(seen.count, "day"))
            lines.append("first       \(seen.first)")
            if seen.count > 1 { lines.append("last        \(seen.last)") }
        }
        if order.count > PriceSummary.mostShown {
            lines.append("and \(order.count - PriceSummary.mostShown) more instruments")
        }
        lines.append("currency    \(terms.currency)" + (terms.minorDigits > 0 ? ", from its hundredths" : ""))
        lines.append("adjusted    \(adjusted), through \(terms.adjustedThrough)")
        if let security = table.layout.securities.first, table.layout.securities.count == 1 {
            lines.append(
                "taken       "
                    + PriceField.allCases.filter { security.fields[$0] != nil }.map(\.rawValue).joined(separator: ", "))
            let empty = table.rows.count - order.reduce(0) { $0 + (seen[$1]?.count ?? 0) }
            if empty > 0 { lines.append("left out    \(VocabularyWords.count(empty, "row")) without a price") }
        }
        return lines + notes.map { "note        \($0)" }
    }
}
