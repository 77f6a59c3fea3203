import CivilTime
import MarketEvents

/// The effective facts of one stream: corrections, retractions, later evidence, reviews, cuts and the filter by certainty
/// applied. What is said of an event stands in its stream, so that a stream is all that has to be read; the meaning is that
/// of `EffectiveHistory`, which does the same for a whole log.
struct StreamHistory {
    let selection: Selection
    private let moments: MomentReader
    /// Whom units belong to; nil where nobody can be asked.
    var parents: CompanyParents?

    init(_ selection: Selection, _ moments: MomentReader) { (self.selection, self.moments) = (selection, moments) }

    /// Appends the facts of a stream's records, which come in the order of positions.
    func appendFacts(of records: ArraySlice<FactRecord>, to facts: inout [LeanFact]) {
        guard records.contains(where: { $0.kind?.isAboutAnother ?? true }) else {
            // The common case: nobody said anything about any of them.
            for record in records where !selection.reviewedOnly {
                if let fact = fact(record, correction: nil), admits(fact) { facts.append(fact) }
            }
            return
        }
        appendRevisedFacts(of: records, to: &facts)
    }

    private func appendRevisedFacts(of records: ArraySlice<FactRecord>, to facts: inout [LeanFact]) {
        let retracted = StreamHistory.retracted(records)
        var corrections: [Bytes: FactRecord] = [:]
        for record in records where record.kind == .eventCorrected && !retracted.contains(record.id) {
            if let target = record.fields[.target]?.plainText { corrections[target] = record }
        }
        var all: [LeanFact] = []
        for record in records where !retracted.contains(record.id) {
            guard record.kind != .eventCorrected, record.kind != .eventRetracted else { continue }
            if let fact = fact(record, correction: corrections[record.id]) { all.append(fact) }
        }
        all.layEvidence { [parents] in parents?.parent(of: $0) ?? $0 }
        all.removeAll { !admits($0) }
        if selection.reviewedOnly { keepReviewed(&all, StreamHistory.writers(of: records, corrections)) }
        facts += all.lazy.filter { !$0.kind.isAboutAnother }
    }

    /// What is retracted by a retraction that is not itself retracted. Targets come before what names them, so one walk
    /// from the end decides.
    private static func retracted(_ records: ArraySlice<FactRecord>) -> Set<Bytes> {
        var retracted: Set<Bytes> = []
        for record in records.reversed() where record.kind == .eventRetracted && !retracted.contains(record.id) {
            if let target = record.fields[.target]?.plainText { retracted.insert(target) }
        }
        return retracted
    }

    /// Nil where the cut does not admit it.
    private func fact(_ record: FactRecord, correction: FactRecord?) -> LeanFact? {
        guard let kind = record.kind else { return nil }
        let changes = correction?.fields
        let fields = changes?[.data].map(FieldSet.init) ?? record.fields
        guard var occurred = moments.moment(changes?[.occurred]?.plainText ?? record.occurred) else { return nil }
        let stated = changes?[.published]?.plainText ?? record.published
        var admittedDays: Int?
        if kind == .pricesRecorded, selection.cut.asOf != nil || selection.cut.asPublic != nil {
            guard let admitted = pricesAdmitted(fields, stated: stated.flatMap(moments.moment)) else { return nil }
            (admittedDays, occurred) = (admitted.count, admitted.last ?? occurred)
        }
        let published =
            (stated ?? fields[.evidencePublished]).flatMap(moments.moment) ?? occurred.ending
        let isAdmitted = kind == .pricesRecorded || selection.cut.admits(occurred: occurred, published: published)
        guard isAdmitted || kind == .splitEffective else { return nil }
        var fact = LeanFact(
            kind: kind, position: record.position, id: record.id,
            subject: changes?[.subject]?.plainText ?? record.subject, occurred: occurred, published: published,
            fields: fields, certainty: Certainty(quoted: fields[.certainty]),
            support: support(record, correction),
            admittedDays: admittedDays)
        fact.isBeyondCut = !isAdmitted
        fact.recordedOn = record.fields[.recordedOn]?.plainText
        return fact
    }

    /// The correction that is the reading, and the events that say who the companies in it are.
    private func support(_ record: FactRecord, _ correction: FactRecord?) -> [Bytes] {
        var support = correction.map { [$0.id] } ?? []
        (correction ?? record).fields[.identifiedBy]?.forEachElement { id in
            if let id = id.plainText { support.append(id) }
            return true
        }
        return support
    }

    /// How many days of prices a cut admits, and the last of them where it leaves some out: as `Cut.admitted`. Nil where it
    /// admits none.
    private func pricesAdmitted(_ fields: FieldSet, stated: Moment?) -> (count: Int, last: Moment?)? {
        let cut = selection.cut
        if let stated, let asPublic = cut.asPublic, !stated.isOver(by: asPublic) { return nil }
        var days: [Moment] = []
        fields[.days]?.forEachElement { day in
            if let day = day.plainText.flatMap(moments.moment) { days.append(day) }
            return true
        }
        guard let limit = cut.limitOfPrices(isPublicationStated: stated != nil) else {
            return (days.count, nil)
        }
        let count = days.prefix { $0.isOver(by: limit) }.count
        guard count > 0 else { return nil }
        return (count, count == days.count ? nil : days[count - 1])
    }

    /// The filter by certainty cuts what is said, not prices, counts of shares and splits.
    private func admits(_ fact: LeanFact) -> Bool {
        guard let admitted = selection.certainty, let certainty = fact.certainty, !fact.kind.isOfMarket else {
            return true
        }
        return admitted.contains(certainty)
    }

    /// Who wrote each event and its reading.
    private static func writers(
        of records: ArraySlice<FactRecord>, _ corrections: [Bytes: FactRecord]
    ) -> [Bytes: [Bytes]] {
        var writers: [Bytes: [Bytes]] = [:]
        for record in records {
            writers[record.id] = [record, corrections[record.id]].compactMap { $0?.fields[.writer] }
        }
        return writers
    }

    private func keepReviewed(_ facts: inout [LeanFact], _ writers: [Bytes: [Bytes]]) {
        var holding = HoldingReviews<LeanFact, Bytes>()
        for fact in facts where fact.kind == .eventReviewed {
            guard let target = fact.word(.target) else { continue }
            holding.add(fact, of: target, by: writers[fact.id]?.first, of: writers[target] ?? [])
        }
        facts.removeAll { fact in
            !fact.kind.isAboutAnother && holding[fact.id]?.word(.verdict)?.equals("approved") != true
        }
    }
}
