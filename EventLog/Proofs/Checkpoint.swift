/// A log's name, size and root: the body of a C2SP checkpoint (https://c2sp.org/tlog-checkpoint).
package struct Checkpoint: Equatable, Sendable {
    package let origin: String
    package let size: Int
    package let root: MerkleTree.Hash

    package init(origin: String, size: Int, root: MerkleTree.Hash) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// Three lines, each with its end.
    package var text: String { "\(origin)\n\(size)\n\(Base64.text(root))\n" }

    /// Reads a note's text. Lines of extensions after the third are allowed by the format and let go.
    ///
    /// - Throws: `NoteError.checkpoint` at the first line that is not as the format has it.
    package init(parsing text: String) throws(NoteError) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last?.isEmpty == true, lines.dropLast().allSatisfy({ !$0.isEmpty }) else {
            throw .checkpoint("a checkpoint has three lines, none empty: origin, size and root")
        }
        let digits = lines[1]
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            digits.first != UInt8(ascii: "0") || digits.count == 1,
            let size = Int(String(decoding: digits, as: UTF8.self))
        else { throw .checkpoint("the second line is the log's size in digits, such as 25") }
        guard let root = Base64.bytes(lines[2]), root.count == 32 else {
            throw .checkpoint("the third line is the root, 32 bytes in base64")
        }
        self.init(origin: String(decoding: lines[0], as: UTF8.self), size: size, root: root)
    }

    /// Whether a name may stand in a checkpoint: one line, not empty, no control characters.
    package static func isOrigin(_ name: String) -> Bool {
        !name.isEmpty && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
