import CivilTime
import MarketEvents

/// Hands subjects to the projectors that have rows of them, and collects rows, parked events and incomplete ends.
final class SubjectFolder {
    let moments = MomentReader()
    private(set) var history: StreamHistory
    let dealFolder: DealFolder
    let projectors: [any Projector.Type]
    let naming: CompanyNaming
    /// One for each projector.
    private(set) var rows: [RowBuffer]
    private(set) var parked: [Parked] = []
    private(set) var incomplete: [Incomplete] = []
    private let asOf: Instant?
    /// Called when a projector's rows are many; whoever takes them gives an empty buffer back.
    var onRows: ((_ projector: Int, RowBuffer) throws -> RowBuffer)?
    /// Says where the rows of a group may stand whose former ones are to go. Nil while a table is filled from nothing.
    var onGroup: ((_ projector: Int, _ group: Bytes, _ place: Int) throws -> Int)?
    private static let rowsAtOnce = 500
    /// Rows of companies with many deals are long.
    private static let bytesAtOnce = 1 << 18

    private let stock: [(index: Int, fold: any StockProjector.Type)]
    private let rights: [(index: Int, fold: any RightProjector.Type)]
    private let deals: [(index: Int, fold: any DealProjector.Type)]
    private let companies: [(index: Int, fold: any CompanyProjector.Type)]
    private let plans: [(index: Int, fold: any PlanProjector.Type)]
    let foldsDeals: Bool
    /// The markets whose sessions claims are about.
    var shares: ShareMarkets
    /// Whether any of the projectors is measured.
    let foldsMarket: Bool

    /// - Parameter followsDeals: whether deals are folded where none of the projectors needs them.
    init(
        _ projectors: [any Projector.Type], _ selection: Selection, _ naming: CompanyNaming = CompanyNaming(),
        followsDeals: Bool = false
    ) {
        (self.projectors, self.naming) = (projectors, naming)
        asOf = selection.cut.asOf
        shares = ShareMarkets(naming.markets)
        history = StreamHistory(selection, moments)
        dealFolder = DealFolder(moments: moments, asOf: asOf, rollsUp: selection.rollUp)
        rows = projectors.map { _ in RowBuffer() }
        stock = projectors.enumerated().compactMap { index, type in
            (type as? any StockProjector.Type).map { (index, $0) }
        }
        rights = projectors.enumerated().compactMap { index, type in
            (type as? any RightProjector.Type).map { (index, $0) }
        }
        deals = projectors.enumerated().compactMap { index, type in
            (type as? any DealProjector.Type).map { (index, $0) }
        }
        companies = projectors.enumerated().compactMap { index, type in
            (type as? any CompanyProjector.Type).map { (index, $0) }
        }
        plans = projectors.enumerated().compactMap { index, type in
            (type as? any PlanProjector.Type).map { (index, $0) }
        }
        foldsMarket = projectors.contains { $0 is any MarketProjector.Type }
        foldsDeals = followsDeals || !deals.isEmpty || !companies.isEmpty || !plans.isEmpty
    }

    /// Another one for the same projectors, which has folded nothing yet.
    func fresh() -> SubjectFolder {
        let other = SubjectFolder(projectors, history.selection, naming, followsDeals: foldsDeals)
        other.parents = parents
        other.shares = shares
        return other
    }

    /// Whom units belong to; nil where nobody can be asked.
    var parents: CompanyParents? {
        didSet {
            dealFolder.parent = parents.map { parents in { parents.parent(of: $0) } } ?? { $0 }
            history.parents = parents
        }
    }

    /// Which projectors have rows that rest on facts of a stream of this category.
    func readers(of category: StreamCategory) -> [any Projector.Type] {
        switch category {
        case .stock: stock.map(\.fold)
        case .price, .company: projectors.filter { $0 is any MarketProjector.Type }
        case .right: rights.map(\.fold)
        case .dependency: companies.map(\.fold)
        case .plan: plans.map(\.fold)
        case .deal:
            projectors.filter {
                $0 is any DealProjector.Type || $0 is any CompanyProjector.Type || $0 is any PlanProjector.Type
            }
        }
    }

    func folds(_ category: StreamCategory) -> Bool {
        switch category {
        case .stock: !stock.isEmpty
        case .right: !rights.isEmpty
        case .dependency: !companies.isEmpty
        case .plan: !plans.isEmpty
        case .deal: foldsDeals
        case .price, .company: false
        }
    }

    func park(_ category: StreamCategory, position: Int, id: Bytes, stream: Bytes, reason: String) {
        for projector in readers(of: category) {
            parked.append(
                Parked(
                    projection: projector.shape.name, position: position, id: id.string, stream: stream.string,
                    reason: reason))
        }
    }

    // MARK: subjects

