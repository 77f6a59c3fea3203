import CivilTime
import MarketEvents

/// What facts have in common, as cells.
extension RowBuffer {
    /// The New York day, where it is known to the day.
    @inline(__always)
    func day(_ column: Int, _ time: Moment) {
        guard time.day != nil else { return }
        if time.text.count == 10 { return text(column, time.text) }
        open(column)
        append(day: time)
        close()
    }

    func append(day time: Moment) {
        if let day = time.day.flatMap({ CivilDay(daysSinceEpoch: Int($0)) }) { append(day.description) }
    }

    /// Who says so: person, party, publisher.
    func speaker(_ column: Int, _ speaker: Bytes?) {
        guard let speaker else { return }
        open(column)
        RowBuffer.forEachPart(of: speaker) { part, isFirst in
            if !isFirst { append(", ") }
            JSONText.append(decoded: part, to: bytes)
        }
        close()
    }

    /// The same as a JSON string.
    func appendJSON(speaker: Bytes) {
        var names: [String] = []
        RowBuffer.forEachPart(of: speaker) { part, _ in names.append(JSONText.decoded(part)) }
        append(JSONText.encoded(names.joined(separator: ", ")))
    }

    /// Each with its quotes.
    private static func forEachPart(of speaker: Bytes, _ body: (_ part: Bytes, _ isFirst: Bool) -> Void) {
        let names: [StaticString] = ["person", "party", "publisher"]
        var isFirst = true
        for name in names {
            guard let value = speaker.member(name), value.isString else { continue }
            body(value, isFirst)
            isFirst = false
        }
    }

    /// The economic causes as the payload states them.
    @inline(__always)
    func causes(_ column: Int, _ fact: LeanFact) throws(Unfoldable) {
        guard let causes = fact[.causes] else { return word(column, "[]") }
        let isWhole = causes.forEachElement { cause in
            var members = 0
            let isWhole = cause.forEachMember { name, value in
                members += 1
                return value.plainText != nil && (name.equals("basis") || name.equals("event"))
            }
            return isWhole && members == 2
        }
        guard isWhole else { throw fact.lacks(.causes) }
        text(column, causes)
    }

    func certainty(_ column: Int, _ certainty: Certainty?) {
        guard let certainty else { return }
        open(column)
        switch certainty {
        case .confirmed: append(word: "confirmed")
        case .reported: append(word: "reported")
        case .expected: append(word: "expected")
        case .disputed: append(word: "disputed")
        case .denied: append(word: "denied")
        }
        close()
    }

    @inline(__always)
    func events(_ column: Int, of fact: LeanFact) {
        events(column, fact.support.isEmpty ? [fact.id] : [fact.id] + fact.support)
    }

    /// The key of a row: the id of its subject, and what tells it from the subject's other rows.
    func key(_ subject: Bytes, _ parts: String...) {
        open(ViewShape.keySlot)
        append(subject)
        for part in parts {
            append(":")
            append(part)
        }
        close()
    }

    func word(_ column: Int, _ word: StaticString) {
        open(column)
        append(word: word)
        close()
    }
}

extension LeanFact {
    /// `AMZN` of the stream `stock/XNAS:AMZN`.
    var ticker: Bytes {
        guard let colon = subject.firstIndex(of: UInt8(ascii: ":")) else { return subject }
        return subject.dropping(colon + 1)
    }

    /// - Throws: where the field holds anything but a quantity.
    func quantity(_ name: FieldName) throws(Unfoldable) -> StoredQuantity? {
        guard let value = fields[name] else { return nil }
        guard let quantity = StoredQuantity(value), quantity.isKnown else {
            throw Unfoldable(position: position, id: id.string, reason: "its \(name) is no quantity")
        }
        return quantity
    }

    func lacks(_ name: FieldName) -> Unfoldable {
        Unfoldable(position: position, id: id.string, reason: "its data has no \(name)")
    }
}
