import CanonicalJSON
import MarketEvents

/// Who depends on whom at one remove or more: for each pair the shortest path of two or more edges that still hold.
package enum IndirectDependencies {
    /// Longer chains say little, and their number explodes.
    static let longestPath = 4

    /// Rows to stand beside the direct ones.
    package static func rows(of direct: [ViewRow], from company: String? = nil) -> [ViewRow] {
        let shape = DependencyProjector.shape
        var neighbours: [String: [String: ViewRow]] = [:]
        for row in direct.sorted(by: { $0.key < $1.key }) where DependencyProjector.holds(row) {
            guard let dependent = row.cell("dependent", of: shape).text,
                let provider = row.cell("provider", of: shape).text
            else { continue }
            if neighbours[dependent]?[provider] == nil { neighbours[dependent, default: [:]][provider] = row }
        }
        return neighbours.keys.sorted().filter { company == nil || $0 == company }.flatMap { start in
            paths(from: start, neighbours).map { row(path: $0, neighbours, shape) }
        }
    }

    /// Breadth first, each level in alphabetical order, so that the path found is the least of the shortest ones.
    private static func paths(from start: String, _ neighbours: [String: [String: ViewRow]]) -> [[String]] {
        var found: [[String]] = []
        var reached: Set<String> = []
        var level = [[start]]
        while let length = level.first?.count, length <= longestPath {
            var next: [[String]] = []
            var seen: Set<String> = []
            for path in level {
                for provider in (neighbours[path[path.count - 1]] ?? [:]).keys.sorted()
                where !path.contains(provider) && !reached.contains(provider) && seen.insert(provider).inserted {
                    next.append(path + [provider])
                }
            }
            if length > 1 {
                found += next
                reached.formUnion(next.map { $0[$0.count - 1] })
            }
            level = next
        }
        return found
    }

    private static func row(
        path: [String], _ neighbours: [String: [String: ViewRow]], _ shape: ViewShape
    ) -> ViewRow {
        let edges = zip(path, path.dropFirst()).compactMap { neighbours[$0]?[$1] }
        let certainty = edges.compactMap { $0.cell("certainty", of: shape).text.flatMap(Certainty.init(rawValue:)) }
            .min { $0.rank < $1.rank }
        return ViewRow(
            shape, key: path.joined(separator: ":"),
            [
                "dependent": .text(path[0]), "provider": .text(path[path.count - 1]),
                "kind": edges.last?.cell("kind", of: shape) ?? .missing, "certainty": Cell(certainty?.rawValue),
                "basis": .text("inferred"), "path": .list(path.map { .string($0) }),
            ], events: edges.flatMap(\.events))
    }
}
