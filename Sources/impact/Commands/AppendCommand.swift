import ArgumentParser
import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents
import Reports

struct AppendCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append", abstract: "Append one event.",
        discussion: """
              impact append deal.announced deal=d1 buyer=openai supplier=amazon kind=cloud value='38bn USD' --occurred 2025-11-03
              impact append market-cap.changed company=AMZN change='~140bn USD' --certainty expected --publisher Reuters
              impact append right.ended right=microsoft-first-refusal --occurred 2025-10-28 --certainty confirmed
            """)

    @OptionGroup var ledger: LedgerOptions

    @Argument(help: "The event type, such as deal.announced (impact schema lists them).")
    var type: String

    @Argument(
        help: ArgumentHelp(
            "The payload: nested fields as value.amount=1, lists and objects as JSON.", valueName: "field=value"))
    var fields: [String] = []

    @Option(help: "When it happened: 2025, 2025-Q3, 2025-06, 2025-11-03, an instant, A/B or ../A (else now).")
    var occurred: String?

    @Option(help: "When it was first public.")
    var published: String?

    @Option(help: "confirmed, reported or expected.")
    var certainty = "reported"

    @Option(help: "Who published the evidence.")
    var publisher: String?

    @Option(help: "The evidence's title.")
    var title: String?

    @Option(help: "The evidence's web address.")
    var url: String?

    @Option(help: "The evidence's words.")
    var quote: String?

    @Option(help: "Who says so: a registered company, else a publisher.")
    var saidBy: String?

    @Option(help: "An event that caused this one (repeatable).")
    var cause: [String] = []

    @Flag(help: "The causes are inferred, not stated.")
    var inferred = false

    @Option(help: "The story it belongs to.")
    var correlate: String?

    @Option(help: "The event's id (else a new UUID).")
    var id: String?

    @Option(help: "The stream's version: a number, new or any.")
    var expect = "any"

    @Option(help: "Who writes (else $IMPACT_WRITER, else the login name).")
    var writer: String?

    @Option(help: "How numbers are read: en or fr.")
    var locale: String?

    @Flag(help: "Judge it and write nothing.")
    var dryRun = false

    @Flag(help: "Print the event as JSON.")
    var json = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        guard let eventType = EventType.named(type) else {
            throw Failure(.badInput, unknownName("event type", type, EventType.all.map(\.name)))
        }
        if id != nil, occurred == nil {
            throw Failure(.usage, "--id needs --occurred: the same event again must have the same content")
        }
        let expectation = try expectedVersion()
        let ledger = try ledger.open()
        let companies = try ledger.companies()
        let data = try TypedFields(reader: QuantityReader(locale: try quantityLocale()), companies: companies)
            .apply(fields, to: try commonFields(eventType, companies), type: eventType)
        let event = try cloudEvent(eventType, data, ledger, companies)
        let expecting = event["subject"]?.string.map { [$0: expectation] } ?? [:]
        let outcome = try ledger.append([event], expecting: expecting, dryRun: dryRun)
        try report(outcome[0], event, data, ledger)
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

    private func quantityLocale() throws -> QuantityReader.Locale? {
        try locale.map { name in
            guard let locale = QuantityReader.Locale(rawValue: name) else {
                throw Failure(.usage, "--locale is \(quoted(name)); write en or fr")
            }
            return locale
        }
    }

    private func commonFields(_ type: EventType, _ companies: CompanyRegister) throws -> JSONObject {
        var data = JSONObject()
        if type.stream != .target { data["certainty"] = .string(certainty) }
        var evidence = JSONObject()
        for (name, value) in [("publisher", publisher), ("title", title), ("url", url), ("quote", quote)] {
            if let value { evidence[name] = .string(value) }
        }
        if !evidence.isEmpty {
            if publisher == nil { throw Failure(.usage, "--title, --url and --quote need --publisher") }
            data["evidence"] = .array([.object(evidence)])
        }
        if let saidBy {
            let party = try? companies.resolve(saidBy)
            data["saidBy"] = .object([party == nil ? "publisher" : "party": .string(party ?? saidBy)])
        }
        if !cause.isEmpty {
            data["causes"] = .array(
                cause.map { ["event": .string($0.lowercased()), "basis": inferred ? "inferred" : "stated"] })
        }
        return data
    }

    private func cloudEvent(
        _ type: EventType, _ data: JSONObject, _ ledger: Ledger, _ companies: CompanyRegister
    ) throws -> JSONObject {
        var ids = UUIDv7Generator()
        let when: StatedTime
        do throws(StatedTimeError) {
            when =
                try occurred.map { text throws(StatedTimeError) in try StatedTime(text) }
                ?? StatedTime(instant: Environment.clock())
        } catch { throw Failure(.badInput, "--occurred: \(error.description)") }
        let name = writer ?? Environment["IMPACT_WRITER"] ?? Environment.login
        var event: JSONObject = [
            "specversion": "1.0", "id": .string(id ?? ids.next()), "source": .string("urn:impact:writer:\(name)"),
            "type": .string(type.name), "occurred": .string(when.text), "data": .object(data),
        ]
        if let published { event["published"] = .string(published) }
        if let correlate { event["correlationid"] = .string(correlate) }
        var register = companies
        let decoded = try MarketEvent(type: type, data: data)
        if case .companyRegistered(let content) = decoded.content { register.register(content, occurred: when) }
        let intake = ledger.intake(against: register)
        // An unknown target is the judge's to name; its stream is then a placeholder that is never stored.
        event["subject"] = .string((try? intake.subject(of: decoded, at: when)) ?? "unknown/\(type.name)")
        return event
    }

    private func report(
        _ outcome: AppendOutcome, _ event: JSONObject, _ data: JSONObject, _ ledger: Ledger
    ) throws {
        let id = event["id"]?.string ?? ""
        if json, let recorded = try ledger.log.event(id: id.lowercased()) {
            return try output.write(recorded.json.canonicalText + "\n")
        }
        let place: String =
            switch outcome {
            case .appended(let position, let version):
                "\(dryRun ? "would be appended" : "appended") at \(position), \(event["subject"]?.string ?? "") version \(version)"
            case .unchanged(let position, let version):
                "unchanged: the same event is at \(position), \(event["subject"]?.string ?? "") version \(version)"
            }
        var lines = ["\(type) \(id)", place]
        for member in data.members {
            let shown =
                member.value.object.flatMap { Quantity($0) }?.typed ?? member.value.string
                ?? member.value.canonicalText
            lines.append("  \(member.name) = \(shown)")
        }
        lines.append("  occurred \(event["occurred"]?.string ?? "")" + (published.map { ", published \($0)" } ?? ""))
        try output.write(lines.map { SafeText.terminal($0) + "\n" }.joined())
    }
}
