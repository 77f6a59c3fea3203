import CanonicalJSON
import CivilTime
import MarketEvents

/// Somebody who says a thing, and when that was published.
package struct Voice: Sendable {
    package let speaker: Speaker
    /// As it was written; nil where nobody says it.
    package let published: String?

    init(_ speaker: Speaker, _ published: String?) {
        (self.speaker, self.published) = (speaker, published.flatMap { $0.isEmpty ? nil : $0 })
    }

    /// Those that an event names as evidence, each with when it published. A single one that is not dated published the event.
    static func publishers(_ evidence: [(publisher: String, published: String?)], _ publication: String?) -> [Voice] {
        evidence.map { item in
            Voice(
                Speaker(party: nil, publisher: item.publisher, person: nil),
                item.published ?? (evidence.count == 1 ? publication : nil))
        }
    }

    /// From a row's cell.
    package init(_ cell: JSONObject) {
        self.init(
            Speaker(
                party: cell["party"]?.string, publisher: cell["publisher"]?.string, person: cell["person"]?.string),
            cell["published"]?.string)
    }

    var json: JSONValue {
        var object = JSONObject()
        object["party"] = speaker.party.map { .string($0) }
        object["person"] = speaker.person.map { .string($0) }
        object["published"] = published.map { .string($0) }
        object["publisher"] = speaker.publisher.map { .string($0) }
        return .object(object)
    }

    private var time: StatedTime? { published.flatMap { try? StatedTime($0) } }

    /// Whether it was surely published before another: not where one of the two is not known well enough to tell.
    package func surelyPrecedes(_ other: Voice) -> Bool {
        guard let own = time, let start = other.time?.start else { return false }
        return own.isOver(by: start)
    }
}

/// What somebody says of an event later.
struct Remark {
    let voice: Voice
    /// Whether it denies the event; else it supports or confirms it.
    let isDenial: Bool

    /// The same with each company under its name.
    func named(_ naming: CompanyNaming) -> Remark {
        let speaker = voice.speaker
        let named = Speaker(
            party: speaker.party.map { naming($0) }, publisher: speaker.publisher, person: speaker.person)
        return Remark(voice: Voice(named, voice.published), isDenial: isDenial)
    }
}

/// Who says a thing and who denies it.
package struct Tellings: Sendable {
    /// Its own speaker, then who published it, then who said so later, these in the order of publication; each once.
    package let told: [Voice]
    /// In the order of publication.
    package let denied: [Voice]
    /// Whether the first of those who tell it is its own speaker, and not who published it.
    private let hasSpeaker: Bool

    init(_ fact: some EvidencedFact) {
        let speaker = fact.speaker.map { Voice($0, fact.publication) }
        let later = fact.remarks.filter { !$0.isDenial }.map(\.voice)
        var known: Set<Speaker> = []
        told = ([speaker].compactMap(\.self) + fact.publishers + later).filter { known.insert($0.speaker).inserted }
        denied = fact.remarks.filter(\.isDenial).map(\.voice)
        hasSpeaker = speaker != nil
    }

    /// Who said it first: whom no other one surely precedes. Where several are such its own speaker; nil where it has none, for
    /// then nobody can tell.
    package var first: Speaker? {
        guard told.count > 1 else { return told.first?.speaker }
        let earliest = told.indices.filter { index in !told.contains { $0.surelyPrecedes(told[index]) } }
        return earliest.count == 1 || hasSpeaker && earliest.first == 0 ? told[earliest[0]].speaker : nil
    }
}

extension RowBuffer {
    func voices(_ column: Int, _ voices: [Voice]) {
        open(column)
        append(JSONValue.array(voices.map(\.json)).canonicalText)
        close()
    }
}
