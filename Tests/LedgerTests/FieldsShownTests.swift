import CanonicalJSON
import CivilTime
import MarketEvents
import Projections
import Reports
import Testing

/// An event of each type with all of its fields is recorded, and each of its values is looked for in what people read.
@Suite("What is said is shown: every value of every field of every type")
struct FieldsShownTests {
    @Test("in a row of a view, or where `explain` takes one apart", arguments: EventType.all.map(\.name))
    func shows(_ name: String) throws {
        let story = try Story(name)
        let shown = try story.shown()
        if name == "event.retracted" { return }
        for (path, text, _) in story.values where !Self.shownElsewhere.contains(path) && !shown.contains(text) {
            Issue.record("\(name): \(path), \(text), is shown nowhere")
        }
    }

    /// Of a retraction nothing stands in the views, nor of what it retracts: `impact log --history` shows both. A correction
    /// shows as the reading that it makes.
    private static let shownElsewhere: Set = [
        "event.corrected.target", "event.corrected.certainty", "event.corrected.subject",
        "event.corrected.causes[0].event", "event.corrected.causes[0].basis",
    ]

    @Test(
        "what people compare stands in the rows themselves",
        arguments: [
            (
                "deal.announced", "commitments",
                [
                    "value", "valueStated", "rate", "term", "termQualifier", "starts", "ends", "schedule", "parts",
                    "parties",
                    "fullCapacityBy", "extendableFrom", "capacity", "hardware", "consideration", "countsToward",
                    "purposes",
                ]
            ),
            ("deal.delivered", "commitments", ["total", "measure"]),
            ("deal.remaining", "commitments", ["day", "amount"]),
            ("deal.ended", "commitments", ["fee"]),
            ("right.granted", "rights", ["kind", "scope", "quantity", "strike", "parts"]),
            ("metric.reported", "figures", ["metric", "value", "period", "counterparty", "percent"]),
            ("valuation.reported", "figures", ["value", "context"]), ("results.released", "figures", ["period"]),
            ("plan.stated", "plans", ["spend", "power"]),
        ])
    func inRows(_ type: String, _ view: String, _ fields: [String]) throws {
        let story = try Story(type)
        let rows = try story.rows(view)
        for (path, text, amount) in story.values {
            let field = path.dropFirst(type.count + 1).prefix { $0 != "." && $0 != "[" }
            guard fields.contains(String(field)), !rows.contains("\"\(amount ?? text)\"") else { continue }
            Issue.record("\(type): \(path), \(text), is in no row of \(view)")
        }
    }
}

/// A ledger with one event of a type, and what there must be for it to count.
private struct Story {
    let fixture: LedgerFixture
    let id: String
    /// Each value with its path, as people read it, and of a quantity its amount.
    let values: [(path: String, text: String, amount: String?)]

    private static let companies = (0..<40).map { "company-\($0)" }

