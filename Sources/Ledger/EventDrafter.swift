import CanonicalJSON
import CivilTime
import EventLog
import MarketEvents

/// What somebody says of one event, in words: as arguments of a command, a line of a table or answers to questions give it.
package struct EventWords: Sendable {
    package let type: EventType
    /// The payload field by field, each as `name=value`.
    package var fields: [String] = []
    package var occurred: String?
    package var published: String?
    /// Else it is `reported`.
    package var certainty: String?
    /// A registered company, else a publisher.
    package var saidBy: String?
    /// The events that caused this one, by id or position.
    package var causes: [String] = []
    package var areCausesInferred = false
    /// The fields of one source.
    package var evidence = JSONObject()
    package var correlate: String?
    /// Else a new one.
    package var id: String?

    package init(_ type: EventType) { self.type = type }
}

/// Makes events of words: the one way for all that is typed. Whether an event is right is judged when it is appended.
package struct EventDrafter {
    let ledger: Ledger
    /// Those that names are looked up among.
    package let companies: CompanyRegister
    private let typing: TypedFields
    package let times: TimeReader
    package let source: String
    private let prefix: String
    private let takesPositions: Bool
    private var ids = UUIDv7Generator()
    /// The streams of events that are about to be appended, which others may be about.
    private var streams: [String: String] = [:]

    /// - Parameters:
    ///   - source: who writes.
    ///   - takesPositions: whether events are named by their positions, too; in a file a number may be a key.
    ///   - prefix: what stands before `occurred` and `published` where these are typed: as options they are `--occurred`.
    package init(
        _ ledger: Ledger, companies: CompanyRegister, reader: QuantityReader, times: TimeReader, source: String,
        prefix: String = "--", takesPositions: Bool = true
    ) {
        self.ledger = ledger
        self.takesPositions = takesPositions
        self.companies = companies
        typing = TypedFields(
            reader: reader, times: times, companies: companies, event: takesPositions ? ledger.id(at:) : nil)
        self.times = times
        self.source = source
        self.prefix = prefix
    }

    /// The event that words make, as far as they could be read, and what could not be.
    ///
    /// - Throws: what the log throws.
    package mutating func draft(_ words: EventWords) throws -> (event: JSONObject, typed: TypedPayload) {
        let causes = try ids(ofCauses: words)
        var typed = typing.apply(
            words.fields, to: commonFields(words, causes: causes.compactMap(\.id)), type: words.type)
        for (name, id) in causes where id == nil { typed.lacks(prefix + "cause", for: Ledger.noEvent(name)) }
        let published = times.read(words.published, of: prefix + "published", &typed)
        let occurred =
            try times.read(words.occurred, of: prefix + "occurred", &typed)
            ?? ledger.occurred(ofLink: words.type, typed.data)?.text
        let event = try event(
            words.type, typed.data, occurred: occurred, published: published, correlate: words.correlate, id: words.id)
        return (event, typed)
    }

    /// Lets what is drafted from now on be about an event that is not in the ledger yet.
    package mutating func knows(_ event: JSONObject) {
        if let id = event["id"]?.string { streams[id] = event["subject"]?.string }
    }

    /// Fields as far as they can be read by themselves.
    package func read(_ fields: [String], _ type: EventType) -> TypedPayload {
        typing.apply(fields, to: JSONObject(), type: type)
    }

    private func commonFields(_ words: EventWords, causes: [String]) -> JSONObject {
        var data = JSONObject()
        if words.type.stream != .target { data["certainty"] = .string(words.certainty ?? "reported") }
        if !words.evidence.isEmpty { data["evidence"] = [.object(words.evidence)] }
        if let saidBy = words.saidBy { data["saidBy"] = companies.speaker(saidBy) }
        if !causes.isEmpty {
            let basis: JSONValue = words.areCausesInferred ? "inferred" : "stated"
            data["causes"] = .array(causes.map { ["event": .string($0), "basis": basis] })
        }
        return data
    }

    /// The ids of the causes that words name, by position, too; nil for what nobody has.
    private func ids(ofCauses words: EventWords) throws -> [(name: String, id: String?)] {
        try words.causes.map { name in
            guard takesPositions, let position = Int(name) else { return (name, name.lowercased()) }
            return (name, try ledger.id(at: position))
        }
    }

    /// The event that a payload makes, which need not be right.
    ///
    /// - Parameter occurred: now where it is nil.
    /// - Throws: what the log throws.
    package mutating func event(
        _ type: EventType, _ data: JSONObject, occurred: String?, published: String?, correlate: String?, id: String?
    ) throws -> JSONObject {
        let occurred = occurred ?? StatedTime(instant: SystemClock.now()).text
        var event: JSONObject = [
            "specversion": "1.0", "id": .string(id ?? ids.next()), "source": .string(source),
            "type": .string(type.name), "occurred": .string(occurred), "data": .object(data),
        ]
        // What is typed is read by today's fields; without a schema it would be version 1.
        if type.version > 1 { event["dataschema"] = .string(type.dataschema) }
        if let published { event["published"] = .string(published) }
        if let correlate { event["correlationid"] = .string(correlate) }
        // Of what is not valid the judge says why, and asks for no stream.
        event["subject"] = .string(try stream(of: type, data, occurred: occurred) ?? "unknown/\(type.name)")
        return event
    }

    private func stream(of type: EventType, _ data: JSONObject, occurred: String) throws -> String? {
        if type.stream == .target {
            guard let target = data["target"]?.string else { return nil }
            return try streams[target] ?? ledger.log.event(id: target)?.envelope.subject
        }
        guard let when = try? StatedTime(occurred), let decoded = try? MarketEvent(type: type, data: data) else {
            return nil
        }
        var register = companies
        if case .companyRegistered(let content) = decoded.content { register.register(content, occurred: when) }
        return try? ledger.intake(against: register).subject(of: decoded, at: when)
    }
}

extension CompanyRegister {
    /// Who speaks: a registered company, else a publisher.
    package func speaker(_ name: String) -> JSONValue {
        let party = try? resolve(name)
        return .object([party == nil ? "publisher" : "party": .string(party ?? name)])
    }
}
