import CanonicalJSON
import MarketEvents

/// How one figure of a row comes about, as data: by which operation, from which parts, and where each part stands.
package struct Derivation {
    package enum Operation: Equatable {
        /// What an event says; several where it was said in one and added to in others is a `sum`.
        case stated
        /// The parts added, bound by bound, with 0 laid under the result.
        case sum
        /// The parts added: the least of what nobody stated in all.
        case leastSum
        /// The first part less the others, which change their bounds; it keeps its sign.
        case difference
        /// The same with 0 laid under the result.
        case rest
        /// Of totals, changes and parts what counts as announced: all but parts of other strengths and what counts by itself, and
        /// at least the parts that are announced.
        case counted
        /// The first part less the others, each bound less the same bound: what is left of a total that was spread.
        case remainder
        /// The first part in percent of the second, rounded half to even.
        case percent(fractionDigits: Int)
        /// The first part in percent of itself and the others, at its least and their most; rounded half to even.
        case leastShare(fractionDigits: Int)
        /// The first part in percent of itself and the others, at its most and their least; rounded half to even.
        case greatestShare(fractionDigits: Int)
        /// The squares of the shares that the other parts have in the first, in percent, added: from near 0 to 10,000; rounded
        /// half to even.
        case herfindahl(fractionDigits: Int)
        /// The first price less the second in percent of the second, rounded half to even to three decimals.
        case percentChange
        /// The first part, shares, times the difference of two prices, rounded half to even to the currency's minor digits. A
        /// fourth part is the split between the two, new for old: the second price is told in new shares.
        case sharesTimesMove
        /// The first part, shares, times the second, a price.
        case sharesTimesPrice
        /// The price at which a claim is exact: the first part and the second, a value spread over the shares of the third, or
        /// a percentage.
        case exactAt
        /// How the first part, a claim, stands to the second, a measurement.
        case judgement
        /// From the least part to the greatest.
        case range
        /// The one part times `months` over `term`, rounded half to even to the unit's minor digits.
        case straightLine(months: Int, term: Int)
        /// What all parts say; `mixed` where they differ.
        case agreement
        /// In force from the one part until the other.
        case interval
        /// From each part to the next.
        case path
        /// How many parts there are.
        case count
        /// Estimated from prices, as the label of the first part says; the formulas stand in Docs/event-study.md.
        case statistic

        /// The arithmetic in words, where the parts alone do not show it.
        package var words: String? {
            switch self {
            case .herfindahl: "the squares of the shares in percent, added"
            case .leastShare: "in percent of itself and the others, itself at its least, they at their most"
            case .greatestShare: "in percent of itself and the others, itself at its most, they at their least"
            case .counted: "what of it is announced"
            case .count: "how many there are"
            default: nil
            }
        }

        package var name: String {
            switch self {
            case .stated: "stated"
            case .sum: "sum"
            case .leastSum: "least-sum"
            case .difference: "difference"
            case .rest: "rest"
            case .counted: "counted"
            case .leastShare: "least-share"
            case .greatestShare: "greatest-share"
            case .remainder: "remainder"
            case .percent: "percent"
            case .herfindahl: "herfindahl"
            case .percentChange: "percent-change"
            case .sharesTimesMove: "shares-times-move"
            case .sharesTimesPrice: "shares-times-price"
            case .exactAt: "exact-at"
            case .judgement: "judgement"
            case .range: "range"
            case .straightLine: "straight-line"
            case .agreement: "agreement"
            case .interval: "interval"
            case .path: "path"
            case .count: "count"
            case .statistic: "statistic"
            }
        }
    }

    package enum Value: Equatable {
        case quantity(Quantity)
        case text(String)
        case boolean(Bool)

        package var quantity: Quantity? { if case .quantity(let quantity) = self { quantity } else { nil } }

        package var json: JSONValue {
            switch self {
            case .quantity(let quantity): .object(quantity.json)
            case .text(let text): .string(text)
            case .boolean(let flag): .boolean(flag)
            }
        }

        package var shown: String {
            switch self {
            case .quantity(let quantity): quantity.grouped
            case .text(let text): text
            case .boolean(let flag): flag ? "yes" : "no"
            }
        }
    }

    package enum Source: Equatable {
        /// An event's id.
        case event(String)
        /// A view and a row's key, `commitments openai-amazon-2025`.
        case row(view: String, key: String)
    }

    package struct Part {
        /// Nil where something was removed, or has no figure.
        package let value: Value?
        package let source: Source?
        package let label: String

        package init(_ value: Value?, _ source: Source?, _ label: String) {
            (self.value, self.source, self.label) = (value, source, label)
        }

        package var json: JSONObject {
            var object: JSONObject = ["value": value?.json ?? .null, "label": .string(label)]
            switch source {
            case .event(let id): object["event"] = .string(id)
            case .row(let view, let key): object["row"] = .string("\(view) \(key)")
            case nil: break
            }
            return object
        }
    }

    /// The column, or the place in a list: `total`, `byCommitment.binding`, `periods[2]`.
    package let figure: String
    /// Nil where no bound of it is known: then it is its parts.
    package let value: Value?
    package let operation: Operation
    package let parts: [Part]
    /// What was said of the figure and holds no more.
    package var superseded: [Part] = []
    /// Why the result is marked as about beyond its parts: "the term is about".
    package var markedAbout: String?

    package init(_ figure: String, _ value: Value?, _ operation: Operation, _ parts: [Part]) {
        (self.figure, self.value, self.operation, self.parts) = (figure, value, operation, parts)
    }

    package var json: JSONObject {
        var object: JSONObject = [
            "figure": .string(figure), "value": value?.json ?? .null, "operation": .string(operation.name),
            "parts": .array(parts.map { .object($0.json) }),
        ]
        if case .straightLine(let months, let term) = operation {
            object["months"] = .integer(months)
            object["termMonths"] = .integer(term)
        }
        switch operation {
        case .percent(let digits), .herfindahl(let digits), .leastShare(let digits), .greatestShare(let digits):
            object["fractionDigits"] = .integer(digits)
        default: break
        }
        object["markedAbout"] = markedAbout.map { .string($0) }
        if !superseded.isEmpty { object["superseded"] = .array(superseded.map { .object($0.json) }) }
        return object
    }
}

extension Derivation {
    /// A share and its upper end, where the bounds leave one.
    package static func shares(
        of own: Part, in whole: Part, beside others: [Part], least: (figure: String, percent: String?),
        most: (figure: String, percent: String?)
    ) -> [Derivation] {
        guard let percent = least.percent else { return [] }
        guard let upper = most.percent else {
            let isExact = [own, whole].allSatisfy { part in
                part.value?.quantity.map { $0.qualifier == .exact || $0.qualifier == .about } ?? false
            }
            return [
                isExact
                    ? Derivation(least.figure, .text(percent), .percent(fractionDigits: 2), [own, whole])
                    : Derivation(least.figure, .text(percent), .leastShare(fractionDigits: 2), [own] + others)
            ]
        }
        return [
            Derivation(least.figure, .text(percent), .leastShare(fractionDigits: 2), [own] + others),
            Derivation(most.figure, .text(upper), .greatestShare(fractionDigits: 2), [own] + others),
        ]
    }
}
