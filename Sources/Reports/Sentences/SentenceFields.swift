import CanonicalJSON
import MarketEvents

/// The fields of one event as parts of a sentence.
struct SentenceFields {
    let data: JSONObject
    let words: EventSentence
    var say: SentenceLanguage { words.say }

    init(of data: JSONObject, for words: EventSentence) { (self.data, self.words) = (data, words) }

    func sentence(_ type: String) throws -> String {
        switch type.prefix(while: { $0 != "." }) {
        case "deal": try deal(type)
        case "right", "stake", "dependency": try relation(type)
        case "event", "evidence": try aboutAnother(type)
        default: try statement(type)
        }
    }

    // MARK: parts

    func text(_ field: String) -> String { data[field]?.string ?? "?" }

    func name(_ field: String) throws -> String { try data[field]?.string.map(words.name) ?? "?" }

    func word(_ field: String) -> String { data[field]?.string.map(words.word) ?? "" }

    func amount(_ field: String) -> String? { data[field].flatMap(amount) }

    func amount(_ value: JSONValue) -> String? { quantity(value)?.words(say == .french ? .french : .short) }

    func quantity(_ value: JSONValue?) -> Quantity? { value?.object.flatMap { Quantity($0) } }

    /// The ticker that the event or the only listing has, else the name.
    func share() throws -> String {
        if let ticker = data["ticker"]?.string { return ticker }
        return try data["company"]?.string.flatMap(words.company)?.ticker ?? name("company")
    }

    /// Something at the end, where there is something.
    func also(_ part: String?, _ before: String = ", ") -> String { part.map { before + $0 } ?? "" }

    /// "up 4 %", "down at least 5bn USD".
    func movement(_ change: Quantity) -> String {
        switch change.sign {
        case .some(1): say("up \(style(change))", "en hausse \(of(style(change)))")
        case .some(-1): say("down \(style(change.mirrored))", "en baisse \(of(style(change.mirrored)))")
        case .some(0): say("unchanged", "inchangé")
        default: style(change)
        }
    }

    /// "de 4 %", "d’environ 4 %": French.
    func of(_ words: String) -> String {
        let first = words.lowercased().unicodeScalars.first.map { "aeiouéèê".unicodeScalars.contains($0) } ?? false
        return first ? "d’" + words : "de " + words
    }

    private func style(_ quantity: Quantity) -> String { quantity.words(say == .french ? .french : .short) }

    /// What a list names, in words.
    func list(_ items: [String]) -> String { items.joined(separator: ", ") }

    /// "7 years": of an ISO 8601 duration.
    func term() -> String? {
        guard let text = data["term"]?.string else { return nil }
        return say("over ", "sur ") + TimeWords.term(text, qualifier: data["termQualifier"]?.string, say)
    }
}
