import MarketEvents

/// What rows are folded of, and where they stand in a table: rows of one subject stand together, so that they are found and
/// replaced without an index of their own.
enum Subject {
    /// The rows of one event start here.
    static func place(ofEvent position: Int) -> Int { position << rowBits }

    /// The rows of a right, deal, plan or company start here: by the hash of its id, which is the order in which a replay
    /// folds them. Two ids may share a place; the key of a row tells whose it is.
    static func place(ofGroup hash: UInt64, isCompany: Bool = false) -> Int {
        // In a table of deals and companies, companies come behind.
        (isCompany ? 1 << 62 : 0) | Int(hash >> 22) << rowBits
    }

    /// The two places at which rows of a group may start.
    static func places(ofGroup group: String) -> Set<Int> {
        let hash = group.bytesHash
        return [place(ofGroup: hash), place(ofGroup: hash, isCompany: true)]
    }

    /// As many rows as a subject may have.
    static let rowBits = 20

    static func places(from place: Int) -> ClosedRange<Int> { place...(place | (1 << rowBits - 1)) }
}

/// An event that a projection could not fold.
package struct Parked: Equatable, Sendable {
    package let projection: String
    package let position: Int
    package let id: String
    /// The stream in which something may mend it.
    package let stream: String
    package let reason: String
}

/// Ends and amendments without a start, by what they are of.
struct Incomplete {
    let projection: String
    let group: String
    let count: Int
}
