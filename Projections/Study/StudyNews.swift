import CanonicalJSON
import CivilTime
import EventLog
import EventStudy
import MarketEvents

/// An event that can move prices.
struct StudyNews {
    let fact: Fact
    /// Whom it concerns, in its fields' order; where it names nobody, those of its stream.
    let parties: [String]
}

/// What a study takes of an event: whom it concerns, and when it was news.
extension Fact {
    /// The companies that the event itself is about, in its fields' order: not who said it, nor who made its hardware.
    package var parties: [String] {
        var found: [String] = []
        Shape.object(event.type.payload).forEachText(
            named: TextFormat.company.name, in: .object(event.data), path: ""
        ) { company, path in
            if !path.utf8.contains(UInt8(ascii: ".")), !found.contains(company) { found.append(company) }
        }
        return found
    }

    /// Whether the event can move a price: not a price, a count, a name, a market's hours, or a statement about a price that moved.
    package var isNews: Bool {
        switch event.content {
        case .pricesRecorded, .sharesRecorded, .companyRegistered, .companyIdentified, .stockMoved, .stockRecordSet,
            .marketCapChanged, .splitEffective, .dividendEffective, .marketStated, .evidenceAdded, .eventReviewed,
            .eventCorrected,
            .eventRetracted:
            false
        default: true
        }
    }
}

extension RecordedEvent {
    /// The companies that the payload names, in any role; of a correction all texts of its new payload.
    package var companyNames: Set<String> {
        guard let type = EventType.named(envelope.type) else { return [] }
        var found: Set<String> = []
        Shape.object(type.payload).forEachText(
            named: TextFormat.company.name, in: .object(envelope.data), path: ""
        ) { id, _ in found.insert(id) }
        if type.name == "event.corrected", let payload = envelope.data["data"] { payload.collectTexts(into: &found) }
        return found
    }
}

extension JSONValue {
    fileprivate func collectTexts(into texts: inout Set<String>) {
        switch self {
        case .string(let own): texts.insert(own)
        case .array(let elements): for element in elements { element.collectTexts(into: &texts) }
        case .object(let object): for member in object.members { member.value.collectTexts(into: &texts) }
        default: break
        }
    }
}
