import CivilTime
import MarketEvents

/// Who holds which right against whom, since when, until when.
package enum RightsProjector: RightProjector {
    package static let version = 1
    package static let shape = ViewShape(
        "rights",
        [
            Column("right"), Column("holder", .company), Column("grantor", .company), Column("kind"), Column("scope"),
            Column("from"), Column("until"), Column("inForce", .boolean), Column("certainty"),
        ])

    private static let slots = (
        right: shape.slot("right"), holder: shape.slot("holder"), grantor: shape.slot("grantor"),
        kind: shape.slot("kind"), scope: shape.slot("scope"), from: shape.slot("from"), until: shape.slot("until"),
        inForce: shape.slot("inForce"), certainty: shape.slot("certainty"), events: shape.eventsSlot
    )

    package static func fold(
        right: Bytes, facts: [LeanFact], asOf: Instant?, moments: MomentReader, into rows: RowBuffer
    ) throws(Unfoldable) {
        let admitted = facts.filter { !$0.isDenied }
        let grants = admitted.filter { $0.kind == .rightGranted }
        guard !grants.isEmpty else {
            if !admitted.isEmpty { rows.countIncomplete() }
            return
        }
        let amendments = admitted.filter { $0.kind == .rightAmended }
        let ends = admitted.filter { $0.kind == .rightEnded }
        var laid = LaidFields()
        laid.merge(grants)
        for amendment in amendments.sorted(by: { $1.happened(after: $0) }) { laid.lay(amendment) }
        let interval = Interval(starts: grants, ends: ends)
        let expires = laid.word(.expires).flatMap(moments.moment)
        let isExpired = asOf.flatMap { moment in expires.map { $0.end <= moment } } ?? false
        let slots = slots
        rows.begin()
        rows.text(ViewShape.keySlot, right)
        rows.text(slots.right, right)
        rows.text(slots.holder, laid.word(.holder))
        rows.text(slots.grantor, laid.word(.grantor))
        rows.text(slots.kind, laid.word(.kind))
        rows.decoded(slots.scope, laid[.scope])
        rows.text(slots.from, interval.since?.occurred.text)
        rows.text(slots.until, interval.until?.occurred.text ?? expires?.text)
        rows.integer(slots.inForce, interval.isOpen && !isExpired ? 1 : 0)
        rows.certainty(slots.certainty, (interval.until ?? interval.since)?.certainty)
        var events: [Bytes] = []
        admitted.appendEvents(to: &events)
        rows.events(slots.events, events)
        rows.end()
    }
}
