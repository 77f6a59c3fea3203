/// Why there are no rules for a time zone.
package enum TimeZoneError: Error, Hashable, Sendable {
    /// Not `Area/Place` in letters, digits, `_`, `+` and `-`.
    case invalidName(String)
    /// This machine's zoneinfo has no file of that name.
    case notFound(name: String, path: String)
    /// The file is there and could not be read; `reason` is the system's.
    case unreadable(path: String, reason: String)
    /// The contents break RFC 8536, or use of it what is not supported here.
    case invalidContents(name: String, reason: String)
}

extension TimeZoneError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalidName(let name):
            "\(name.prefix(60)) is not the name of a time zone: write one such as America/New_York or UTC"
        case .notFound(let name, let path):
            "there is no time zone \(name) on this machine (no file \(path)): "
                + "write one such as Europe/Paris, or install tzdata"
        case .unreadable(let path, let reason):
            "the time zone file \(path) cannot be read: \(reason)"
        case .invalidContents(let name, let reason):
            "the rules of the time zone \(name) are not usable: \(reason)"
        }
    }
}
