/// Text with signatures below it, as C2SP has it (https://c2sp.org/signed-note). Nothing is believed of a note that was only
/// read: ask `verify`.
package struct SignedNote: Equatable, Sendable {
    package struct Signature: Equatable, Sendable {
        package let keyName: String
        /// Tells keys of one name apart.
        package let keyHash: [UInt8]
        package let bytes: [UInt8]
    }

    /// What is signed, with the end of its last line.
    package let text: String
    package let signatures: [Signature]

    /// Longest note that is read, in bytes, and most signatures.
    package static let maximumSize = 1_000_000
    package static let maximumSignatures = 100

    init(text: String, signatures: [Signature]) {
        self.text = text
        self.signatures = signatures
    }

    /// Reads a note strictly.
    ///
    /// - Throws: for anything that the format does not have: bytes that are not UTF-8, control characters, no blank line
    ///   between text and signatures, a line of another form among them; and for more than the bounds above.
    package init(parsing bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= SignedNote.maximumSize else {
            throw .tooLong(bytes: bytes.count, limit: SignedNote.maximumSize)
        }
        let newline = UInt8(ascii: "\n")
        guard !bytes.contains(where: { $0 < 0x20 && $0 != newline }), String(validating: bytes, as: UTF8.self) != nil
        else { throw .notText }
        guard bytes.last == newline, let end = SignedNote.endOfText(bytes) else { throw .noSignatures }
        let lines = bytes[(end + 1)..<(bytes.count - 1)].split(separator: newline, omittingEmptySubsequences: false)
        guard lines.count <= SignedNote.maximumSignatures else {
            throw .tooManySignatures(found: lines.count, limit: SignedNote.maximumSignatures)
        }
        var signatures: [Signature] = []
        for (index, line) in lines.enumerated() {
            guard let signature = SignedNote.signature(line) else { throw .malformedSignature(line: index + 1) }
            signatures.append(signature)
        }
        self.init(text: String(decoding: bytes[..<end], as: UTF8.self), signatures: signatures)
    }

    /// Where the last empty line of a note stands; nil where there is none, or nothing on one side of it.
    private static func endOfText(_ bytes: [UInt8]) -> Int? {
        let newline = UInt8(ascii: "\n")
        var index = bytes.count - 2
        while index > 0 {
            if bytes[index] == newline, bytes[index - 1] == newline { return index }
            index -= 1
        }
        return nil
    }

    private static let dash = Array("\u{2014} ".utf8)

    /// `— NAME BASE64(hash, signature)`
    private static func signature(_ line: ArraySlice<UInt8>) -> Signature? {
        guard line.starts(with: dash) else { return nil }
        let fields = line.dropFirst(dash.count).split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard fields.count == 2, let content = Base64.bytes(fields[1]), content.count > 4 else { return nil }
        let name = String(decoding: fields[0], as: UTF8.self)
        guard NoteKeyName.isValid(name) else { return nil }
        return Signature(keyName: name, keyHash: Array(content[..<4]), bytes: Array(content[4...]))
    }

    package var noteText: String {
        text + "\n"
            + signatures.map { "\u{2014} \($0.keyName) \(Base64.text($0.keyHash + $0.bytes))\n" }.joined()
    }

    /// Requires a signature by this key, and that each one by it is good. Signatures by other keys are let be, such as those
    /// of witnesses.
    package func verify(by key: NoteVerifierKey) throws(NoteError) {
        let own = signatures.filter { $0.keyName.utf8.elementsEqual(key.name.utf8) && $0.keyHash == key.hash }
        guard !own.isEmpty else {
            throw .notSigned(
                by: key.keyName,
                but: signatures.map { "\($0.keyName)+\(Hexadecimal.text($0.keyHash))" })
        }
        guard own.allSatisfy({ key.admits($0.bytes, of: Array(text.utf8)) }) else { throw .badSignature(by: key.name) }
    }
}
