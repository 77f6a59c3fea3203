import CivilTime
import MarketEvents

/// An event as it is effective under the cuts: with its latest reading, its effective certainty, its times.
package struct Fact: ContradictingFact, Sendable {
    package let id: String
    package let position: Int
    package let recorded: Instant
    /// The stream that the effective reading belongs to.
    package let subject: String
    package let occurred: StatedTime
    package let published: StatedTime
    /// From where that is known.
    package let publicationBasis: PublicationBasis
    package let event: MarketEvent
    /// With later evidence; nil in events of the ledger itself.
    package var certainty: Certainty? { didSet { if certainty != .disputed { reached = certainty } } }
    /// What it was before it was disputed.
    package private(set) var reached: Certainty?
    /// The events that make this reading what it is: corrections and later evidence.
    package var support: [String]
    var remarks: [Remark] = []
    /// Those of them that are corrections.
    private let corrections: [String]
    /// Prices of which a cut leaves out the later days.
    package var isCutShort = false
    /// A split that a cut leaves out: it only takes back the adjustment of prices.
    package var isBeyondCut = false

    init(
        id: String, position: Int, recorded: Instant, subject: String, occurred: StatedTime, published: StatedTime,
        _ publicationBasis: PublicationBasis, event: MarketEvent, certainty: Certainty?, support: [String] = [],
        isCutShort: Bool = false
    ) {
        (self.id, self.position, self.recorded, self.subject) = (id, position, recorded, subject)
        (self.occurred, self.published, self.event) = (occurred, published, event)
        self.publicationBasis = publicationBasis
        (self.certainty, self.reached) = (certainty, certainty)
        (self.support, corrections, self.isCutShort) = (support, support, isCutShort)
    }

    /// The fact as it is before anybody speaks of it.
    var withoutEvidence: Fact {
        var fact = Fact(
            id: id, position: position, recorded: recorded, subject: subject, occurred: occurred, published: published,
            publicationBasis, event: event, certainty: event.common.certainty, support: corrections,
            isCutShort: isCutShort)
        fact.isBeyondCut = isBeyondCut
        return fact
    }

    /// The fact with each company under its name.
    func named(_ naming: CompanyNaming) -> Fact {
        var naming = naming
        switch event.content {
        // A registration stays that of whom it registers.
        case .companyRegistered: return self
        // The statement itself goes on to say who was who.
        case .companyIdentified: naming.names = CompanyNames()
        default: break
        }
        guard !naming.isPlain else { return self }
        var fact = self
        fact.remarks = remarks.map { $0.named(naming) }
        let (data, events) = naming.applied(to: event.data, of: event.type)
        if events.isEmpty, naming.unit == nil { return fact }
        return fact.reading(MarketEvent(renamed: data, of: event.type), support: events)
    }

    /// The same fact in another reading, which rests on further events.
    func reading(_ event: MarketEvent, support more: [String]) -> Fact {
        var fact = Fact(
            id: id, position: position, recorded: recorded, subject: subject, occurred: occurred, published: published,
            publicationBasis, event: event, certainty: certainty, support: support + more, isCutShort: isCutShort)
        fact.reached = reached
        fact.remarks = remarks
        fact.isBeyondCut = isBeyondCut
        return fact
    }

    /// This fact and what its reading rests on.
    package var events: [String] { [id] + support }
}
