import CivilTime
import Crypto
import EventLog
import SQLite

/// The views file: rows, checkpoints and what catching up needs, committed together. Derived from the log; it may be deleted
/// at any time.
package final class ViewStore {
    package struct Checkpoint {
        package let version: Int
        package let position: Int
        /// Of the log up to there: it tells a replaced log from a grown one.
        package let root: [UInt8]
    }

    static let applicationID = 0x494C_5657  // "ILVW"
    /// Raised with each change of the tables beside the views.
    private static let tables = 12
    /// Another one where any table is another: a generation of another layout is folded anew. The columns of a view are part of
    /// it, so that whoever adds or changes one need not remember to say so here.
    private static let layout: Int = {
        let sql = "\(tables)" + stored.map { SQLText.table($0.shape) }.joined()
        // 31 bits, for the header of a database has a signed number of 32.
        return SHA256.hash(data: Array(sql.utf8)).prefix(4).reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
    }()
    /// The checkpoint of what all projections share: folded deals by group, links, moves, unknown types.
    static let shared = "shared"
    static let sharedVersion = DealFolder.version

    let file: ViewsFile
    private(set) var connection: Connection
    private(set) var generation: String
    /// Whether this store made the generation, and nothing was folded into it yet.
    private var isUnfilled = false

    /// Opens the views, or makes empty ones. Those of another layout give way to empty ones: the log has everything.
    package init(path: String) throws {
        file = ViewsFile(path: path)
        (connection, generation, isUnfilled) = try ViewStore.openOrMake(file)
        file.removeLeftovers()
    }

    private typealias Opened = (connection: Connection, generation: String, isUnfilled: Bool)

    /// Somebody may remove the files at any moment, also between two looks: then again.
    private static func openOrMake(_ file: ViewsFile) throws -> Opened {
        for _ in 1..<mostRemovals {
            do { return try openOrMakeOnce(file) } catch let error as SQLiteError {
                guard try error.isCannotOpen || (!error.isNotADatabase && file.current() == nil) else { throw error }
            } catch let error as ViewsFileError where error.isRemoval {}
        }
        return try openOrMakeOnce(file)
    }

    private static func openOrMakeOnce(_ file: ViewsFile) throws -> Opened {
        do {
            if let (opened, current) = try openReadable(file) { return (opened, current, false) }
        } catch let error as SQLiteError where error.isNotADatabase { throw NotAViewsFile(path: file.path) }
        let draft = try file.makeDraft()
        let maker = try openDraft(draft.path)
        try makeTables(maker)
        try finish(maker)
        try file.publish(draft)
        return (try open(draft.path), draft.path, true)
    }

    /// How often in one question the views are made anew after somebody removed them.
    private static let mostRemovals = 100

    /// Calls `body` again where somebody removed the views meanwhile: the log has everything.
    func evenIfRemoved<R>(_ body: () throws -> R) throws -> R {
        for _ in 1..<ViewStore.mostRemovals {
            do { return try body() } catch let error as SQLiteError {
                // Of several files one goes after the other.
                let isGone = try error.isCannotOpen || (!error.isBusy && isRemoved())
                guard isGone, !connection.isInTransaction else { throw error }
            } catch let error as ViewsFileError where error.isRemoval {}
            connection.close()
            (connection, generation, isUnfilled) = try ViewStore.openOrMake(file)
        }
        return try body()
    }

    /// Whether the link does not lead to what is open.
    private func isRemoved() throws -> Bool { try file.current() != generation || connection.hasMoved }

    /// Opens the views that are there; nil where there are none of this layout.
    package init?(existing path: String) throws {
        file = ViewsFile(path: path)
        guard let (opened, current) = try ViewStore.openReadable(file) else { return nil }
        (connection, generation) = (opened, current)
    }

    private static func openReadable(_ file: ViewsFile) throws -> (Connection, generation: String)? {
        guard let (opened, current) = try openCurrent(file) else { return nil }
        if try opened.integer("PRAGMA application_id") == applicationID,
            try opened.integer("PRAGMA user_version") == layout
        {
            return (opened, current)
        }
        opened.close()
        return nil
    }

    package func close() { connection.close() }

    /// Those that hold in the stored rows.
    func companyNames() throws -> CompanyNames {
        let statement = try connection.prepare("SELECT company, identity, event FROM identification")
        defer { statement.reset() }
        var statements: [String: CompanyNames.Statement] = [:]
        while try statement.step() {
            statements[statement.text(0)] = CompanyNames.Statement(
                identity: statement.text(1), event: statement.text(2))
        }
        return CompanyNames(statements)
    }

    /// With the number of streams of prices that say so.
    func unexpectedSessions() throws -> [UnexpectedSession: Int] {
        let statement = try connection.prepare("SELECT market, day, streams FROM session")
        defer { statement.reset() }
        var sessions: [UnexpectedSession: Int] = [:]
        while try statement.step() {
            guard let day = CivilDay(daysSinceEpoch: statement.int(1)) else { continue }
            sessions[UnexpectedSession(market: statement.text(0), day: day)] = statement.int(2)
        }
        return sessions
    }

    private static func open(_ path: String) throws -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        // A crash may lose the last views, never the log: NORMAL keeps them whole.
        try connection.execute("PRAGMA synchronous = NORMAL; PRAGMA cache_size = -8192; PRAGMA trusted_schema = OFF")
        // Rows that give way to others are counted as removed.
        try connection.execute("PRAGMA recursive_triggers = ON")
        return connection
    }

    /// Opens the generation that holds now, where another process has made a new one.
    func followLink() throws {
        guard let current = try file.current(), current != generation else { return }
        guard let (opened, current) = try ViewStore.openCurrent(file) else { return }
        connection.close()
        (connection, generation, isUnfilled) = (opened, current, false)
    }

    /// Opens what the link leads to, again where another process has moved it and removed that meanwhile. Nil where there is
    /// none.
    private static func openCurrent(_ file: ViewsFile) throws -> (Connection, generation: String)? {
        for _ in 0..<100 {
            guard let current = try file.current() else { return nil }
            do { return (try open(current), current) } catch let error as SQLiteError {
                guard try file.current() != current else { throw error }
            }
        }
        return nil
    }

    /// Moves on to a new generation. The former one may have readers still, unless it never had a row.
    func follow(_ draft: ViewsFile.Draft) throws {
        let former = isUnfilled ? generation : nil
        try file.publish(draft)
        try followLink()
        if let former, former != generation { file.remove(former) }
        file.removeLeftovers()
    }

    /// Keeps every other writer of the views out during `body`, which commits whole or not at all. Waits as long as somebody
    /// else is at it: a replay of one projection may take seconds.
    func exclusively<R>(_ body: () throws -> R) throws -> R {
        try begin(attempts: 12)
        do {
            for projector in ViewStore.stored { try RowCounts.keep(projector.shape, in: connection) }
            let result = try body()
            try connection.execute("COMMIT")
            return result
        } catch {
            if connection.isInTransaction { try? connection.execute("ROLLBACK") }
            throw error
        }
    }

    private func begin(attempts: Int) throws(SQLiteError) {
        do throws(SQLiteError) {
            try connection.execute("BEGIN IMMEDIATE")
        } catch {
            guard error.isBusy, attempts > 1 else { throw error }
            try begin(attempts: attempts - 1)
        }
    }

    // MARK: a new generation

    /// A file that nobody sees yet needs no journal and no syncs but one at the end.
    static func openDraft(_ path: String) throws -> Connection {
        let connection = try Connection(path: path, mode: .readWrite)
        try connection.execute(
            """
            PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
            PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16384; PRAGMA trusted_schema = OFF
            """)
        return connection
    }

    /// Ends a draft: from here on it is written through a write-ahead log, as several processes need.
    static func finish(_ connection: Connection) throws {
        try connection.execute("PRAGMA locking_mode = NORMAL; PRAGMA journal_mode = WAL")
        connection.close()
    }

    static func makeTables(_ connection: Connection) throws {
        try connection.writeTransaction {
            try connection.execute(
                """
                CREATE TABLE checkpoint (
                  projection TEXT PRIMARY KEY, version INTEGER NOT NULL, position INTEGER NOT NULL, root BLOB NOT NULL
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE incomplete (
                  projection TEXT NOT NULL, subject TEXT NOT NULL, count INTEGER NOT NULL,
                  PRIMARY KEY (projection, subject)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE parked (
                  projection TEXT NOT NULL, position INTEGER NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL,
                  reason TEXT NOT NULL, PRIMARY KEY (projection, position)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX parked_stream ON parked (stream, projection);
                CREATE TABLE failure (projection TEXT PRIMARY KEY, reason TEXT NOT NULL) STRICT, WITHOUT ROWID;
                CREATE TABLE unknown (type TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
                \(DealsOfGroups.table);
                \(MentionIndex.definition);
                \(RowCounts.definition);
                CREATE TABLE link (deal TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (deal, other))
                  STRICT, WITHOUT ROWID;
                CREATE INDEX link_other ON link (other);
                CREATE TABLE listing (
                  ticker TEXT NOT NULL, company TEXT NOT NULL, mic TEXT NOT NULL, PRIMARY KEY (ticker, company, mic)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX listing_company ON listing (company);
                CREATE INDEX listing_mic ON listing (mic);
                -- Days on which something of a market has a price though its hours expect no session, by operating market;
                -- a day as days since 1970.
                CREATE TABLE session (
                  market TEXT NOT NULL, day INTEGER NOT NULL, streams INTEGER NOT NULL, PRIMARY KEY (market, day)
                ) STRICT, WITHOUT ROWID;
                -- Undisclosed companies, and the name under which each stands since somebody said who it is.
                CREATE TABLE identification (company TEXT PRIMARY KEY, identity TEXT NOT NULL, event TEXT NOT NULL)
                    STRICT, WITHOUT ROWID;
                -- Projections that had nothing in the log to rest on when they were folded last.
                CREATE TABLE without_basis (projection TEXT PRIMARY KEY) STRICT;
                -- Readings that belong to another group than that of the stream they stand in; of claims, prices and companies
                -- the group is a stream.
                CREATE TABLE move (
                  category INTEGER NOT NULL, subject TEXT NOT NULL, stream TEXT NOT NULL,
                  PRIMARY KEY (subject, category, stream)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX move_stream ON move (stream, category);
                """)
            for projector in ViewStore.stored {
                try connection.execute(SQLText.table(projector.shape))
                try connection.execute(SQLText.view(projector.shape))
            }
            try connection.execute("PRAGMA application_id = \(applicationID); PRAGMA user_version = \(layout)")
        }
    }

    /// The projections that have a table; the others are folded when they are asked for.
    package static let stored = allProjectors.filter { $0.isStored }

    // MARK: reading

    package func checkpoint(_ projection: String) throws -> Checkpoint? {
        try ViewStore.checkpoint(projection, in: connection)
    }

    static func checkpoint(_ projection: String, in connection: Connection) throws -> Checkpoint? {
        let statement = try connection.prepare(
            "SELECT version, position, root FROM checkpoint WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, projection)
        guard try statement.step() else { return nil }
        return Checkpoint(version: statement.int(0), position: statement.int(1), root: statement.blob(2))
    }

    /// Whether the stored rows are those of this head.
    package func isCurrent(_ projector: any Projector.Type, _ head: LogHead) throws -> Bool {
        guard let checkpoint = try checkpoint(projector.shape.name) else { return false }
        return checkpoint.version == projector.version && checkpoint.position == head.position
            && checkpoint.root == head.root
    }

    /// The rows of a view by key.
    package func rows(_ shape: ViewShape) throws -> [ViewRow] {
        var rows: [ViewRow] = []
        try ViewStore.forEachRow(of: shape, in: connection, orderedBy: "key") {
            rows.append($0)
            return true
        }
        return rows
    }

    /// Lets the first rows by key be found without the others: from the first time that somebody asks for them.
    func orderByKey(_ shape: ViewShape) throws {
        let name = SQLText.quoted(shape.sqlName + "_row_key")
        let sql = "CREATE INDEX IF NOT EXISTS \(name) ON \(SQLText.tableName(shape)) (key)"
        let isThere = try connection.prepare("SELECT 1 FROM sqlite_master WHERE name = ?1")
        defer { isThere.reset() }
        try isThere.bind(1, shape.sqlName + "_row_key")
        if try isThere.step() { return }
        isThere.reset()
        try exclusively { try connection.execute(sql) }
    }

    package func digest(_ shape: ViewShape) throws -> String { try ViewStore.digest(shape, in: connection).text }

    static func digest(_ shape: ViewShape, in connection: Connection) throws -> (text: String, rows: Int) {
        var digest = RowDigest(shape)
        var rows = 0
        try ViewStore.forEachRow(of: shape, in: connection, orderedBy: "place") {
            digest.add($0)
            rows += 1
            return true
        }
        return (digest.text, rows)
    }

    /// - Parameter body: says whether to go on.
    static func forEachRow(
        of shape: ViewShape, in connection: Connection, orderedBy order: String, _ body: (ViewRow) throws -> Bool
    ) throws {
        let statement = try connection.prepare(SQLText.selection(shape, where: "ORDER BY \(order)"))
        defer { statement.reset() }
        while try statement.step(), try body(try row(shape, statement)) {}
    }

    /// The rows of two databases that have no twin in the same place of the other. What says the same in another place is among
    /// both.
    static func differingRows(
        _ shape: ViewShape, _ left: Connection, _ right: Connection
    ) throws -> (left: [ViewRow], right: [ViewRow]) {
        let sides = try [left, right].map { try $0.prepare(SQLText.selection(shape, where: "ORDER BY place")) }
        defer { for side in sides { side.reset() } }
        var isThere = try sides.map { try $0.step() }
        var rows: [[ViewRow]] = [[], []]
        while isThere.contains(true) {
            let place = zip(sides, isThere).map { $1 ? $0.int(0) : .max }
            let isAligned = place[0] == place[1]
            let next = isAligned ? [0, 1] : [place[0] < place[1] ? 0 : 1]
            if !(isAligned && sides[0].isSameRow(as: sides[1])) {
                for side in next { rows[side].append(try row(shape, sides[side])) }
            }
            for side in next { isThere[side] = try sides[side].step() }
        }
        return (rows[0], rows[1])
    }

    /// The rows of one subject, found by their place: the company of a dependency, a right, a deal, a plan, a buyer.
    package func rows(_ shape: ViewShape, ofGroup group: String) throws -> [ViewRow] {
        try rows(shape, at: Subject.places(ofGroup: group)).filter { $0.key == group || $0.key.hasPrefix(group + ":") }
    }

    /// The rows of some subjects, by key.
    func rows(_ shape: ViewShape, at places: Set<Int>) throws -> [ViewRow] {
        var rows: [ViewRow] = []
        let statement = try connection.prepare(SQLText.selection(shape, where: "WHERE place BETWEEN ?1 AND ?2"))
        for place in places.sorted() {
            let range = Subject.places(from: place)
            defer { statement.reset() }
            try statement.bind(1, range.lowerBound)
            try statement.bind(2, range.upperBound)
            while try statement.step() { rows.append(try ViewStore.row(shape, statement)) }
        }
        return rows.sorted { $0.key < $1.key }
    }

    static func row(_ shape: ViewShape, _ statement: Statement) throws -> ViewRow {
        guard let row = ViewRow(shape, stored: StatementCells(statement: statement)) else {
            throw NotAViewsFile(path: "the stored row \(statement.text(1)) of \(shape.name)")
        }
        return row
    }

    package func incomplete(_ projection: String) throws -> Int {
        let statement = try connection.prepare("SELECT coalesce(sum(count), 0) FROM incomplete WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, projection)
        return try statement.step() ? statement.int(0) : 0
    }

    /// Events that could not be folded, by projection and position.
    /// - Parameter projection: nil for all.
    package func parked(of projection: String? = nil) throws -> [Parked] {
        try ViewStore.parked(of: projection, in: connection)
    }

    static func parked(of projection: String?, in connection: Connection) throws -> [Parked] {
        let statement = try connection.prepare(
            "SELECT projection, position, id, stream, reason FROM parked "
                + (projection == nil ? "" : "WHERE projection = ?1 ") + "ORDER BY projection, position")
        defer { statement.reset() }
        if let projection { try statement.bind(1, projection) }
        var parked: [Parked] = []
        while try statement.step() {
            parked.append(
                Parked(
                    projection: statement.text(0), position: statement.int(1), id: statement.text(2),
                    stream: statement.text(3), reason: statement.text(4)))
        }
        return parked
    }

    /// Why a projection could not be brought up to date; nil where it could.
    package func failure(_ projection: String) throws -> String? {
        let statement = try connection.prepare("SELECT reason FROM failure WHERE projection = ?1")
        defer { statement.reset() }
        try statement.bind(1, projection)
        return try statement.step() ? statement.text(0) : nil
    }

    /// Events of types that this program does not know, by type.
    package func unknown() throws -> [String: Int] {
        let statement = try connection.prepare("SELECT type, count FROM unknown")
        defer { statement.reset() }
        var unknown: [String: Int] = [:]
        while try statement.step() { unknown[statement.text(0)] = statement.int(1) }
        return unknown
    }
}

private struct StatementCells: StoredCells {
    let statement: Statement
    func text(_ parameter: Int) -> String? { statement.optionalText(parameter - 1) }
    func integer(_ parameter: Int) -> Int? { statement.isNull(parameter - 1) ? nil : statement.int(parameter - 1) }
}
