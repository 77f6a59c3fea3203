import MarketEvents
import Projections

/// Times and terms as a reader takes them in, of English unless told. Days stay as they were written: they sort, and no country reads
/// them otherwise.
package enum TimeWords {
    /// "by 2025-11-03" for `../2025-11-03`, "2025-10-27 to 2025-11-02" for an interval, else as it was written.
    static func time(_ text: String?, _ say: SentenceLanguage = .english) -> String {
        guard let text else { return "" }
        let parts = text.split(separator: "/", maxSplits: 1).map { moment(String($0)) }
        guard parts.count == 2 else { return moment(text) }
        return parts[0] == ".."
            ? say("by \(parts[1])", "au plus tard \(parts[1])")
            : say("\(parts[0]) to \(parts[1])", "de \(parts[0]) à \(parts[1])")
    }

    /// When an event was first public. Where nobody says so it is the end of its occurrence, which reads as the occurrence does.
    static func published(_ fact: Fact) -> String {
        time(fact.published.end == fact.occurred.end ? fact.occurred.text : fact.published.text)
    }

    /// "published 2025-11-04", or "published by 2025-10-28, not stated" where that is only taken from what happened.
    ///
    /// - Parameter shown: how times are shown.
    package static func publication(
        _ basis: PublicationBasis, _ published: StatedTime, of occurred: StatedTime,
        shown: (String) -> String = { $0 }
    ) -> String {
        guard basis == .occurred else { return "published \(shown(published.text))" }
        let last = occurred.text.split(separator: "/").last.map(String.init) ?? occurred.text
        // A day and an instant end with themselves.
        let end = last.utf8.count < 10 ? "the end of \(last)" : shown(last)
        return "published by \(end), not stated"
    }

    static func publication(_ fact: Fact) -> String {
        publication(fact.publicationBasis, fact.published, of: fact.occurred) { time($0) }
    }

    /// "2025-11-03 09:30-05:00" for an instant.
    private static func moment(_ text: String) -> String { text.replacing("T", with: " ") }

    /// "7 years", "about 5 years", "1 year 6 months", "90 days".
    static func term(_ text: String?, qualifier: String?, _ say: SentenceLanguage = .english) -> String {
        guard let text else { return "" }
        guard let duration = ISODuration(text) else { return text }
        func count(_ number: Int, _ singular: String, _ plural: String) -> String? {
            number == 0 ? nil : "\(number) \(number == 1 ? singular : plural)"
        }
        let isWhole = duration.months % 12 == 0 || duration.months > 24
        let parts = [
            count(isWhole ? duration.months / 12 : 0, say("year", "an"), say("years", "ans")),
            count(isWhole ? duration.months % 12 : duration.months, say("month", "mois"), say("months", "mois")),
            count(duration.days, say("day", "jour"), say("days", "jours")),
        ].compactMap { $0 }
        let prefix =
            switch qualifier {
            case "about": say("about ", "environ ")
            case "atLeast": say("at least ", "au moins ")
            case "upTo": say("up to ", "jusqu’à ")
            default: ""
            }
        return prefix + (parts.isEmpty ? say("0 days", "0 jour") : parts.joined(separator: " "))
    }
}
