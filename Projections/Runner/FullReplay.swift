import EventLog

/// Where the rows of a replay go.
protocol RowSink: AnyObject {
    func add(_ rows: RowBuffer, of projector: Int) throws
    /// Takes away what stands at the places of these events.
    func remove(eventsAt positions: [Int]) throws
}

/// Folds a log from nothing. First it is scanned piece by piece: claims about shares become rows at once, everything else is
/// kept for its group. Then the groups are folded. Memory is what the groups need, not what the log is long.
struct FullReplay {
    let projectors: [any Projector.Type]
    let selection: Selection
    /// The last position that is folded.
    let end: Int
    /// The company that one rolls up into; nil where units stay themselves.
    let parent: ((String) -> String)?

    /// What a replay leaves beside rows.
    struct Remainder {
        var parked: [Parked] = []
        var incomplete: [Incomplete] = []
        var unknown: [String: Int] = [:]
        var moves: Set<Move> = []
        var links: [(deal: Bytes, other: Bytes)] = []
        var dealsOfGroups: [(hash: UInt64, deal: Bytes)] = []
        /// Keeps alive what the bytes point into.
        fileprivate var scans: [LogScan] = []
    }

    private static let positionsAtOnce = 4_096

    private func piece(_ index: Int) -> ClosedRange<Int>? {
        let first = index * FullReplay.positionsAtOnce + 1
        return first > end ? nil : first...min(end, first + FullReplay.positionsAtOnce - 1)
    }

    /// On the caller's thread, through its own reader.
    func run(_ log: any RawEventReader, into sink: any RowSink, progress: ((Int) -> Void)?) throws -> Remainder {
        let scan = LogScan(projectors, selection, parent: parent)
        var index = 0
        while let positions = piece(index) {
            try scan.scan(log, positions)
            try scan.folder.takeRows { index, rows in
                try sink.add(rows, of: index)
                rows.removeAll()
                return rows
            }
            progress?(positions.upperBound)
            index += 1
        }
        return try fold([scan], log, remove: { try sink.remove(eventsAt: $0) }) { index, rows in
            try sink.add(rows, of: index)
            rows.removeAll()
            return rows
        }
    }

    /// Folds what the scans have kept.
    ///
    /// - Parameters:
    ///   - remove: takes away the rows of these events, which are made anew.
    ///   - onRows: takes rows and gives an empty buffer back.
    private func fold(
        _ scans: [LogScan], _ log: any RawEventReader, remove: ([Int]) throws -> Void,
        onRows: @escaping (Int, RowBuffer) throws -> RowBuffer
    ) throws -> Remainder {
        let revision = LogScan(projectors, selection, parent: parent)
        let revised = try LogScan.reviseStock(scans, revision, log)
        if !revised.isEmpty {
            try remove(revised)
            try revision.folder.takeRows(onRows)
        }
        let folder = SubjectFolder(projectors, selection)
        folder.onRows = onRows
        var fold = ShelfFold(folder, scans)
        try fold.foldGroups()
        try folder.takeRows(onRows)
        folder.onRows = nil
        return remainder(scans, revision, revised: Set(revised), fold)
    }

    private func remainder(
        _ scans: [LogScan], _ revision: LogScan, revised: Set<Int>, _ fold: ShelfFold
    ) -> Remainder {
        var remainder = Remainder()
        for scan in scans {
            // What was parked before its correction was read is judged anew.
            remainder.parked += scan.folder.parked.filter { !revised.contains($0.position) }
            remainder.unknown.merge(scan.unknown) { $0 + $1 }
            remainder.moves.formUnion(scan.moves)
        }
        remainder.parked += revision.folder.parked + fold.folder.parked
        remainder.incomplete = fold.folder.incomplete
        remainder.links = fold.links
        remainder.dealsOfGroups = fold.dealsOfGroups.map { ($0.hash, $0.deal.id) }
        remainder.scans = scans
        return remainder
    }
}

/// The same on several threads: two scan, each through a connection of its own, then one folds; the caller's thread writes.
extension FullReplay {
    private static let scanningThreads = 2

    private enum Product {
        /// The rows of a piece of the log, by projector.
        case scanned(index: Int, [(projector: Int, rows: RowBuffer)])
        /// A thread is done, and this is what it has kept.
        case kept(LogScan)
        case removal([Int])
        case rows(projector: Int, RowBuffer)
        case remainder(Remainder)
    }

