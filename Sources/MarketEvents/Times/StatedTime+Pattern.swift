/// The same forms as `StatedTime` reads, as regular expressions of ECMA-262 for the JSON Schema. They know the lengths of
/// months and leap years; only "A not after B" is beyond them.
extension StatedTime {
    private static let year = "(?!0000|9999)[0-9]{4}"

    private static let dayBody =
        "(?:(?!0000|9999)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        + "|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
        + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29))"

    private static let instantBody =
        "(?!0001-01-01)" + dayBody + "T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?"
        + "(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"

    private static let period =
        "(?:\(year)(?:-Q[1-4]|-H[12]|-(?:0[1-9]|1[0-2]))?|\(dayBody)|\(instantBody))"

    package static let dayPattern = "^\(dayBody)$"
    package static let pattern = "^(?:\(period)|\(period)/\(period)|\\.\\./\(period))$"
}