    init(_ name: String) throws {
        let type = try #require(EventType.named(name))
        fixture = try LedgerFixture(companies: ["buyer", "seller"] + Story.companies)
        try fixture.append(
            "company.registered", ["company": "nobody-yet", "name": "Nobody yet", "kind": "undisclosed"],
            occurred: "2019")
        try fixture.list("listed", [name == "shares.recorded" ? "XNAS:LSTD B" : "XNAS:LSTD"])
        let deal = try fixture.append(
            "deal.announced",
            ["deal": "a-deal", "buyer": "buyer", "supplier": "seller", "kind": "cloud", "value": dollars("900000")],
            occurred: "2020-01-01")
        try fixture.append(
            "deal.announced", ["deal": "another-deal", "buyer": "buyer", "supplier": "seller", "kind": "cloud"],
            occurred: "2020-01-01")
        let right: JSONObject = [
            "right": "a-right", "holder": "buyer", "grantor": "seller", "kind": "warrant",
            "parts": [["part": "a-part", "quantity": ["amount": "7", "unit": "share", "qualifier": "exact"]]],
        ]
        if name != "right.granted" { try fixture.append("right.granted", right, occurred: "2020-01-01") }
        try fixture.append("plan.stated", ["plan": "a-plan", "company": "buyer"], occurred: "2020-01-01")
        // Shares that are not traded are worth what those are that they convert into.
        var count: JSONObject = [
            "company": "listed", "measure": "outstanding",
            "outstanding": ["amount": "1000", "unit": "share", "qualifier": "exact"],
        ]
        if name == "shares.recorded" { count["class"] = "B" }
        try Story.append(to: fixture, "shares.recorded", count, occurred: "2024-01-01")
        try fixture.append(
            "prices.recorded",
            [
                "ticker": "LSTD", "mic": "XNAS", "kind": "equity", "currency": "USD", "adjusted": "none",
                "days": ["2025-11-03", "2025-11-04"], "close": ["10", "11"],
            ], occurred: "2025-11-04")
        var writer = FullPayload(target: deal)
        var data = writer.object(type.payload, name)
        if name == "event.corrected" {
            data["data"] = [
                "deal": "a-deal", "buyer": "buyer", "supplier": "seller", "kind": "cloud", "value": dollars("800000"),
                "certainty": "reported",
            ]
            data["subject"] = nil
        }
        // A total and a change of one contradict each other.
        if name == "deal.amended" { data["value"] = nil }
        if let days = data["days"]?.array?.compactMap(\.string) {
            data["days"] = .array(days.sorted().map { .string($0) })
        }
        var found: [(String, String, String?)] = []
        Story.collect(.object(data), name, &found)
        values = found
        let isOfShare = type.stream == .instrument
        id = try Story.append(
            to: fixture, name, data, occurred: Story.occurrences[name] ?? "2025-11-04",
            subject: isOfShare ? "stock/XNAS:LSTD" : nil)
    }

    /// Prices occur on their last day, shares are counted before they have a price.
    private static let occurrences = ["prices.recorded": "2025-11-05", "shares.recorded": "2025-11-01"]

    /// Under the newest version of the type.
    @discardableResult
    private static func append(
        to fixture: LedgerFixture, _ type: String, _ data: JSONObject, occurred: String, subject: String? = nil
    ) throws -> String {
        var event = fixture.event(type, data, occurred: occurred, subject: subject)
        event["dataschema"] = (EventType.named(type)?.dataschema).map { .string($0) }
        _ = try fixture.ledger.append([event])
        return event["id"]?.string ?? ""
    }

    private static func collect(_ value: JSONValue, _ path: String, _ found: inout [(String, String, String?)]) {
        switch value {
        case .string(let text): found.append((path, text, nil))
        case .array(let elements):
            for (index, element) in elements.enumerated() { collect(element, "\(path)[\(index)]", &found) }
        case .object(let object):
            if let quantity = Quantity(object) {
                return found.append((path, quantity.grouped, quantity.amount.description))
            }
            for member in object.members where !(path.hasSuffix("event.corrected") && member.name == "data") {
                collect(member.value, "\(path).\(member.name)", &found)
            }
        default: break
        }
    }

    func rows(_ view: String) throws -> String {
        try fixture.rows(view).filter { $0["events"]?.array?.contains(.string(id)) ?? false }
            .map { JSONValue.object($0).canonicalText }.joined(separator: "\n")
    }

    /// What stands in rows that rest on the event, and in their explanations.
    func shown() throws -> String {
        let (views, history) = try fixture.ledger.views.everything(Selection())
        let basis = ExplanationBasis(views: views, history: history, asOf: nil)
        var texts: [String] = []
        for view in views {
            for row in view.rows where row.events.contains(id) {
                texts.append(JSONValue.object(row.json(view.shape)).canonicalText)
                texts.append(try #require(Explanation(of: row, in: view.shape.name, from: basis)).text(width: nil))
            }
        }
        return texts.joined(separator: "\n")
    }
}

/// Writes payloads with all fields, each value another one where its form lets it be.
private struct FullPayload {
    let target: String
    private var count = 0

    init(target: String) { self.target = target }

    mutating func object(_ shape: ObjectShape, _ path: String) -> JSONObject {
        shape.fields.reduce(into: [:]) { $0[$1.name] = value($1.shape, "\(path).\($1.name)") }
    }

