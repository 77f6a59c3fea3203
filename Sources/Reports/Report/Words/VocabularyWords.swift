/// The vocabulary's slugs as words.
package enum VocabularyWords {
    /// How binding a commitment is; also the entries of sums that stand beside it.
    static func strength(_ commitment: String?) -> String {
        switch commitment {
        case "unstated"?, nil: "strength not stated"
        case let other?: plain(other)
        }
    }

    /// "first refusal", "letter of intent": slugs without their hyphens.
    static func plain(_ slug: String?) -> String { (slug ?? "").replacing("-", with: " ") }

    /// What a certainty means for a figure; nil where it takes nothing away.
    static func reservation(_ certainty: String?) -> String? {
        switch certainty {
        case "expected": "a forecast"
        case "reported": "not confirmed"
        case "disputed": "disputed"
        case "denied": "denied, counts in no sum"
        default: nil
        }
    }

    /// "1 deal", "2,000 events".
    package static func count(_ number: Int, _ singular: String, _ plural: String? = nil) -> String {
        var digits = String(number)[...]
        var groups: [Substring] = []
        while digits.count > 3 {
            groups.insert(digits.suffix(3), at: 0)
            digits = digits.dropLast(3)
        }
        let grouped = ([digits] + groups).joined(separator: ",")
        return "\(grouped) \(number == 1 ? singular : plural ?? singular + "s")"
    }
}
