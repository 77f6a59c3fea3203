/// In which language a sentence is written.
package enum SentenceLanguage: String, CaseIterable, Sendable {
    case english = "en"
    case french = "fr"

    /// - Parameter locale: as POSIX names it, `fr_CA.UTF-8`; nil for none.
    package init(locale: String?) {
        self = locale?.prefix { $0 != "_" && $0 != "." && $0 != "@" } == "fr" ? .french : .english
    }

    func callAsFunction(_ english: String, _ french: String) -> String { self == .french ? french : english }
}
