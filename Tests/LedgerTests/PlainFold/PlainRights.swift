import CanonicalJSON
import CivilTime
import MarketEvents
import Projections

/// Who holds which right against whom, since when, until when.
struct PlainRights: PlainProjector {
    static var shape: ViewShape { RightsProjector.shape }

    private var facts: [String: [Fact]] = [:]

    init() {}

    mutating func apply(_ fact: Fact) {
        switch fact.event.content {
        case .rightGranted(let right), .rightAmended(let right), .rightEnded(let right, _),
            .rightPartVested(let right, _):
            facts[right, default: []].append(fact)
        default: break
        }
    }

    private static func isGrant(_ fact: Fact) -> Bool {
        if case .rightGranted = fact.event.content { true } else { false }
    }
    private static func isEnd(_ fact: Fact) -> Bool {
        if case .rightEnded = fact.event.content { true } else { false }
    }
    private static func isAmendment(_ fact: Fact) -> Bool {
        if case .rightAmended = fact.event.content { true } else { false }
    }

    private static func isVesting(_ fact: Fact) -> Bool {
        if case .rightPartVested = fact.event.content { true } else { false }
    }

    var incomplete: Int {
        facts.values.count { facts in !facts.contains(where: Self.isGrant) && facts.contains { !$0.isDenied } }
    }

    func rows(asOf: Instant?) -> [ViewRow] {
        facts.filter { $0.value.contains(where: Self.isGrant) }.map { right, facts in
            let told = PlainTold(facts, isStart: Self.isGrant)
            let admitted = facts.filter { !$0.isDenied }
            let laid = PlainLaidFields(
                announcements: told.starts, amendments: admitted.filter(Self.isAmendment), denied: told.denied,
                figures: ["quantity", "strike"])
            let interval = PlainInterval(starts: told.starts, ends: admitted.filter(Self.isEnd))
            let certainty = told.isDenied ? .denied : interval.certainty
            let expires = laid.time("expires")
            let isExpired = asOf.flatMap { moment in expires?.isOver(by: moment) } ?? false
            let parts = laid.origin["parts"].flatMap {
                PlainRightParts(laid.fields["parts"], of: $0, admitted.filter(Self.isVesting))
            }
            let holds = certainty != .denied && certainty != .expected
            return ViewRow(
                Self.shape, key: right,
                [
                    "right": .text(right), "holder": Cell(laid.text("holder")), "grantor": Cell(laid.text("grantor")),
                    "kind": Cell(laid.text("kind")), "scope": Cell(laid.text("scope")),
                    "quantity": Cell(laid.quantity("quantity")), "strike": Cell(laid.quantity("strike")),
                    "vested": Cell(parts?.vested), "parts": parts.map { .list($0.entries) } ?? .missing,
                    "from": Cell(interval.since?.occurred.text),
                    "until": Cell(interval.until?.occurred.text ?? expires?.text),
                    "inForce": .boolean(interval.isOpen && !isExpired && holds),
                    "certainty": Cell(certainty?.rawValue),
                    "alsoSaid": PlainSaying.cell(
                        laid.alsoSaid.filter {
                            ["holder", "grantor", "kind", "scope", "expires", "quantity", "strike", "parts"]
                                .contains($0.field)
                        } + (parts?.alsoSaid ?? [])
                            + PlainSaying.times(
                                interval, told.denied, start: "from", end: "until", isStart: Self.isGrant,
                                isEnd: Self.isEnd)),
                ], events: facts.flatMap(\.events))
        }
    }
}

/// The parts of a right, each with whether it has vested.
private struct PlainRightParts {
    private(set) var entries: [JSONValue] = []
    private(set) var vested: Quantity?
    private(set) var alsoSaid: [PlainSaying] = []

    init?(_ value: JSONValue?, of origin: Fact, _ vestings: [Fact]) {
        guard let parts = value?.array?.compactMap(\.object) else { return nil }
        var amounts: [Bounds] = []
        var unit: MeasureUnit?
        for part in parts {
            let own = vestings.filter { $0.event.data["part"] == part["part"] }
            let holding = own.filter { !$0.isForecast }.max {
                $0.rank == $1.rank ? $1.happened(after: $0) : $0.rank < $1.rank
            }
            var entry = PlainDeal.shown(.object(part)).object ?? [:]
            entry["vested"] = .boolean(holding != nil)
            if let holding {
                let certainty = [origin.certainty, holding.certainty].compactMap { $0 }.min { $0.rank < $1.rank }
                entry["certainty"] = certainty.map { .string($0.rawValue) }
            } else {
                alsoSaid += own.map { PlainSaying(field: "partVested", value: part["part"] ?? .null, fact: $0) }
            }
            entries.append(.object(entry))
            guard let quantity = part["quantity"]?.object.flatMap({ Quantity($0) }) else { continue }
            let bounds = Bounds(quantity, .amount).inSumUnit
            unit = unit ?? bounds.unit
            if holding != nil, bounds.unit == unit { amounts.append(bounds) }
        }
        vested = unit.map { Bounds.sum(amounts, $0).amount }
    }
}
