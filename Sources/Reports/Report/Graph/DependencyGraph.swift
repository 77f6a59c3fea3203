import MarketEvents
import Projections

/// The part of the dependencies that one picture can show: the companies with the largest commitments, and the edges between
/// them.
struct DependencyGraph {
    enum Basis: String, CaseIterable {
        case deal, stated, inferred, ended
    }

    /// All that one company needs of another.
    struct Edge {
        let dependent: String
        let provider: String
        let kinds: [String]
        /// The largest of what was committed; kinds are not added.
        let committed: Quantity?
        let basis: Basis
    }

    static let mostCompanies = 24
    static let mostEdges = 44

    let companies: [String]
    let edges: [Edge]
    /// Those that are not drawn, the more connected first.
    let companiesLeftOut: [String]
    let edgesLeftOut: Int

    init(_ rows: [ReportRow]) {
        let pairs = Dictionary(grouping: rows.filter { $0.text("dependent") != $0.text("provider") }) { row in
            Pair(dependent: row.text("dependent") ?? "", provider: row.text("provider") ?? "")
        }
        var degree: [String: Int] = [:]
        for pair in pairs.keys {
            degree[pair.dependent, default: 0] += 1
            degree[pair.provider, default: 0] += 1
        }
        func connection(_ pair: Pair) -> Int { (degree[pair.dependent] ?? 0) + (degree[pair.provider] ?? 0) }
        let all = pairs.keys.sorted { left, right in
            (connection(right), left.dependent, left.provider) < (connection(left), right.dependent, right.provider)
        }.map { DependencyGraph.edge($0, pairs[$0] ?? []) }
        var chosen: Set<String> = []
        var drawn: [Edge] = []
        for edge in SizeOrder.byTurns(all, size: \.committed) where drawn.count < Self.mostEdges {
            let grown = chosen.union([edge.dependent, edge.provider])
            guard grown.count <= Self.mostCompanies else { continue }
            chosen = grown
            drawn.append(edge)
        }
        edges = drawn
        companies = chosen.sorted()
        companiesLeftOut = degree.keys.filter { !chosen.contains($0) }
            .sorted { (degree[$1] ?? 0, $0) < (degree[$0] ?? 0, $1) }
        edgesLeftOut = all.count - drawn.count
    }

    private struct Pair: Hashable {
        let dependent: String
        let provider: String
    }

    private static func edge(_ pair: Pair, _ rows: [ReportRow]) -> Edge {
        let open = rows.filter { DependencyProjector.holds($0.row) }
        let bases = Set(open.compactMap { $0.text("basis") })
        let sized = SizeOrder.byTurns(open.isEmpty ? rows : open) { $0.quantity("committed") }
        return Edge(
            dependent: pair.dependent, provider: pair.provider,
            kinds: sized.compactMap { $0.text("kind") }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } },
            committed: sized.first?.quantity("committed"),
            basis: Basis.allCases.first { bases.contains($0.rawValue) } ?? .ended)
    }
}
