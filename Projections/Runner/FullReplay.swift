import EventLog
import MarketEvents

/// Where the rows of a replay go.
protocol RowSink: AnyObject {
    func add(_ rows: RowBuffer, of projector: Int) throws
    /// Takes away what stands at the places of these events.
    func remove(eventsAt positions: [Int]) throws
    /// Whether it takes the deals that groups are folded from.
    var keepsDeals: Bool { get }
    /// Adds rows of `DealsOfGroups`.
    func add(dealsOfGroups rows: RowBuffer) throws
    /// Whether it takes what events mention.
    var keepsMentions: Bool { get }
    /// Adds what the events of a piece of the log mention, piece after piece.
    func add(_ mentions: Mentions) throws
    /// Called when the whole log has been scanned, before what was kept is folded.
    func endScan() throws
    /// Adds what measurements say of a company; the rows of its claims are there already and give way.
    func lay(_ measured: MeasuredCompany, of projector: Int) throws
}

/// Folds a log from nothing. First it is scanned piece by piece: claims about shares become rows at once, everything else is
/// kept for its group, in a file where it is much. Then the groups are folded partition by partition, and claims are held
/// against prices company by company. Memory is what a partition needs, not what the log is long.
struct FullReplay {
    let projectors: [any Projector.Type]
    let selection: Selection
    /// The last position that is folded.
    let end: Int
    let naming: CompanyNaming
    /// Whether it throws `IdentificationMet` where somebody said who an undisclosed company is. To know that beforehand takes
    /// a look at all that is recorded of companies, and most ledgers have no such event.
    let stopsAtIdentification: Bool
    /// Where what is kept goes when it is much; nil to keep it in memory.
    let spill: SpillFile?
    /// Those of the projectors that are measured, and their places among all.
    private let measured: [(index: Int, projector: any MarketProjector.Type)]

    init(
        projectors: [any Projector.Type], selection: Selection, end: Int, naming: CompanyNaming,
        stopsAtIdentification: Bool = false, spill: SpillFile? = nil
    ) {
        (self.projectors, self.selection, self.end, self.naming) = (projectors, selection, end, naming)
        (self.stopsAtIdentification, self.spill) = (stopsAtIdentification, spill)
        measured = projectors.enumerated().compactMap { index, projector in
            (projector as? any MarketProjector.Type).map { (index, $0) }
        }
    }

    /// What a replay leaves beside rows.
    struct Remainder {
        var parked: [Parked] = []
        var incomplete: [Incomplete] = []
        var unknown: [String: Int] = [:]
        var moves: Set<Move> = []
        var links: [(deal: Bytes, other: Bytes)] = []
        /// Who is listed where; nil where no projector is measured.
        var register: CompanyRegister?
        /// Keeps alive what links point into.
        fileprivate var lasting: Arena?
    }

    private static let positionsAtOnce = 1_024

    func makeScan(keepsMentions: Bool = false) -> LogScan {
        LogScan(
            projectors, selection, naming: naming, stopsAtIdentification: stopsAtIdentification,
            mentions: keepsMentions ? MentionScan() : nil, spill: spill)
    }

    func piece(_ index: Int) -> ClosedRange<Int>? {
        let first = index * FullReplay.positionsAtOnce + 1
        return first > end ? nil : first...min(end, first + FullReplay.positionsAtOnce - 1)
    }

    /// On the caller's thread, through its own reader.
    func run(_ log: any RawEventReader, into sink: any RowSink, progress: ((Int) -> Void)?) throws -> Remainder {
        let scan = makeScan(keepsMentions: sink.keepsMentions)
        func take(_ index: Int, _ rows: RowBuffer) throws -> RowBuffer {
            try sink.add(rows, of: index)
            rows.removeAll()
            return rows
        }
        var index = 0
        while let positions = piece(index) {
            try scan.scan(log, positions)
            try scan.folder.takeRows(take)
            if let mentions = scan.mentions { try sink.add(mentions.takeMentions()) }
            progress?(positions.upperBound)
            index += 1
        }
        try scan.shelves.close()
        try sink.endScan()
        let revision = try revise([scan], log, into: sink)
        func takeDeals(_ rows: RowBuffer) throws -> RowBuffer {
            try sink.add(dealsOfGroups: rows)
            rows.removeAll()
            return rows
        }
        var remainder = try fold([scan], log, onRows: take, onDeals: sink.keepsDeals ? takeDeals : nil)
        remainder.add(revision)
        if let overlay = try overlay([scan.market]) {
            remainder.register = overlay.register
            let reader = overlay.makeReader(log)
            for company in MeasuredCompany.inOrderOfRows(overlay.pricedCompanies) {
                for (rows, index) in try measuredRows(of: company, overlay, log, reader) {
                    try sink.lay(rows, of: index)
                }
            }
            try reader.parents.check()
        }
        return remainder
    }

    /// Folds what the scans have kept.
    ///
    /// - Parameters:
    ///   - onRows: takes rows and gives an empty buffer back.
    ///   - onDeals: takes rows of `DealsOfGroups`, and gives an empty buffer back; nil where nobody keeps them.
    func fold(
        _ scans: [LogScan], _ log: any RawEventReader, onRows: @escaping (Int, RowBuffer) throws -> RowBuffer,
        onDeals: ((RowBuffer) throws -> RowBuffer)?
    ) throws -> Remainder {
        let folder = SubjectFolder(projectors, selection, naming)
        let parents = CompanyParents(log, through: end, selection, naming)
        folder.parents = parents
        folder.onRows = onRows
        let fold = ShelfFold(folder, scans, spill: spill)
        fold.onDeals = onDeals
        try fold.foldGroups()
        try folder.takeRows(onRows)
        folder.onRows = nil
        try parents.check()
        var remainder = Remainder()
        for scan in scans {
            remainder.parked += scan.folder.parked
            remainder.unknown.merge(scan.unknown) { $0 + $1 }
            remainder.moves.formUnion(scan.moves)
        }
        remainder.parked += folder.parked
        remainder.incomplete = folder.incomplete
        remainder.links = fold.links
        remainder.lasting = fold.lasting
        return remainder
    }

    // MARK: measurements

    /// Nil where no projector is measured.
    func overlay(_ shelves: [MarketShelf]) throws -> MarketOverlay? {
        measured.isEmpty ? nil : try MarketOverlay(shelves, spill, through: end, selection, naming: naming)
    }

    /// A company's measured rows, each with the place of its projector.
    func measuredRows(
        of company: String, _ overlay: MarketOverlay, _ log: any RawEventReader, _ reader: MarketFactReader
    ) throws -> [(rows: MeasuredCompany, projector: Int)] {
        let rows = try overlay.rows(of: company, log, reader, measured.map(\.projector), onlyMeasured: true)
        return zip(rows, measured).map { ($0, $1.index) }
    }
}
