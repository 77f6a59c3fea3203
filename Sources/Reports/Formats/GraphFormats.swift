import Projections

/// The dependency graph for graphviz and Mermaid. Inferred edges are dashed, ended ones grey.
package enum GraphFormats {
    private struct Edge {
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
                isEnded: row.cell("until", of: shape) != .missing)
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
        let nodes = Set(edges.flatMap { [$0.from, $0.to] }).sorted()
        let names = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1, "n\($0)") })
        return "graph LR\n" + nodes.map { "  \(names[$0] ?? "n")[\(SafeText.mermaid($0))]\n" }.joined()
            + edges.map { edge in
                let arrow = edge.isInferred || edge.isEnded ? "-.->" : "-->"
                return
                    "  \(names[edge.from] ?? "n") \(arrow)|\(SafeText.mermaid(edge.label))| \(names[edge.to] ?? "n")\n"
            }.joined()
    }
}
