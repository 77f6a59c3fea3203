import Projections

/// The dependency graph for graphviz and Mermaid. Inferred edges are dashed, ended ones grey.
package enum GraphFormats {
    struct Edge {
        let from: String
        let to: String
        let label: String
        let isInferred: Bool
        let isEnded: Bool
    }

    private static func edges(_ result: ViewResult) -> [Edge] {
        let shape = result.shape
        return result.rows.compactMap { row in
            guard let from = row.cell("dependent", of: shape).text, let to = row.cell("provider", of: shape).text,
                row.cell("path", of: shape) == .missing
            else { return nil }
            let kind = row.cell("kind", of: shape).text ?? ""
            let share = row.cell("sharePercent", of: shape).text.map { " \($0) %" } ?? ""
            return Edge(
                from: from, to: to, label: kind + share, isInferred: row.cell("basis", of: shape).text == "inferred",
                isEnded: !DependencyProjector.holds(row))
        }
    }

    package static func dot(_ result: ViewResult) -> String {
        let edges = edges(result)
        let nodes = Set(edges.flatMap { [$0.from, $0.to] }).sorted()
        return "digraph dependencies {\n  rankdir=LR;\n  node [shape=box];\n"
            + nodes.map { "  \(SafeText.dot($0));\n" }.joined()
            + edges.map { edge in
                let style = (edge.isInferred ? ", style=dashed" : "") + (edge.isEnded ? ", color=gray" : "")
                return "  \(SafeText.dot(edge.from)) -> \(SafeText.dot(edge.to)) "
                    + "[label=\(SafeText.dot(edge.label))\(style)];\n"
            }.joined() + "}\n"
    }

    package static func mermaid(_ result: ViewResult) -> String {
        let edges = edges(result)
        return mermaid(names: Set(edges.flatMap { [$0.from, $0.to] }).sorted().map { ($0, $0) }, edges: edges)
    }

    /// - Parameter names: each node's id and what is shown of it.
    static func mermaid(names: [(id: String, shown: String)], edges: [Edge]) -> String {
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1.id, "n\($0)") })
        return "graph LR\n" + names.map { "  \(places[$0.id] ?? "n")[\(SafeText.mermaid($0.shown))]\n" }.joined()
            + edges.map { edge in
                let arrow = edge.isInferred || edge.isEnded ? "-.->" : "-->"
                let (from, to) = (places[edge.from] ?? "n", places[edge.to] ?? "n")
                return "  \(from) \(arrow)|\(SafeText.mermaid(edge.label))| \(to)\n"
            }.joined()
    }
}
