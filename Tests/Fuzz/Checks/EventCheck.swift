import CanonicalJSON
import CivilTime
import EventLog
import Ledger
import MarketEvents

extension ParserCheck {
    /// What is taken as an event is taken again as it is exported, with the same content; what decodes has quantities and
    /// times that hold their own promises.
    package static let event = ParserCheck(
        "event", maximumLength: 4096, words: EventType.all.map(\.name) + wordsOfEvents, isJSON: true
    ) { input in
        let read = (try? JSONValue(parsing: input))?.object
        try holdIsRight(judgedAsBytes: input, read, companies)
        guard let cloudEvent = read else { return false }
        let event: IncomingEvent
        do throws(InvalidEvent) { event = try IncomingEvent(cloudEvent: cloudEvent) } catch {
            try holdAreMessages(error)
            return false
        }
        try holdIsTakenAgain(event, companies)
        let judgement = try Intake(companies: companies) { _ in nil }.judge(event)
        for fault in judgement.faults { try holdIsMessage(fault.description) }
        guard let type = EventType.named(event.type) else { return false }
        let decoded: MarketEvent
        do throws(InvalidEvent) { decoded = try MarketEvent(type: type, data: event.data) } catch {
            try holdAreMessages(error)
            return false
        }
        try hold("a decoded payload is the one that was given", decoded.data == event.data)
        try holdQuantities(in: .object(event.data))
        try holdPublished(decoded, of: event)
        return true
    }
}

private let wordsOfEvents = [
    "2025-11-03", "9999-12-31", "0001-01-01T00:00:00+23:59", "2025-Q4/2026", "../2024-02-29", "P7Y", "P9999D", "USD",
    "percent",
    "share", "GW", "exact", "about", "atLeast", "upTo", "between", "0", "-0", "-38000000000", "999999999999999999999",
    "0.000000000001", "reported", "confirmed", "openai", "amazon", "XNAS", "AMZN",
    "019a4a10-0000-7000-8000-000000000001",
    "a\u{0}b", "\u{202E}", "a\nb", "=1+1", "\u{1B}[2J", "\u{301}", "",
]

func holdAreMessages(_ error: InvalidEvent) throws(BrokenPromise) {
    try hold("a refusal says why", !error.faults.isEmpty)
    for fault in error.faults { try holdIsMessage(fault.description) }
}

/// A line that is found right in its bytes is canonical, and its value is found right, too.
private func holdIsRight(
    judgedAsBytes bytes: [UInt8], _ value: JSONObject?, _ companies: CompanyRegister
) throws(BrokenPromise) {
    let judge = EventJudge(companies: companies, keepsUnknown: false)
    var (lines, line) = (LineJudge(judge), LineJudge.Line())
    guard bytes.withUnsafeBufferPointer({ lines.accepts($0, &line) }) else { return }
    try hold("a line that is right is canonical", value?.canonicalBytes == bytes)
    let event: IncomingEvent
    do throws(InvalidEvent) { event = try IncomingEvent(cloudEvent: value ?? [:]) } catch {
        throw BrokenPromise("a line that is right is refused as a value: \(error)")
    }
    let faults = (try? Intake(companies: companies) { _ in nil }.judge(event))?.faults ?? []
    try hold("a line that is right has no faults as a value: \(faults.first?.description ?? "")", faults.isEmpty)
    for (attribute, text) in [
        (LineJudge.Attribute.id, event.id), (.type, event.type), (.subject, event.subject), (.occurred, event.occurred),
        (.published, event.published), (.data, event.data.canonicalText),
    ] {
        let found = line[attribute].map { String(decoding: bytes[$0], as: UTF8.self) }
        try hold("its \(attribute) is where it is said", found == text)
    }
}

/// The log stores the event as it was taken and exports it with what it adds; that is the same event.
private func holdIsTakenAgain(_ event: IncomingEvent, _ companies: CompanyRegister) throws {
    let envelope = Envelope(event)
    let recorded = RecordedEvent(
        recording: envelope, position: 1, streamVersion: 1, recordedTime: Instant(seconds: 1_762_200_000))
    try holdReadsBack(.object(recorded.json))
    try holdIsRight(judgedAsBytes: recorded.json.canonicalBytes, recorded.json, companies)
    let again: IncomingEvent
    do throws(InvalidEvent) { again = try IncomingEvent(cloudEvent: recorded.json) } catch {
        throw BrokenPromise("an exported event is refused: \(error)")
    }
    try hold("an exported event is the same event", Envelope(again) == envelope)
}

/// Every object that reads as a quantity, wherever it stands, is one that people can type.
private func holdQuantities(in value: JSONValue) throws {
    switch value {
    case .object(let object):
        if object["qualifier"] != nil, let quantity = Quantity(object) { try holdIsTyped(quantity) }
        for member in object.members { try holdQuantities(in: member.value) }
    case .array(let elements): for element in elements { try holdQuantities(in: element) }
    default: break
    }
}

private func holdPublished(_ decoded: MarketEvent, of event: IncomingEvent) throws {
    let occurred: StatedTime
    do throws(StatedTimeError) { occurred = try event.when } catch {
        throw BrokenPromise("a taken event has a time: \(error)")
    }
    let stated = event.published.flatMap { try? StatedTime($0) }
    let published = StatedTime.published(
        stated: stated, evidence: decoded.common.evidence.compactMap(\.published), occurred: occurred)
    if let stated { try hold("`published` is as stated", published == stated) }
    for evidence in decoded.common.evidence.compactMap(\.published) where stated == nil {
        try hold("no evidence is earlier than `published`", published.end <= evidence.end)
    }
}
