/// An event and what its signature is worth.
package struct JudgedSignature: Sendable {
    package let position: Int
    package let id: String
    package let source: String
    /// Whether the list of keys names the writer.
    package let isOfKnownWriter: Bool
    package let verdict: SignatureVerdict

    /// What is wrong with it; nil where nothing is.
    var finding: Finding? {
        if case .false(let reason) = verdict {
            Finding(position: position, part: .signature, reason: reason)
        } else {
            nil
        }
    }
}

/// Which events bear whose signature, in memory that does not grow with the log.
package struct SignatureSummary: Sendable {
    /// Events whose signatures are worth the same.
    package struct Group: Sendable {
        package let kind: Kind
        package fileprivate(set) var count = 0
        /// Where they stand, ascending: as many stretches as are kept.
        package fileprivate(set) var positions: [ClosedRange<Int>] = []
        /// Whether there are more than those.
        package fileprivate(set) var hasMore = false

        fileprivate mutating func add(_ position: Int) {
            count += 1
            if let last = positions.last, last.upperBound + 1 == position, !hasMore {
                positions[positions.count - 1] = last.lowerBound...position
            } else if positions.count < SignatureSummary.mostStretches {
                positions.append(position...position)
            } else {
                hasMore = true
            }
        }
    }

    package enum Kind: Hashable, Comparable, Sendable {
        /// Good, by a key of the list: its name and id.
        case known(String)
        case `false`
        /// By a key that the list does not have; without an id where it is of another scheme, or where there are too many.
        case unknown(String?)
        /// `byKnown`: though the list has a key of the writer.
        case unsigned(byKnown: Bool)

        private var rank: (Int, String) {
            switch self {
            case .known(let key): (0, key)
            case .false: (1, "")
            case .unknown(let id): (2, id ?? "~")
            case .unsigned(let isByKnown): (isByKnown ? 3 : 4, "")
            }
        }

        package static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }
    }

    package static let mostStretches = 1_000
    private static let mostGroups = 1_000
    private static let mostFindings = 1_000

    private var byKind: [Kind: Group] = [:]
    /// Of the false ones, as many as are kept.
    package private(set) var findings: [Finding] = []

    package init() {}

    package mutating func add(_ judged: JudgedSignature) {
        let kind = kind(judged)
        byKind[kind, default: Group(kind: kind)].add(judged.position)
        if let finding = judged.finding, findings.count < SignatureSummary.mostFindings { findings.append(finding) }
    }

    private func kind(_ judged: JudgedSignature) -> Kind {
        switch judged.verdict {
        case .known(let key): return .known(key)
        case .false: return .false
        case .unknown(let id):
            // Anybody can make up ids.
            let isKept = byKind[.unknown(id)] != nil || byKind.count < SignatureSummary.mostGroups
            return .unknown(isKept ? id : nil)
        case .unsigned: return .unsigned(byKnown: judged.isOfKnownWriter)
        }
    }

    package var groups: [Group] { byKind.values.sorted { $0.kind < $1.kind } }

    /// How many signatures are false.
    package var falseCount: Int { byKind[.false]?.count ?? 0 }
}
