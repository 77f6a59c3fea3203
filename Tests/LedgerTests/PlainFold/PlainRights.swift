import CivilTime
import MarketEvents
import Projections

/// Who holds which right against whom, since when, until when.
struct PlainRights: PlainProjector {
    static var shape: ViewShape { RightsProjector.shape }

    private var grants: [String: [Fact]] = [:]
    private var amendments: [String: [Fact]] = [:]
    private var ends: [String: [Fact]] = [:]

    init() {}

    mutating func apply(_ fact: Fact) {
        guard !fact.isDenied else { return }
        switch fact.event.content {
        case .rightGranted(let right): grants[right, default: []].append(fact)
        case .rightAmended(let right): amendments[right, default: []].append(fact)
        case .rightEnded(let right, _): ends[right, default: []].append(fact)
        default: break
        }
    }

    var incomplete: Int { Set(ends.keys).union(amendments.keys).count { grants[$0] == nil } }

    func rows(asOf: Instant?) -> [ViewRow] {
        grants.map { right, granted in
            let (changes, endings) = (amendments[right] ?? [], ends[right] ?? [])
            let laid = PlainLaidFields(announcements: granted, amendments: changes)
            let interval = PlainInterval(starts: granted, ends: endings)
            let expires = laid.time("expires")
            let isExpired = asOf.flatMap { moment in expires.map { $0.end <= moment } } ?? false
            return ViewRow(
                Self.shape, key: right,
                [
                    "right": .text(right), "holder": Cell(laid.text("holder")), "grantor": Cell(laid.text("grantor")),
                    "kind": Cell(laid.text("kind")), "scope": Cell(laid.text("scope")),
                    "from": Cell(interval.since?.occurred.text),
                    "until": Cell(interval.until?.occurred.text ?? expires?.text),
                    "inForce": .boolean(interval.isOpen && !isExpired),
                    "certainty": Cell((interval.until ?? interval.since)?.certainty?.rawValue),
                ], events: (granted + changes + endings).flatMap(\.events))
        }
    }
}
