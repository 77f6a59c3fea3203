import EventLog

extension ParserCheck {
    /// Signed notes, the checkpoints in them, and the keys that sign and check them. What is taken is written again byte for
    /// byte, and no note but the signed one has a good signature.
    package static let signedNote = ParserCheck(
        "signed-note", maximumLength: 2048,
        words: [
            "\n\n", "\u{2014} ", "PRIVATE+KEY+", "+", "=", "0", "\r", "\u{85}", "ledger.example/fuzz",
            "9223372036854775807",
            "9223372036854775808", "\n0\n",
        ]
    ) { input in
        let isKey = try holdKeys(input)
        let note: SignedNote
        do throws(NoteError) { note = try SignedNote(parsing: input) } catch {
            try holdIsMessage(error.description)
            return isKey
        }
        try hold("a note is written as it was read", Array(note.noteText.utf8) == input)
        try hold(
            "at most \(SignedNote.maximumSignatures) signatures, and one at least",
            (1...SignedNote.maximumSignatures).contains(note.signatures.count))
        try holdIsSigned(note)
        return try holdCheckpoint(note.text) || isKey
    }

    private static func holdKeys(_ input: [UInt8]) throws -> Bool {
        guard let text = text(of: input) else { return false }
        var isKey = false
        do {
            let key = try NoteVerifierKey(parsing: text)
            isKey = true
            try hold("a verifier key is written as it was read", key.text.utf8.elementsEqual(text.utf8))
        } catch let error as NoteError { try holdIsMessage(error.description) }
        do {
            let key = try NoteSignerKey(parsing: text)
            isKey = true
            try hold("a private key is written as it was read", key.text.utf8.elementsEqual(text.utf8))
        } catch let error as NoteError { try holdIsMessage(error.description) }
        return isKey
    }

    private static func holdCheckpoint(_ text: String) throws -> Bool {
        let checkpoint: Checkpoint
        do throws(NoteError) { checkpoint = try Checkpoint(parsing: text) } catch {
            try holdIsMessage(error.description)
            return false
        }
        try hold("the size is not negative", checkpoint.size >= 0)
        try hold("the checkpoint's lines are written as they were read", text.utf8.starts(with: checkpoint.text.utf8))
        try hold("the checkpoint reads back", (try? Checkpoint(parsing: checkpoint.text)) == checkpoint)
        return true
    }

    private static func holdIsSigned(_ note: SignedNote) throws {
        guard let key = try? NoteVerifierKey(parsing: publishedKey), (try? note.verify(by: key)) != nil else { return }
        try hold("only the signed text has a good signature", note.text.utf8.elementsEqual(signedText.utf8))
    }

    /// Of the key and the note of the corpus.
    private static let publishedKey = "ledger.example/fuzz+e19c89e6+AczzYi+DH/AnkbAh/XW+RAiKU2m8+4kEG8CuBiN5XAqC"
    private static let signedText = "ledger.example/fuzz\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"
}
