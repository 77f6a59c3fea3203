import CanonicalJSON
import MarketEvents

extension ParserCheck {
    /// The fields of `impact append TYPE field=value …`: a line names the type, each further line is one argument.
    package static let typedFields = ParserCheck(
        "typed-fields", maximumLength: 1024,
        words: EventType.all.flatMap { type in ["\(type.name)\n"] + type.ownFields.map { "\n\($0.name)=" } } + [
            "\nvalue.amount=1", "\nvalue.unit=USD", "\nvalue.qualifier=", "38bn USD", "OpenAI", "amazon", "null",
            "true", "[", "{", "]",
            "}", ",", ".", "=", "[{\"part\":\"a\"}]", "2025-11-03", "P7Y",
        ]
    ) { input in
        let lines = input.split(separator: 0x0A, omittingEmptySubsequences: false).map { text(of: $0) }
        guard let name = lines.first ?? nil, let type = EventType.named(name) else { return false }
        let arguments = lines.dropFirst().compactMap { $0 }
        let typed = TypedFields(reader: QuantityReader(), companies: companies)
        let payload = typed.apply(arguments, to: ["certainty": "reported"], type: type)
        do throws(InvalidEvent) {
            guard payload.faults.isEmpty else { throw InvalidEvent(faults: payload.faults) }
            _ = try MarketEvent(type: type, data: payload.data)
            return true
        } catch {
            try holdAreMessages(error)
            return false
        }
    }
}
