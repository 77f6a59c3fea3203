/// How shares are counted. Only those outstanding at a point in time make a market value: the others are for earnings per share,
/// or count shares that the company holds itself.
package enum ShareMeasure {
    package static let outstanding = "outstanding"

    static let words = [outstanding, "issued", "weighted-basic", "weighted-diluted", "fully-diluted"]
    /// Those of version 1.
    static let formerWords = ["basic", "diluted"]

    /// A word of any version as it is today.
    package static func ofToday(_ word: String) -> String {
        switch word {
        case "basic": outstanding
        case "diluted": "fully-diluted"
        default: word
        }
    }
}
