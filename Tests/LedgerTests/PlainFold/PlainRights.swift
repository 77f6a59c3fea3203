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
        case .rightGranted(let right), .rightAmended(let right), .rightEnded(let right, _):
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
            let holds = certainty != .denied && certainty != .expected
            return ViewRow(
                Self.shape, key: right,
                [
                    "right": .text(right), "holder": Cell(laid.text("holder")), "grantor": Cell(laid.text("grantor")),
                    "kind": Cell(laid.text("kind")), "scope": Cell(laid.text("scope")),
                    "quantity": Cell(laid.quantity("quantity")), "strike": Cell(laid.quantity("strike")),
                    "from": Cell(interval.since?.occurred.text),
                    "until": Cell(interval.until?.occurred.text ?? expires?.text),
                    "inForce": .boolean(interval.isOpen && !isExpired && holds),
                    "certainty": Cell(certainty?.rawValue),
                    "alsoSaid": PlainSaying.cell(
                        laid.alsoSaid.filter {
                            ["holder", "grantor", "kind", "scope", "expires", "quantity", "strike"]
                                .contains($0.field)
                        }
                            + PlainSaying.times(
                                interval, told.denied, start: "from", end: "until", isStart: Self.isGrant,
                                isEnd: Self.isEnd)),
                ], events: facts.flatMap(\.events))
        }
    }
}
