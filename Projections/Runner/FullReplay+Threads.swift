import EventLog

/// A replay on several threads: two scan, each through a connection of its own, then one folds groups and one holds claims
/// against prices; the caller's thread writes.
extension FullReplay {
    private static let scanningThreads = 2
    private static let companiesAtOnce = 16

    private enum Product {
        case scanned(index: Int, Scanned)
        /// A thread is done, and this is what it has kept.
        case kept(LogScan)
        case rows(projector: Int, RowBuffer)
        case measured([(rows: MeasuredCompany, projector: Int)])
        case dealsOfGroups(RowBuffer)
        case listings(MarketOverlay)
        case remainder(Remainder)
    }

    /// What a piece of the log gives at once.
    private struct Scanned {
        var rows: [(projector: Int, rows: RowBuffer)] = []
        var mentions = Mentions()
    }

    /// What the threads share.
    ///
    /// `@unchecked Sendable`: the replay is a value that nobody changes and whose closure is pure; so is an overlay; buffers and
    /// scans pass through handovers, after which the thread that gave them touches them no more. `scans` is set between the two
    /// phases, when no other thread runs, and in the second one nobody changes the scans: the folding thread reads their groups,
    /// the judging threads their market shelves.
    private final class Plant: @unchecked Sendable {
        let replay: FullReplay
        let keepsDeals: Bool
        let keepsMentions: Bool
        let readers: @Sendable () throws -> any RawEventReader
        let pieces: Handover<Int>
        let scanned: Handover<Product>
        let folded: Handover<Product>
        /// Companies with prices, with what they are measured by.
        let companies: Handover<(MarketOverlay, ArraySlice<String>)>
        /// Buffers to use again.
        let spare: Handover<RowBuffer>
        var scans: [LogScan] = []
        var shelves: [MarketShelf] = []

        init(
            _ replay: FullReplay, for sink: any RowSink,
            _ readers: @escaping @Sendable () throws -> any RawEventReader
        ) {
            self.replay = replay
            (keepsDeals, keepsMentions) = (sink.keepsDeals, sink.keepsMentions)
            self.readers = readers
            pieces = Handover(capacity: .max, producers: 1)
            scanned = Handover(capacity: 4, producers: FullReplay.scanningThreads)
            folded = Handover(capacity: 8, producers: 2)
            companies = Handover(capacity: .max, producers: 1)
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
        let plant = Plant(self, for: sink, readers)
        var index = 0
        while piece(index) != nil {
            try plant.pieces.put(index)
            index += 1
        }
        plant.pieces.finish()
        let scanning: @Sendable () -> Void = { FullReplay.scan(plant) }
        try WorkerThread.whileRunning(Array(repeating: scanning, count: FullReplay.scanningThreads), plant.scanned) {
            try takeScanned(plant, sink, progress)
        }
        try sink.endScan()
        // Before anything is laid over the rows of claims.
        let revision = try revise(plant.scans, readers(), into: sink)
        plant.shelves = plant.scans.map(\.market)
        var remainder = Remainder()
        try WorkerThread.whileRunning([{ FullReplay.fold(plant) }, { FullReplay.judge(plant) }], plant.folded) {
            while let product = try plant.folded.take() {
                switch product {
                case .rows(let projector, let buffer):
                    try sink.add(buffer, of: projector)
                    try plant.giveBack(buffer)
                case .dealsOfGroups(let buffer):
                    try sink.add(dealsOfGroups: buffer)
                    try plant.giveBack(buffer)
                case .measured(let companies):
                    for (rows, projector) in companies { try sink.lay(rows, of: projector) }
                case .listings(let overlay): remainder.register = overlay.register
                case .remainder(let result):
                    let register = remainder.register
                    remainder = result
                    remainder.register = register
                case .scanned, .kept: break
                }
            }
        }
        remainder.add(revision)
        return remainder
    }

    /// Takes pieces in the order of the log, so that tables grow at their end.
    private func takeScanned(_ plant: Plant, _ sink: any RowSink, _ progress: ((Int) -> Void)?) throws {
        var early: [Int: Scanned] = [:]
        var next = 0
        while let product = try plant.scanned.take() {
            switch product {
            case .scanned(let index, let scanned): early[index] = scanned
            case .kept(let scan): plant.scans.append(scan)
            case .rows, .dealsOfGroups, .measured, .listings, .remainder: break
            }
            while let scanned = early.removeValue(forKey: next) {
                for (projector, buffer) in scanned.rows {
                    try sink.add(buffer, of: projector)
                    try plant.giveBack(buffer)
                }
                try sink.add(scanned.mentions)
                next += 1
                if let positions = piece(next - 1) { progress?(positions.upperBound) }
            }
        }
    }

    private static func scan(_ plant: Plant) {
        do {
            let replay = plant.replay
            let log = try plant.readers()
            let scan = replay.makeScan(keepsMentions: plant.keepsMentions)
            while let index = try plant.pieces.take(), let positions = replay.piece(index) {
                try scan.scan(log, positions)
                var scanned = Scanned(mentions: scan.mentions?.takeMentions() ?? Mentions())
                try scan.folder.takeRows { projector, buffer in
                    scanned.rows.append((projector, buffer))
                    return plant.emptyBuffer()
                }
                try plant.scanned.put(.scanned(index: index, scanned))
            }
            try scan.shelves.close()
            try plant.scanned.put(.kept(scan))
            plant.scanned.finish()
        } catch { plant.scanned.fail(error) }
    }

    /// Folds the groups, then helps to judge.
    private static func fold(_ plant: Plant) {
        do {
            func takeDeals(_ rows: RowBuffer) throws -> RowBuffer {
                try plant.folded.put(.dealsOfGroups(rows))
                return plant.emptyBuffer()
            }
            let remainder = try plant.replay.fold(
                plant.scans, plant.readers(),
                onRows: { projector, rows in
                    try plant.folded.put(.rows(projector: projector, rows))
                    return plant.emptyBuffer()
                }, onDeals: plant.keepsDeals ? takeDeals : nil)
            try plant.folded.put(.remainder(remainder))
            try judge(plant, plant.readers())
            plant.folded.finish()
        } catch { plant.folded.fail(error) }
    }

    /// Says which companies have prices, and judges.
    private static func judge(_ plant: Plant) {
        do {
            let log = try plant.readers()
            if let overlay = try plant.replay.overlay(plant.shelves) {
                try plant.folded.put(.listings(overlay))
                let companies = MeasuredCompany.inOrderOfRows(overlay.pricedCompanies)
                for start in stride(from: 0, to: companies.count, by: companiesAtOnce) {
                    let piece = companies[start..<min(companies.count, start + companiesAtOnce)]
                    try plant.companies.put((overlay, piece))
                }
            }
            plant.companies.finish()
            try judge(plant, log)
            plant.folded.finish()
        } catch {
            plant.companies.fail(error)
            plant.folded.fail(error)
        }
    }

    private static func judge(_ plant: Plant, _ log: any RawEventReader) throws {
        var reader: MarketFactReader?
        while let (overlay, companies) = try plant.companies.take() {
            let own = reader ?? overlay.makeReader(log)
            reader = own
            let rows = try companies.flatMap { try plant.replay.measuredRows(of: $0, overlay, log, own) }
            try plant.folded.put(.measured(rows))
        }
        try reader?.parents.check()
    }
}
