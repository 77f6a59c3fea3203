import CanonicalJSON
import MarketEvents

/// What somebody said of a row's field that differs from it and did not win.
struct AlsoSaid {
    enum Value {
        /// As it stands in a payload; null where it removes the field.
        case json(Bytes)
        /// A text that needs no escapes, such as a time.
        case text(Bytes)
    }

    /// As the payload names it, or the column of the row.
    let field: String
    let value: Value
    let fact: LeanFact
}

extension Interval {
    /// The starts and ends that had no effect, less sure tellings of the end, and those that were denied, by the columns of
    /// a row.
    func alsoSaid(
        beside denied: [LeanFact], start: String, end: String, kinds: (start: FactKind, end: FactKind)
    ) -> [AlsoSaid] {
        (ineffective + denied).compactMap { fact in
            guard fact.kind == kinds.start || fact.kind == kinds.end else { return nil }
            let isEnd = fact.kind == kinds.end
            if let holding = isEnd ? until : since, holding.occurred.text == fact.occurred.text { return nil }
            return AlsoSaid(field: isEnd ? end : start, value: .text(fact.occurred.text), fact: fact)
        }
    }
}

extension RowBuffer {
    /// By field, then by event; amounts as views carry them.
    func alsoSaid(_ column: Int, _ sayings: [AlsoSaid]) {
        guard !sayings.isEmpty else { return word(column, "[]") }
        let quantities = QuantityReader()
        open(column)
        append("[")
        let sorted = sayings.sorted { ($0.field, $0.fact.id) < ($1.field, $1.fact.id) }
        for (index, saying) in sorted.enumerated() {
            append(index == 0 ? "{\"certainty\":" : ",{\"certainty\":")
            if let certainty = saying.fact.certainty {
                append("\"\(certainty.rawValue)\"")
            } else {
                append("null")
            }
            append(",\"event\":")
            append(quoted: saying.fact.id)
            append(",\"field\":\"\(saying.field)\"")
            if let speaker = saying.fact[.saidBy] {
                append(",\"saidBy\":")
                appendJSON(speaker: speaker)
            }
            append(",\"value\":")
            switch saying.value {
            case .text(let text): append(JSONText.encoded(text.string))
            case .json(let value):
                if let quantity = quantities.quantity(value) {
                    append(json: quantity)
                } else {
                    // It goes into the row as it stands, so it must be JSON, whatever became of the payload.
                    let isWhole = (try? JSONValue(parsing: value.array, limits: JSONLimits(bytes: .max))) != nil
                    if isWhole { append(value) } else { append("null") }
                }
            }
            append("}")
        }
        append("]")
        close()
    }
}
