import SQLite

/// What a verification of a log found.
package struct VerificationReport: Sendable {
    package let origin: String
    /// The log's size, and the root that was computed from the stored events; nil where not all of them are sound.
    package let head: LogHead?
    /// Those with a position first, lowest first. Empty: the log is sound.
    package let findings: [Finding]

    func adding(_ finding: Finding?) -> VerificationReport {
        VerificationReport(origin: origin, head: head, findings: findings + (finding.map { [$0] } ?? []))
    }
}

/// Recomputes a log from its stored bytes, and holds it against what it says of itself and against a checkpoint that was kept
/// elsewhere.
///
/// The file is only read; events that are appended meanwhile are left out.
package struct LogVerification {
    private let file: LedgerFile
    private let path: String
    private let checkpoint: Checkpoint?

    /// - Parameter checkpoint: one whose signature was verified.
    /// - Throws: `LedgerOpenError` where there is no ledger, `SQLiteError` where somebody keeps the file busy.
    package static func run(
        path: String, checkpoint: Checkpoint? = nil, threads: Int = 2
    ) throws -> VerificationReport {
        let file = try LedgerFile(existingAt: path)
        let isWritten = WriterLock.isHeld(ofLedger: file.path)
        let verdict = isWritten ? .own : LogOwnership.verdict(on: file.path, WriterLock.note(ofLedger: file.path))
        let report = try LogVerification(file: file, path: path, checkpoint: checkpoint).report(threads: threads)
        let isSound = try report.findings.isEmpty && (verdict != .unknown || LogVerification.pageFault(in: file) == nil)
        return report.adding(LogVerification.finding(verdict, path, isSound: isSound))
    }

    /// What the write-ahead log beside the file has to do with what was found.
    private static func finding(_ verdict: LogOwnership.Verdict, _ path: String, isSound: Bool) -> Finding? {
        switch verdict {
        case .own: nil
        case .unknown:
            // What is sound together belongs together.
            isSound ? nil : Finding(part: .guards, reason: "\(path)-wal may be the write-ahead log of another file")
        case .foreign: Finding(part: .guards, reason: "\(path)-wal is the write-ahead log of another file")
        case .missing: Finding(part: .guards, reason: LedgerOpenError.logMissing(path).description)
        }
    }

    /// The first fault of a log as it is with the write-ahead log that lies beside it; nil where all of it is sound. Guards that
    /// somebody changed are none.
    static func firstFault(in file: LedgerFile) throws -> String? {
        if let fault = try pageFault(in: file) { return fault }
        let report = try LogVerification(file: file, path: file.path, checkpoint: nil).report(
            threads: 2, judgesGuards: false)
        return report.findings.first?.description
    }

    /// What is wrong with the database as such, whatever stands in it; nil where nothing is.
    private static func pageFault(in file: LedgerFile) throws -> String? {
        do {
            let connection = try connect(file)
            defer { connection.close() }
            let check = try connection.prepare("PRAGMA quick_check(1)")
            guard try check.step(), check.text(0) == "ok" else { return check.text(0) }
            check.reset()
            // Of a file that the log does not belong to, the first page may not know of the log's.
            let pages = try connection.integer("PRAGMA page_count") ?? 0
            if let due = try WriteAheadLog.pagesAfterLastCommit(ofLedger: file.path), due != pages {
                return "the file has \(pages) pages, and \(due) by the log"
            }
            return nil
        } catch let error as SQLiteError where error.isDamage { return error.message }
    }

    private func report(threads: Int, judgesGuards: Bool = true) throws -> VerificationReport {
        let claims = try readClaims(judgesGuards: judgesGuards)
        // Without a readable end the scan goes on until it meets something.
        let size = claims.size ?? .max
        let cut = [size, checkpoint?.size ?? 0].map { $0 / EventScan.tileSize }
        let file = file
        let scan = ParallelScan(size: size, keepingLeavesOf: Set(cut)) { try LogVerification.connect(file) }
        let outcome = try scan.run(threads: threads)
        var findings = claims.findings
        var head: LogHead?
        if let finding = outcome.finding {
            findings.append(try explain(finding, nodes: claims.nodes))
            findings += outcome.indexFindings
        } else {
            let tree = RecomputedTree(size: size, stretches: outcome.stretches)
            head = LogHead(position: size, root: tree.root(ofSize: size))
            findings += tree.findings(claims.nodes) + outcome.indexFindings
            if !outcome.indexMatches(outcome.indexIDSum, \.idSum) {
                findings.append(Finding(part: .index, reason: "the index of ids holds others than the events have"))
            }
            if !outcome.indexMatches(outcome.indexStreamSum, \.streamSum) {
                findings.append(
                    Finding(part: .index, reason: "the index of streams holds others than the events have"))
            }
            if let checkpoint { findings += LogVerification.findings(checkpoint, tree, claims) }
        }
        return VerificationReport(
            origin: claims.origin, head: head,
            findings: findings.sorted { $0.position ?? .max < $1.position ?? .max })
    }

    private static func connect(_ file: LedgerFile) throws(SQLiteError) -> Connection {
        let connection = try Connection(path: file.path, mode: file.isImmutable ? .readOnlyImmutable : .readOnly)
        try connection.disableCheckpointOnClose()
        try connection.execute("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        return connection
    }

    // MARK: - What the file says of itself

    private struct Claims {
        var origin = ""
        /// Nil where it cannot be read.
        var size: Int?
        var nodes: [StoredNode] = []
        var findings: [Finding] = []
    }

    /// Reads all of them in one state of the file.
    private func readClaims(judgesGuards: Bool) throws -> Claims {
        var claims = Claims()
        func read(_ what: String, _ body: () throws -> Void) throws {
            do { try body() } catch let error as SQLiteError where error.isDamage {
                claims.findings.append(Finding(part: .guards, reason: "\(what) cannot be read: \(error.message)"))
            }
        }
        try read("the file") {
            let connection = try LogVerification.connect(file)
            defer { connection.close() }
            try connection.readTransaction {
                try read("the end of the log") {
                    claims.size = try connection.integer("SELECT coalesce(max(position), 0) FROM event")
                }
                try read("the start of the log") {
                    if let first = try connection.integer("SELECT coalesce(min(position), 1) FROM event"), first < 1 {
                        claims.findings.append(Finding(position: first, part: .order, reason: "positions count from 1"))
                    }
                }
                try read("the schema") {
                    if judgesGuards { claims.findings += try SchemaAudit.findings(connection, path: path) }
                }
                try read("the table ledger") {
                    let (origin, findings) = try OriginAudit.read(connection)
                    claims.origin = origin
                    if judgesGuards { claims.findings += findings }
                }
                try read("the tree") {
                    let (nodes, findings) = try LogVerification.nodes(connection)
                    (claims.nodes, claims.findings) = (nodes, claims.findings + findings)
                }
            }
        }
        return claims
    }

    private static func nodes(_ connection: Connection) throws(SQLiteError) -> ([StoredNode], [Finding]) {
        let rows = try connection.prepare("SELECT level, idx, hash FROM tree ORDER BY level, idx")
        defer { rows.reset() }
        var nodes: [StoredNode] = []
        var findings: [Finding] = []
        while try rows.step() {
            let node = StoredNode(level: rows.int(0), index: rows.int(1), hash: rows.blob(2))
            if findings.isEmpty,
                !(rows.isStored(0, as: .integer) && rows.isStored(1, as: .integer) && rows.isStored(2, as: .blob))
            {
                let reason = "the tree's node \(node.index) of level \(node.level) is not stored as numbers and a blob"
                findings.append(Finding(part: .tree, reason: reason))
            }
            nodes.append(node)
        }
        return (nodes, findings)
    }

    // MARK: - What was published

    private static func findings(_ checkpoint: Checkpoint, _ tree: RecomputedTree, _ claims: Claims) -> [Finding] {
        func finding(_ reason: String) -> [Finding] { [Finding(part: .checkpoint, reason: reason)] }
        guard checkpoint.origin.utf8.elementsEqual(claims.origin.utf8) else {
            return finding("the checkpoint is of the log \(checkpoint.origin), and this is \(claims.origin)")
        }
        guard let size = claims.size, checkpoint.size <= size else {
            return finding("the checkpoint is of \(checkpoint.size) events, and this log ends at \(claims.size ?? 0)")
        }
        let root = tree.root(ofSize: checkpoint.size)
        guard root == checkpoint.root else {
            return finding(
                "the first \(checkpoint.size) events have the root \(Hexadecimal.text(root)), and the checkpoint has "
                    + "\(Hexadecimal.text(checkpoint.root)): history was rewritten after it was published")
        }
        return []
    }

    // MARK: - Which of the two was changed

    /// Where an event and its leaf differ, the tree's node above them agrees with the one that was not changed.
    private func explain(_ finding: Finding, nodes: [StoredNode]) throws -> Finding {
        guard let position = finding.position, finding.part == .event, let computed = finding.computedLeaf,
            let node = nodes.first(where: {
                $0.level == MerkleTree.keptLevels[0] && $0.index == (position - 1) / EventScan.tileSize
            })
        else { return finding }
        let connection = try LogVerification.connect(file)
        defer { connection.close() }
        var stored = MerkleFold()
        var recomputed = MerkleFold()
        let rows = try connection.prepare("SELECT position, leaf FROM event WHERE position > ?1 AND position <= ?2")
        try rows.bind(1, node.index * EventScan.tileSize)
        try rows.bind(2, (node.index + 1) * EventScan.tileSize)
        do {
            while try rows.step() {
                stored.add(rows.blob(1))
                recomputed.add(rows.int(0) == position ? computed : rows.blob(1))
            }
        } catch { return finding }
        if stored.root == node.hash { return finding.adding("; the tree agrees with the leaf: the event was changed") }
        if recomputed.root == node.hash {
            return finding.adding("; the tree agrees with the columns: the leaf was changed")
        }
        return finding
    }
}
