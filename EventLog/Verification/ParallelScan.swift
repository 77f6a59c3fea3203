import Dispatch
import SQLite
import Synchronization

/// Reads all events of a log and its two indexes on several threads, each with a connection of its own.
///
/// The log is taken in stretches, in order, so that no read transaction lasts and writers are never held up.
final class ParallelScan: Sendable {
    /// What was read. `stretches` are those up to the first with a finding; memory grows by 32 bytes for 256 events.
    struct Outcome {
        fileprivate(set) var stretches: [Int: EventScan.Result] = [:]
        fileprivate(set) var indexFindings: [Finding] = []
        fileprivate(set) var indexIDSum: UInt64?
        fileprivate(set) var indexStreamSum: UInt64?

        /// The first event that is not sound.
        var finding: Finding? {
            stretches.sorted { $0.key < $1.key }.lazy.compactMap { $0.value.finding }.first
        }

        /// Whether the indexes hold just the entries of the table; each was found in order where it says nothing else.
        func indexMatches(_ indexSum: UInt64?, _ sum: KeyPath<EventScan.Result, UInt64>) -> Bool {
            indexSum.map { $0 == stretches.values.reduce(0) { $0 &+ $1[keyPath: sum] } } ?? true
        }
    }

    private struct State {
        var nextTask = 0
        var isStopped = false
        var outcome = Outcome()
        var error: (any Error)?
    }

    static let stretch = 32 * EventScan.tileSize
    private let state = Mutex(State())
    private let size: Int
    private let keptTiles: Set<Int>
    private let connect: @Sendable () throws -> Connection

    /// - Parameter keptTiles: the numbers of tiles whose leaves are wanted.
    init(size: Int, keepingLeavesOf keptTiles: Set<Int>, connect: @escaping @Sendable () throws -> Connection) {
        self.size = size
        self.keptTiles = keptTiles
        self.connect = connect
    }

    /// - Throws: `SQLiteError` where somebody keeps the file busy.
    func run(threads: Int) throws -> Outcome {
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            do { try work() } catch {
                state.withLock { state in
                    state.error = error
                    state.isStopped = true
                }
            }
        }
        return try state.withLock { state in
            if let error = state.error { throw error }
            return state.outcome
        }
    }

    private func work() throws {
        let connection = try connect()
        defer { connection.close() }
        let index = IndexAudit(connection, head: size)
        var scan = EventScan(connection, keepingLeavesOf: keptTiles)
        while let task = nextTask() {
            switch task {
            case 0:
                let (findings, sum) = try readIndex("ids") { try index.ids() }
                state.withLock {
                    $0.outcome.indexFindings += findings
                    $0.outcome.indexIDSum = sum
                }
            case 1:
                let (findings, sum) = try readIndex("streams") { try index.streams() }
                state.withLock {
                    $0.outcome.indexFindings += findings
                    $0.outcome.indexStreamSum = sum
                }
            default:
                let first = (task - 2) * ParallelScan.stretch + 1
                let result = try scan.read(first...min(size, first + ParallelScan.stretch - 1))
                state.withLock { state in
                    state.outcome.stretches[task - 2] = result
                    if result.finding != nil { state.isStopped = true }
                }
            }
        }
    }

    /// The two indexes, then the stretches.
    private func nextTask() -> Int? {
        state.withLock { state in
            guard !state.isStopped, state.nextTask < 2 || (state.nextTask - 2) * ParallelScan.stretch < size else {
                return nil
            }
            defer { state.nextTask += 1 }
            return state.nextTask
        }
    }

    private func readIndex(
        _ what: String, _ body: () throws -> (findings: [Finding], sum: UInt64)
    ) throws -> (findings: [Finding], sum: UInt64?) {
        do {
            let (findings, sum) = try body()
            return (findings, findings.isEmpty ? sum : nil)
        } catch let error as SQLiteError where error.isDamage {
            return ([Finding(part: .index, reason: "the index of \(what) cannot be read: \(error.message)")], nil)
        }
    }
}