    @inline(__always)
    func fold(stock fact: LeanFact) throws {
        for (index, projector) in stock {
            let buffer = rows[index]
            buffer.nextPlace = Subject.place(ofEvent: fact.position)
            let mark = buffer.mark
            do throws(Unfoldable) { try projector.fold(stock: fact, shares, into: buffer) } catch {
                buffer.goBack(to: mark)
                park(error, index, stream: fact.subject)
            }
        }
    }

    func fold(right: Bytes, hash: UInt64, facts: [LeanFact]) throws {
        for (index, projector) in rights {
            try fold(index, at: Subject.place(ofGroup: hash), right, facts) { facts, buffer throws(Unfoldable) in
                try projector.fold(right: right, facts: facts, asOf: asOf, moments: moments, into: buffer)
            }
        }
    }

    /// The deal of these facts without those that cannot be folded; nil where nothing announced it.
    func deal(_ id: Bytes, of facts: [LeanFact]) -> Deal? {
        var facts = facts
        while true {
            do throws(Unfoldable) { return try dealFolder.deal(id, of: facts) } catch {
                guard let bad = facts.first(where: { $0.position == error.position }) else { return nil }
                park(.deal, position: error.position, id: bad.id, stream: bad.subject, reason: error.reason)
                facts.removeAll { $0.position == error.position }
            }
        }
    }

    func fold(deal: Deal?, _ id: Bytes, hash: UInt64) throws {
        for (index, projector) in deals {
            try fold(index, at: Subject.place(ofGroup: hash), id, []) { _, buffer throws(Unfoldable) in
                try projector.fold(deal: deal, into: buffer)
            }
        }
    }

    func fold(company: Bytes, hash: UInt64, deals: [Deal], dependencies: [LeanFact]) throws {
        for (index, projector) in companies {
            try fold(index, at: Subject.place(ofGroup: hash, isCompany: true), company, dependencies) {
                facts, buffer throws(Unfoldable) in
                try projector.fold(
                    company: CompanyAffairs(company: company, deals: deals, dependencies: facts), into: buffer)
            }
        }
    }

    func fold(plan: Bytes, hash: UInt64, statements: [LeanFact], deals: [Deal]) throws {
        for (index, projector) in plans {
            try fold(index, at: Subject.place(ofGroup: hash), plan, statements) { facts, buffer throws(Unfoldable) in
                try projector.fold(
                    plan: PlanAffairs(plan: plan, statements: facts, deals: deals), into: buffer)
            }
        }
    }

    /// A group of which nothing is left: its former rows go.
    func clear(_ category: StreamCategory, _ group: Bytes, hash: UInt64) throws {
        for (index, projector) in projectors.enumerated() {
            let concerns =
                switch category {
                case .right: projector is any RightProjector.Type
                case .deal: projector is any DealProjector.Type
                default: false
                }
            if concerns { _ = try onGroup?(index, group, Subject.place(ofGroup: hash)) }
        }
    }

    /// Folds a group; a fact that cannot be folded is parked, and the rest is folded without it.
    private func fold(
        _ index: Int, at place: Int, _ group: Bytes, _ facts: [LeanFact],
        _ body: ([LeanFact], RowBuffer) throws(Unfoldable) -> Void
    ) throws {
        let buffer = rows[index]
        let place = try onGroup?(index, group, place) ?? place
        // Two groups that share a place stand behind each other.
        let isShared = buffer.nextPlace > place && buffer.nextPlace <= place | (1 << Subject.rowBits - 1)
        if !isShared { buffer.nextPlace = place }
        let before = buffer.incomplete
        var facts = facts
        while true {
            let mark = buffer.mark
            do throws(Unfoldable) {
                try body(facts, buffer)
                break
            } catch {
                buffer.goBack(to: mark)
                let bad = facts.first { $0.position == error.position }
                park(error, index, stream: bad?.subject ?? group)
                guard bad != nil else { break }
                facts.removeAll { $0.position == error.position }
            }
        }
        if buffer.incomplete > before {
            incomplete.append(
                Incomplete(
                    projection: projectors[index].shape.name, group: group.string, count: buffer.incomplete - before))
        }
        if buffer.count >= SubjectFolder.rowsAtOnce || buffer.bytes.count >= SubjectFolder.bytesAtOnce {
            try handOver(index)
        }
    }

    private func park(_ error: Unfoldable, _ index: Int, stream: Bytes) {
        parked.append(
            Parked(
                projection: projectors[index].shape.name, position: error.position, id: error.id,
                stream: stream.string, reason: error.reason))
    }

    private func handOver(_ index: Int) throws {
        if let onRows { try handOver(index, onRows) }
    }

    private func handOver(_ index: Int, _ take: (Int, RowBuffer) throws -> RowBuffer) throws {
        let place = rows[index].nextPlace
        rows[index] = try take(index, rows[index])
        rows[index].nextPlace = place
    }

    /// Hands over the rows there are. `take` gives an empty buffer back.
    func takeRows(_ take: (Int, RowBuffer) throws -> RowBuffer) throws {
        for index in rows.indices where rows[index].count > 0 { try handOver(index, take) }
    }
}