    /// What the threads share.
    ///
    /// `@unchecked Sendable`: the replay is a value that nobody changes and whose closure is pure; buffers and scans pass
    /// through handovers, after which the thread that gave them touches them no more.
    private final class Plant: @unchecked Sendable {
        let replay: FullReplay
        let readers: @Sendable () throws -> any RawEventReader
        let pieces: Handover<Int>
        let scanned: Handover<Product>
        let folded: Handover<Product>
        /// Buffers to use again.
        let spare: Handover<RowBuffer>
        var scans: [LogScan] = []

        init(_ replay: FullReplay, _ readers: @escaping @Sendable () throws -> any RawEventReader) {
            self.replay = replay
            self.readers = readers
            pieces = Handover(capacity: .max, producers: 1)
            scanned = Handover(capacity: 4, producers: FullReplay.scanningThreads)
            folded = Handover(capacity: 8, producers: 1)
            spare = Handover(capacity: .max, producers: 1)
        }

        func emptyBuffer() -> RowBuffer { spare.takeIfAny() ?? RowBuffer() }

        func giveBack(_ buffer: RowBuffer) throws {
            buffer.removeAll()
            try spare.put(buffer)
        }
    }

    func run(
        readers: @escaping @Sendable () throws -> any RawEventReader, into sink: any RowSink,
        progress: ((Int) -> Void)?
    ) throws -> Remainder {
        let plant = Plant(self, readers)
        var index = 0
        while piece(index) != nil {
            try plant.pieces.put(index)
            index += 1
        }
        plant.pieces.finish()
        try WorkerThread.whileRunning(FullReplay.scanningThreads, { FullReplay.scan(plant) }, plant.scanned) {
            try takeScanned(plant, sink, progress)
        }
        var remainder = Remainder()
        try WorkerThread.whileRunning(1, { FullReplay.fold(plant) }, plant.folded) {
            while let product = try plant.folded.take() {
                switch product {
                case .removal(let positions): try sink.remove(eventsAt: positions)
                case .rows(let projector, let buffer):
                    try sink.add(buffer, of: projector)
                    try plant.giveBack(buffer)
                case .remainder(let result): remainder = result
                case .scanned, .kept: break
                }
            }
        }
        return remainder
    }

    /// Takes pieces in the order of the log, so that tables grow at their end.
    private func takeScanned(_ plant: Plant, _ sink: any RowSink, _ progress: ((Int) -> Void)?) throws {
        var early: [Int: [(projector: Int, rows: RowBuffer)]] = [:]
        var next = 0
        while let product = try plant.scanned.take() {
            switch product {
            case .scanned(let index, let rows): early[index] = rows
            case .kept(let scan): plant.scans.append(scan)
            case .removal, .rows, .remainder: break
            }
            while let rows = early.removeValue(forKey: next) {
                for (projector, buffer) in rows {
                    try sink.add(buffer, of: projector)
                    try plant.giveBack(buffer)
                }
                next += 1
                progress?(min(end, next * FullReplay.positionsAtOnce))
            }
        }
    }

    private static func scan(_ plant: Plant) {
        do {
            let replay = plant.replay
            let log = try plant.readers()
            let scan = LogScan(replay.projectors, replay.selection, parent: replay.parent)
            while let index = try plant.pieces.take(), let positions = replay.piece(index) {
                try scan.scan(log, positions)
                var rows: [(projector: Int, rows: RowBuffer)] = []
                try scan.folder.takeRows { projector, buffer in
                    rows.append((projector, buffer))
                    return plant.emptyBuffer()
                }
                try plant.scanned.put(.scanned(index: index, rows))
            }
            try plant.scanned.put(.kept(scan))
            plant.scanned.finish()
        } catch { plant.scanned.fail(error) }
    }

    private static func fold(_ plant: Plant) {
        do {
            let log = try plant.readers()
            let remainder = try plant.replay.fold(
                plant.scans, log, remove: { try plant.folded.put(.removal($0)) },
                onRows: { projector, rows in
                    try plant.folded.put(.rows(projector: projector, rows))
                    return plant.emptyBuffer()
                })
            try plant.folded.put(.remainder(remainder))
            plant.folded.finish()
        } catch { plant.folded.fail(error) }
    }
}
