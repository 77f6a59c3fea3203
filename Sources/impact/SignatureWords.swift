import CanonicalJSON
import EventLog
import Reports

/// The keys of the writers that a reader knows, as a file.
enum WriterKeyFile {
    static func read(_ path: String) throws -> WriterKeys {
        let bytes = try SmallFile.read(path)
        guard bytes.count <= SignedNote.maximumSize, let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badInput, "\(path) is no list of keys: write one a line, as keygen prints it")
        }
        do throws(WriterKeys.Faults) { return try WriterKeys(parsing: text) } catch {
            throw Failure(.badInput, lines: error.faults.map { "\(path):\($0.line): \($0.reason)" })
        }
    }
}

/// What signatures are worth, in the words and forms of `verify`.
enum SignatureWords {
    static let csvHeader = "position,id,writer,signature,key,reason\r\n"

    static func csv(_ judged: JudgedSignature) -> String {
        let (word, key, reason): (String, String, String) =
            switch judged.verdict {
            case .known(let key): ("known", key, "")
            case .false(let reason): ("false", "", reason)
            case .unknown(let id): ("unknown", id ?? "", "")
            case .unsigned: ("none", "", "")
            }
        return [
            String(judged.position), judged.id, SafeText.csv(WriterName.name(of: judged.source)), word,
            SafeText.csv(key), SafeText.csv(reason),
        ].joined(separator: ",") + "\r\n"
    }
}

extension SignatureSummary {
    /// Those that are kept, and how many there are beside them.
    var allFindings: [Finding] {
        let further = falseCount - findings.count
        return findings
            + (further > 0 ? [Finding(part: .signature, reason: "\(further) more signatures are false")] : [])
    }

    /// Stretches of positions that a line has room for.
    private static let shown = 12

    var lines: [String] {
        groups.map { group in
            let stretches = group.positions.prefix(SignatureSummary.shown).map { stretch in
                stretch.count == 1 ? "\(stretch.lowerBound)" : "\(stretch.lowerBound)-\(stretch.upperBound)"
            }
            let isCut = group.hasMore || group.positions.count > stretches.count
            return "\(group.kind.words.padded(to: 11)) \(group.count) event\(group.count == 1 ? "" : "s")"
                + group.kind.by + ": " + stretches.joined(separator: ", ")
                + (isCut ? ", and more (--each lists them)" : "")
        }
    }

    var json: JSONValue {
        .array(
            groups.map { group in
                [
                    "signature": .string(group.kind.name), "key": group.kind.key.map { .string($0) } ?? .null,
                    "byKnownWriter": .boolean(group.kind == .unsigned(byKnown: true)), "events": .integer(group.count),
                    "positions": .array(
                        group.positions.map { [.integer($0.lowerBound), .integer($0.upperBound)] }),
                    "hasMore": .boolean(group.hasMore),
                ]
            })
    }
}

extension SignatureSummary.Kind {
    fileprivate var name: String {
        switch self {
        case .known: "known"
        case .false: "false"
        case .unknown: "unknown"
        case .unsigned: "none"
        }
    }

    fileprivate var key: String? {
        switch self {
        case .known(let key): key
        case .unknown(let id): id
        case .false, .unsigned: nil
        }
    }

    fileprivate var words: String {
        switch self {
        case .known: "signed"
        case .false: "false"
        case .unknown: "unknown"
        case .unsigned: "unsigned"
        }
    }

    fileprivate var by: String {
        switch self {
        case .known(let key): " by \(key)"
        case .unknown(let id):
            id.map { " by the key \($0), which is not in the list" } ?? " by other kinds of signatures"
        case .unsigned(byKnown: true): " by writers whose keys are in the list"
        case .false, .unsigned: ""
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
