/// The keys of the writers that a reader knows.
package struct WriterKeys: Sendable {
    private struct Known: Sendable {
        let key: NoteVerifierKey
        /// Whose events the key may sign; empty where the list says nothing of that.
        let writers: Set<String>

        /// Whether the list lets the key sign for the source of an event.
        func signs(for source: String) -> Bool {
            writers.isEmpty
                || writers.contains {
                    source.utf8.elementsEqual($0.utf8) || source.utf8.elementsEqual(WriterName.source(of: $0).utf8)
                }
        }
    }

    /// By the keys' ids: four bytes, of which others may make the same.
    private var known: [String: [Known]] = [:]
    /// All that stand behind keys.
    private var writers: Set<String> = []

    package struct Fault: Error, Sendable {
        /// From 1.
        package let line: Int
        package let reason: String
    }

    package struct Faults: Error, Sendable {
        package let faults: [Fault]
    }

    /// Reads a list: a line has a verifier key, as `keygen` prints it, and behind it perhaps the writer whose events it signs.
    /// Blank lines, and those that begin with `#`, say nothing.
    ///
    /// - Throws: `Faults`, for each line that is none.
    package init(parsing text: String) throws(Faults) {
        var faults: [Fault] = []
        var keys: [(key: NoteVerifierKey, writers: Set<String>)] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard let first = fields.first, first.first != "#" else { continue }
            let writer = fields.dropFirst().joined(separator: " ")
            do throws(NoteError) {
                let key = try NoteVerifierKey(parsing: String(first))
                if let place = keys.firstIndex(where: { $0.key.text == key.text }) {
                    // A line without a writer lets the key sign for everybody, whatever another line says.
                    let isOpen = keys[place].writers.isEmpty || writer.isEmpty
                    keys[place].writers = isOpen ? [] : keys[place].writers.union([writer])
                } else {
                    keys.append((key, writer.isEmpty ? [] : [writer]))
                }
            } catch {
                faults.append(Fault(line: index + 1, reason: error.description))
            }
        }
        guard faults.isEmpty else { throw Faults(faults: faults) }
        for (key, writers) in keys {
            self.writers.formUnion(writers)
            known[Hexadecimal.text(key.hash), default: []].append(Known(key: key, writers: writers))
        }
    }

    /// Whether the list names the writer of this source, and so has a key that could have signed.
    func names(_ source: String) -> Bool { writers.contains(source) || writers.contains(WriterName.name(of: source)) }

    /// Says what an event's signature is worth.
    package func verdict(on event: Envelope) -> SignatureVerdict {
        guard let value = event.extensions[WriterSignature.attribute] else { return .unsigned }
        guard let text = value.string, WriterSignature.isMeant(by: text) else { return .unknown(keyID: nil) }
        guard let signature = WriterSignature(parsing: text) else {
            return .false("the signature is not of the form ed25519:KEYID:BASE64")
        }
        guard let keys = known[signature.keyID] else { return .unknown(keyID: signature.keyID) }
        let content = event.signedBytes
        let signing = keys.filter { $0.key.admits(signature.bytes, of: content) }
        guard let key = signing.first?.key else {
            let names = keys.map(\.key.keyName).joined(separator: " or ")
            return .false("the signature by \(names) is not of what the event says: one of the two was changed")
        }
        guard signing.contains(where: { $0.signs(for: event.source) }) else {
            let owners = signing.flatMap(\.writers).sorted().joined(separator: ", ")
            return .false(
                "the signature by \(key.keyName) is good, but that is a key of \(owners), not of \(event.source)")
        }
        return .known(key: key.keyName)
    }
}

/// What a signature of an event is worth to who has a list of keys.
package enum SignatureVerdict: Hashable, Sendable {
    /// By a key of the list: its name and id.
    case known(key: String)
    /// It says to be by a key of the list, and is not, or not of this event.
    case `false`(String)
    /// By a key that the list does not have; without an id where it is of another scheme.
    case unknown(keyID: String?)
    case unsigned
}
