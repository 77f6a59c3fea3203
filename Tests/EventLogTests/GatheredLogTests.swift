import SQLite
import Testing

@Suite("A write-ahead log whose pages are gathered")
struct GatheredLogTests {
    let folder = TemporaryFolder()

    private func makeFile(_ name: String) throws -> String {
        let path = folder.path + "/" + name
        try Connection(path: path, mode: .create).execute(
            "PRAGMA journal_mode = WAL; CREATE TABLE entry(number INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        return path
    }

    /// A connection whose pages stay in the log.
    private func open(_ path: String, _ mode: Connection.Mode, pages: Int) throws -> Connection {
        let connection = try Connection(path: path, mode: mode)
        try connection.disableCheckpointOnClose()
        try connection.execute(
            "PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = FULL; PRAGMA cache_size = \(pages)")
        return connection
    }

    private func contents(_ connection: Connection) throws -> [Int: String] {
        let rows = try connection.prepare("SELECT number, text FROM entry")
        defer { rows.reset() }
        var found: [Int: String] = [:]
        while try rows.step() { found[rows.int(0)] = rows.text(1) }
        return found
    }

    /// A cache of few pages: a transaction writes them to the log long before it commits, reads them there again and changes
    /// them once more.
    @Test("Whoever reads sees each commit whole and nothing before it, also where the log was read while it grew")
    func commits() throws {
        let path = try makeFile("file")
        let writer = try open(path, .readWriteGathering, pages: 10)
        let reader = try Connection(path: path, mode: .readOnly)
        var random = SeededGenerator(state: 7)
        var expected: [Int: String] = [:]
        struct Undo: Error {}
        for round in 0..<24 {
            var changed = expected
            let isUndone = round % 4 == 3
            func change() throws {
                for _ in 0..<[3, 400, 2_000][round % 3] {
                    let number = Int.random(in: 0..<1_500, using: &random)
                    let text = String(repeating: "\(round)-", count: Int.random(in: 1..<300, using: &random))
                    changed[number] = text
                    let insert = try writer.prepare("INSERT OR REPLACE INTO entry VALUES (?1, ?2)")
                    try insert.bind(1, number)
                    try insert.bind(2, text)
                    try insert.run()
                }
                #expect(try contents(writer) == changed)
                #expect(try contents(reader) == expected)
                if isUndone { throw Undo() }
            }
            do { try writer.writeTransaction(change) } catch is Undo { changed = expected }
            expected = changed
            #expect(try contents(reader) == expected)
            if round % 5 == 4 { try writer.checkpoint() }
        }
        writer.close()
        // What is in the file and the log, and no more.
        let later = try Connection(path: path, mode: .readOnly)
        #expect(try contents(later) == expected)
        #expect(try later.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0)
    }

    /// A transaction that fills its cache writes pages to the log, and takes them back. Another connection then commits at the
    /// same place of the log.
    @Test("pages of a transaction that was taken back are never written over those of another connection")
    func takenBack() throws {
        let path = try makeFile("taken-back")
        let writer = try open(path, .readWriteGathering, pages: 4)
        let other = try open(path, .readWrite, pages: 4)
        struct Undo: Error {}
        let filling = "INSERT INTO entry SELECT value, hex(randomblob(900)) FROM json_each(?1)"
        for round in 1...6 {
            do {
                try writer.writeTransaction {
                    let numbers = (1...12).map { String(1_000 * round + $0) }.joined(separator: ",")
                    let insert = try writer.prepare(filling)
                    try insert.bind(1, "[\(numbers)]")
                    try insert.run()
                    throw Undo()
                }
            } catch is Undo {}
            try other.execute("INSERT INTO entry VALUES (\(round), '\(round)')")
            // The one that took its pages back looks at the log, or is closed.
            if round < 6 { #expect(try contents(writer).count == round) } else { writer.close() }
            let third = try Connection(path: path, mode: .readOnly)
            #expect(try contents(third) == Dictionary(uniqueKeysWithValues: (1...round).map { ($0, "\($0)") }))
            third.close()
        }
        other.close()
        let later = try Connection(path: path, mode: .readOnly)
        #expect(try contents(later).count == 6)
        #expect(try later.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0)
    }
}