    private mutating func value(_ shape: Shape, _ path: String) -> JSONValue {
        count += 1
        switch shape {
        case .text(let format): return .string(text(format, path))
        case .choice(let words): return .string(choice(words, path))
        case .boolean: return .boolean(true)
        case .quantity(let rule):
            var unit = path.hasSuffix("apacity") || path.hasSuffix("power") ? "GW" : "USD"
            if path.hasSuffix("quantity") { unit = "share" }
            if case .unit(let fixed) = rule { unit = fixed.code }
            let amount =
                unit == "percent"
                ? 10 + count
                : path.contains("[")
                    ? 1_000 + count : unit == "USD" && path.hasSuffix(".value") ? 987_654 : 9_000 + count
            return ["amount": .string(String(amount)), "unit": .string(unit), "qualifier": "exact"]
        case .list(let element, _): return .array([value(element, path + "[]")])
        case .object(let object): return .object(self.object(object, path))
        case .nullable(let inner): return value(inner, path)
        case .payload: return [:]
        }
    }

    private func choice(_ words: [String], _ path: String) -> String {
        switch path {
        case "prices.recorded.kind": "equity"
        case "prices.recorded.currency": "USD"
        case "prices.recorded.adjusted", "dividend.effective.adjusted": "none"
        case "shares.recorded.measure": "outstanding"
        case "stock.moved.basis", "market-cap.changed.basis", "stock.record-set.basis": "close"
        case _ where path.hasSuffix(".certainty"): "confirmed"
        default: words.last ?? ""
        }
    }

    private func text(_ format: TextFormat, _ path: String) -> String {
        let field = path.split(separator: ".").last.map(String.init) ?? ""
        let isOfShare = ["company.", "stock.", "market-cap.", "split.", "dividend.", "shares.", "prices."].contains(
            where: path.hasPrefix)
        switch format.name {
        case TextFormat.company.name:
            if isOfShare, field == "company", !path.hasPrefix("company.") { return "listed" }
            return path == "company.identified.company" ? "nobody-yet" : "company-\(count % 40)"
        case TextFormat.ticker.name: return path.hasPrefix("company.") ? "NEWT" : "LSTD"
        case TextFormat.mic.name: return "XNAS"
        case TextFormat.currency.name: return "USD"
        case TextFormat.eventID.name: return target
        case TextFormat.deal.name:
            return field == "other" ? "another-deal" : path.hasSuffix("announced.deal") ? "a-new-deal" : "a-deal"
        case TextFormat.right.name: return path.hasSuffix("granted.right") ? "a-new-right" : "a-right"
        case TextFormat.plan.name: return path.hasPrefix("plan.") ? "a-new-plan" : "a-plan"
        case TextFormat.part.name: return path.contains("parts[]") ? "part-\(count)" : "a-part"
        case TextFormat.day.name:
            return CivilDay(
                year: 2025, month: 11,
                day: path.contains("splitsThrough")
                    ? 3 : path.hasSuffix("previousDay") ? 4 : path.hasSuffix(".to") ? 28 : 5)?.description ?? ""
        case TextFormat.statedTime.name:
            let year =
                field == "from" || field == "starts"
                ? 2026 : field == "published" ? 2025 : field == "occurred" ? 2025 : 2030
            return CivilDay(year: year, month: 1 + count % 9, day: 1 + count % 27)?.description ?? ""
        case TextFormat.line.name where path == "shares.recorded.class": return "A"
        case TextFormat.line.name where path == "shares.recorded.convertsInto": return "B"
        case TextFormat.line.name, TextFormat.text.name: return "words number \(count)"
        case TextFormat.url.name: return "https://example.org/\(count)"
        case TextFormat.clock.name: return field == "open" ? "09:30" : "16:00"
        case TextFormat.price.name: return "1\(count % 10).25"
        case TextFormat.role.name, TextFormat.risk.name, TextFormat.amendment.name, TextFormat.split.name,
            TextFormat.rightKind.name:
            return "slug-\(count)"
        default: return format.example
        }
    }
}
