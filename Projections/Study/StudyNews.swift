import CivilTime
import EventStudy
import MarketEvents

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

    /// Whether the event can move a price: not a price, a count, a name, or a statement about a price that moved.
    package var isNews: Bool {
        switch event.content {
        case .pricesRecorded, .sharesRecorded, .companyRegistered, .companyIdentified, .stockMoved, .stockRecordSet,
            .marketCapChanged, .splitEffective, .evidenceAdded, .eventReviewed, .eventCorrected, .eventRetracted:
            false
        default: true
        }
    }

    /// When it became public, by the market's session. Nil where that is not known to the day.
    package func announcement(mic: String) -> Announcement? {
        // Where nobody says when it was published, that is the end of `occurred`; of a day the study takes the day itself.
        if published == StatedTime(instant: occurred.end), occurred.time != occurred.end {
            return occurred.day.map { Announcement(day: $0) }
        }
        if published.start == published.end { return Announcement(instant: published.end, mic: mic) }
        return published.day.map { Announcement(day: $0) }
    }
}
