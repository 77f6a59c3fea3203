import CivilTime
import EventLog
import MarketEvents

/// Decodes the facts of streams for measurements, straight from stored bytes. One a thread.
final class MarketFactReader {
    private let moments = MomentReader()
    private var history: StreamHistory
    let parents: CompanyParents
    private let events: FactReader
    private let knownThrough: Int
    private let quantities = QuantityReader()
    private var facts: [LeanFact] = []
    /// Of what is read of one company.
    let arena = Arena()

    init(_ selection: Selection, _ naming: CompanyNaming, _ parents: CompanyParents) {
        history = StreamHistory(selection, moments)
        history.parents = parents
        self.parents = parents
        events = FactReader(moments: moments, naming: naming, keepsWriters: selection.reviewedOnly)
        knownThrough = selection.cut.asKnown?.microsecondsSinceEpoch ?? .max
    }

    /// A stored event's record, until `forget`; nil where it has none.
    func record(_ event: RawEvent) -> FactRecord? {
        guard event.recordedMicroseconds <= knownThrough, case .record = events.read(event) else { return nil }
        return FactRecord(start: arena.copy(events.recordBytes).start)
    }

    func keep(_ text: String) -> Bytes { arena.copy(text) }

    /// Lets go of records and texts.
    func forget() { arena.removeAll() }

    /// The effective facts of one stream's records, which come in the order of positions.
    func facts(of records: ArraySlice<FactRecord>) -> [MarketFact] {
        facts.removeAll(keepingCapacity: true)
        history.appendFacts(of: records, to: &facts)
        return facts.compactMap(fact)
    }

    private func fact(_ fact: LeanFact) -> MarketFact? {
        guard let content = content(fact) else { return nil }
        return MarketFact(
            id: fact.id.string, position: fact.position,
            instrument: MarketFact.instrument(ofStream: fact.subject.string),
            occurred: StatedTime(fact.occurred), published: StatedTime(fact.published), certainty: fact.certainty,
            reached: fact.reached,
            support: fact.support.map(\.string), content: content)
    }

    private func content(_ fact: LeanFact) -> MarketFact.Content? {
        func text(_ name: FieldName) -> String? { fact[name].map { JSONText.decoded($0) } }
        func day(_ name: FieldName) -> CivilDay? { fact.word(name).flatMap(moments.civilDay) }
        func claim(_ statement: MarketFact.Claim.Statement) -> MarketFact.Content? {
            text(.company).map {
                .claim(
                    MarketFact.Claim(
                        company: $0, saidBy: fact.speaker?.description, tellings: Tellings(fact),
                        saidAs: Certainty(quoted: fact[.certainty]), causes: fact[.causes]?.string ?? "[]",
                        statement: statement))
            }
        }
        switch fact.kind {
        case .pricesRecorded: return prices(fact).map { .prices($0) }
        case .sharesRecorded:
            guard let company = text(.company), let measure = text(.measure),
                let outstanding = quantities.quantity(fact[.outstanding])
            else { return nil }
            return .shares(
                MarketFact.ShareCount(
                    company: company, shareClass: text(.class), measure: ShareMeasure.ofToday(measure),
                    outstanding: outstanding, splitsThrough: day(.splitsThrough), convertsInto: text(.convertsInto)))
        case .splitEffective:
            return text(.ratio).flatMap { SplitRatio($0) }.map {
                .split(MarketFact.Split(ratio: $0, slug: text(.split), isBeyondCut: fact.isBeyondCut))
            }
        case .dividendEffective:
            guard let amount = quantities.quantity(fact[.amount]) else { return nil }
            return .dividend(
                MarketFact.Dividend(
                    amount: amount, isInKind: fact[.inKind] != nil,
                    adjustedThrough: text(.adjusted) == "splits" ? fact.recordedOn.flatMap(moments.civilDay) : nil))
        case .marketCapChanged:
            return quantities.quantity(fact[.change]).flatMap {
                claim(.value(change: $0, basis: fact.basisOfClaim?.string))
            }
        case .stockMoved:
            guard let direction = text(.direction) else { return nil }
            return claim(
                .move(
                    direction: direction, size: quantities.quantity(fact[.size]), duration: text(.duration),
                    basis: text(.basis)))
        case .stockRecordSet: return text(.kind).flatMap { claim(.record(kind: $0, basis: text(.basis))) }
        default: return nil
        }
    }

    private func prices(_ fact: LeanFact) -> MarketFact.DailyPrices? {
        guard fact.word(.kind)?.equals("equity") == true, let mic = fact.word(.mic), let ticker = fact.word(.ticker),
            let currency = fact.word(.currency), let adjusted = fact.word(.adjusted)
        else { return nil }
        let admitted = fact.admittedDays ?? .max
        func list<Value>(_ name: FieldName, _ value: (Bytes) -> Value) -> [Value] {
            var values: [Value] = []
            fact[name]?.forEachElement { element in
                if values.count < admitted { values.append(value(element)) }
                return values.count < admitted
            }
            return values
        }
        func prices(_ name: FieldName) -> [ExactDecimal?] {
            list(name) { element in
                element.plainText.flatMap { ExactDecimal($0.buffer, .price) }.flatMap { $0.sign > 0 ? $0 : nil }
            }
        }
        let days = list(.days) { $0.plainText.flatMap(moments.civilDay) }
        guard !days.contains(where: { $0 == nil }) else { return nil }
        return MarketFact.DailyPrices(
            instrument: Instrument(mic: mic.string, ticker: ticker.string), currency: currency.string,
            adjusted: adjusted.string, days: days.compactMap { $0 }, close: prices(.close), high: prices(.high),
            low: prices(.low), previousDay: fact.word(.previousDay).flatMap(moments.civilDay),
            adjustedThrough: MarketFact.DailyPrices.basis(
                adjusted: adjusted.string, through: fact.word(.adjustedThrough).flatMap(moments.civilDay),
                fact.recordedOn.flatMap(moments.civilDay)))
    }
}

extension MomentReader {
    func civilDay(_ text: Bytes) -> CivilDay? {
        guard let day = moment(text)?.day else { return nil }
        return CivilDay(daysSinceEpoch: Int(day))
    }
}

extension StatedTime {
    fileprivate init(_ moment: Moment) {
        self.init(
            read: moment.text.string, start: moment.start, end: moment.end, includesEnd: moment.includesEnd,
            day: moment.day.flatMap { CivilDay(daysSinceEpoch: Int($0)) })
    }
}
