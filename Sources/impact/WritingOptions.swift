import ArgumentParser
import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Reports

/// What every command that appends one event takes.
struct WritingOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A name that all events of one story share.", valueName: "story"))
    var correlate: String?

    @Option(
        help: ArgumentHelp(
            "The event's id (else a new one): the same event again is then taken once.", valueName: "uuid"))
    var id: String?

    @Option(
        help: ArgumentHelp(
            "Refuse unless the event's stream has this version: a number, new or any.", valueName: "version"))
    var expect = "any"

    @Option(
        help: ArgumentHelp(
            "Refuse if such an event stands after --after: type=a|b,company=c; keys are type, stream and company.",
            valueName: "query"))
    var unless: String?

    @Option(help: ArgumentHelp("The last position that you have read, for --unless.", valueName: "position"))
    var after: Int?

    @OptionGroup var author: WriterOptions

    @Option(
        help: ArgumentHelp(
            "Reads 1,4 as English (en) or French (fr) where it could be either; the environment never decides that.",
            valueName: "language"))
    var locale: String?

    @Option(
        help: ArgumentHelp(
            "Where hours without an offset are told, such as Europe/Paris. Days are New York days all the same.",
            valueName: "zone"))
    var timeZone: String?

    @Flag(help: "Say what would be recorded, and write nothing.")
    var dryRun = false

    @Flag(help: "Print the event as JSON.")
    var json = false

    func condition(stream: String?, companies: CompanyRegister) throws -> AppendCondition {
        var condition = AppendCondition()
        let expected = try expectedVersion()
        if let stream { condition.expecting[stream] = expected }
        switch (unless, after) {
        case (let query?, let position?):
            guard position >= 0 else { throw Failure(.usage, "--after is \(position); write a position from 0 on") }
            condition.unless = try EventQuery(query, companies: companies).boundary(after: position)
        case (nil, nil): break
        case (_?, nil): throw Failure(.usage, "--unless needs --after: the last position that was read")
        case (nil, _?): throw Failure(.usage, "--after needs --unless: the query that must find nothing after it")
        }
        return condition
    }

    private func expectedVersion() throws -> ExpectedVersion {
        switch expect {
        case "any": return .any
        case "new": return .new
        default:
            guard let version = Int(expect), version >= 0 else {
                throw Failure(.usage, "--expect is \(quoted(expect)); write any, new or the stream's version")
            }
            return .exactly(version)
        }
    }

    func quantityReader() throws -> QuantityReader { QuantityReader(locale: try knownLocale(locale)) }

    func timeReader() throws -> TimeReader { try TimeReader(zoneNamed: timeZone) }

    /// What an option says of a time, in the forms of events.
    ///
    /// - Throws: a fault under the option's name.
    func time(_ text: String?, of option: String) throws -> String? {
        guard let text else { return nil }
        let reader = try timeReader()
        do throws(StatedTimeError) { return try reader.read(text) } catch {
            throw InvalidEvent(faults: [Fault(option, error.description)])
        }
    }

    func drafter(_ ledger: Ledger, _ companies: CompanyRegister) throws -> EventDrafter {
        EventDrafter(
            ledger, companies: companies, reader: try quantityReader(), times: try timeReader(), source: author.source)
    }

    /// The event that the options and a payload make, which need not be right: that is judged when it is appended, all at once.
    ///
    /// - Parameter occurred: as typed; now where it is nil.
    func event(
        _ type: EventType, _ data: JSONObject, occurred: String?, published: String?, in ledger: Ledger,
        _ companies: CompanyRegister
    ) throws -> JSONObject {
        var drafter = try drafter(ledger, companies)
        return try drafter.event(
            type, data, occurred: occurred, published: published, correlate: correlate, id: id)
    }

    /// Appends the event and says where it stands and what was understood.
    ///
    /// - Parameter typed: where some fields of it could not be read, the event is judged only.
    /// - Returns: what became of it, or would.
    /// - Throws: all that is wrong, each fault by the name that was typed.
    @discardableResult
    func append(
        _ event: JSONObject, _ typed: TypedPayload? = nil, showing lines: [String], to ledger: Ledger,
        _ companies: CompanyRegister, _ output: OutputOptions
    ) throws -> AppendOutcome? {
        let condition = try condition(stream: event["subject"]?.string, companies: companies)
        let signer = try author.signer()
        let unread = typed?.faults ?? []
        let isTried = dryRun || !unread.isEmpty
        var tried: RecordedEvent?
        var outcome: AppendOutcome?
        do {
            if isTried {
                (outcome, tried) = try ledger.preview(event, on: condition, signedBy: signer)
            } else {
                outcome = try ledger.append([event], on: condition, signedBy: signer).first
            }
        } catch let rejected as RejectedBatch where !rejected.isConflict {
            let found = rejected.events.flatMap(\.faults).map(WritingOptions.asTyped)
            throw InvalidEvent(faults: unread + found.filter { typed?.explains($0) != true })
        } catch  where unread.isEmpty {
            throw error
        } catch {}
        guard unread.isEmpty else { throw InvalidEvent(faults: unread) }
        let id = event["id"]?.string ?? ""
        defer { if case .appended? = outcome { output.note(effectOf: id, tried: tried, in: ledger) } }
        if json, let recorded = try tried ?? ledger.log.event(id: id.lowercased()) {
            var shown = recorded.json
            if dryRun, case .appended? = outcome { shown["recordedtime"] = nil }
            try output.write(shown.canonicalText + "\n")
            return outcome
        }
        let published = event["published"]?.string.map { ", published \($0)" } ?? ""
        try output.print(
            ["\(event["type"]?.string ?? "") \(id)", place(outcome, event)] + lines.map { "  " + $0 }
                + ["  occurred \(event["occurred"]?.string ?? "")" + published]
                + (signer.map { ["  signed with the key \($0.keyName)"] } ?? []))
        return outcome
    }

    /// Where the event stands now, or would.
    private func place(_ outcome: AppendOutcome?, _ event: JSONObject) -> String {
        let stream = event["subject"]?.string ?? ""
        return switch outcome {
        case .appended(let position, let version)?:
            "\(dryRun ? "would be appended" : "appended") at \(position), \(stream) version \(version)"
        case .unchanged(let position, let version)?:
            "unchanged: the same event is at \(position), \(stream) version \(version)"
        case nil: ""
        }
    }

    /// A fault of an event under the name by which one types it: `buyer`, not `data.buyer`.
    private static func asTyped(_ fault: Fault) -> Fault {
        for name in ["occurred", "published"] where [name, "data." + name].contains(fault.path) {
            return Fault("--" + name, fault.reason)
        }
        // Of a correction the new payload's fields are typed.
        let prefix = ["data.data.", "data."].first { fault.path.hasPrefix($0) } ?? ""
        return Fault(String(fault.path.dropFirst(prefix.count)), fault.reason)
    }
}

/// The source of what is said.
struct EvidenceOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Who published the evidence.", valueName: "name"))
    var publisher: String?

    @Option(help: ArgumentHelp("The evidence's title.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("The evidence's web address.", valueName: "address"))
    var url: String?

    @Option(help: ArgumentHelp("The evidence's words.", valueName: "text"))
    var quote: String?

    /// The list `evidence` of a payload; nil where nothing is given.
    func evidence() throws -> JSONValue? {
        let fields = try fields()
        return fields.isEmpty ? nil : .array([.object(fields)])
    }

    /// The fields of the source; none where nothing is given.
    func fields() throws -> JSONObject {
        var evidence = JSONObject()
        for (name, value) in [("publisher", publisher), ("title", title), ("url", url), ("quote", quote)] {
            if let value { evidence[name] = .string(value) }
        }
        if !evidence.isEmpty, publisher == nil { throw Failure(.usage, "--title, --url and --quote need --publisher") }
        return evidence
    }
}

extension JSONValue {
    /// A value of a payload for people: a quantity as one would type it.
    var shown: String { object.flatMap { Quantity($0) }?.typed ?? string ?? canonicalText }
}
