/// Gives each node of a directed graph a column, so that most edges run from left to right and few skip a column.
///
/// Minimal colouring in disguise: two nodes of an edge should not share a column, columns are few, and the graph may have
/// circles. A greedy order (Eades, Lin and Smyth 1993) gives the start, hill climbing over single moves the rest.
enum LayerAssignment {
    /// - Returns: a column from 0 for each node, without empty columns.
    static func columns(nodeCount: Int, edges: [LayeredLayout.Edge], most: Int) -> [Int] {
        let order = greedyOrder(nodeCount, edges)
        var rank = [Int](repeating: 0, count: nodeCount)
        for (place, node) in order.enumerated() { rank[node] = place }
        let starts = [
            longestPaths(order, edges.filter { rank[$0.from] < rank[$0.to] }, most: most),
            [Int](repeating: 0, count: nodeCount),
        ]
        let climbed = starts.map { climb(from: $0, edges, most: most) }
        let best = climbed.min { $0.cost < $1.cost }?.columns ?? []
        let used = Set(best).sorted()
        return best.map { column in used.firstIndex(of: column) ?? 0 }
    }

    /// Sources first, sinks last, in between the nodes with more edges out than in: few edges run backwards.
    private static func greedyOrder(_ nodeCount: Int, _ edges: [LayeredLayout.Edge]) -> [Int] {
        var remaining = Array(0..<nodeCount)
        var (head, tail): ([Int], [Int]) = ([], [])
        while !remaining.isEmpty {
            let alive = Set(remaining)
            let current = edges.filter { alive.contains($0.from) && alive.contains($0.to) }
            // What is drawn wide weighs more.
            func out(_ node: Int) -> Double { current.reduce(0) { $0 + ($1.from == node ? $1.width : 0) } }
            func into(_ node: Int) -> Double { current.reduce(0) { $0 + ($1.to == node ? $1.width : 0) } }
            let next: Int
            if let sink = remaining.first(where: { out($0) == 0 && into($0) > 0 }) {
                tail.insert(sink, at: 0)
                next = sink
            } else if let source = remaining.max(by: { out($0) - into($0) < out($1) - into($1) }) {
                head.append(source)
                next = source
            } else {
                break
            }
            remaining.removeAll { $0 == next }
        }
        return head + tail
    }

    private static func longestPaths(_ order: [Int], _ forward: [LayeredLayout.Edge], most: Int) -> [Int] {
        var columns = [Int](repeating: 0, count: order.count)
        for node in order {
            for edge in forward where edge.from == node {
                columns[edge.to] = min(most - 1, max(columns[edge.to], columns[node] + 1))
            }
        }
        return columns
    }

    private static func climb(
        from start: [Int], _ edges: [LayeredLayout.Edge], most: Int
    ) -> (columns: [Int], cost: Double) {
        var columns = start
        let own = columns.indices.map { node in edges.filter { $0.from == node || $0.to == node } }
        func local(_ node: Int, at column: Int) -> Double {
            columns[node] = column
            return own[node].reduce(0) { $0 + cost($1, columns) } + crowding(columns, most: most)
        }
        for _ in 0..<40 {
            var hasMoved = false
            for node in columns.indices {
                let here = columns[node]
                var best = (column: here, cost: local(node, at: here))
                for column in 0..<most where column != here {
                    let moved = local(node, at: column)
                    if moved < best.cost { best = (column, moved) }
                }
                columns[node] = best.column
                if best.column != here { hasMoved = true }
            }
            if !hasMoved { break }
        }
        return (columns, edges.reduce(0) { $0 + cost($1, columns) } + crowding(columns, most: most))
    }

    /// What a reader pays for an edge within a column, one that runs backwards, one that skips columns. What is drawn wide
    /// should run forward before what is drawn thin.
    private static func cost(_ edge: LayeredLayout.Edge, _ columns: [Int]) -> Double {
        let step = Double(columns[edge.to] - columns[edge.from])
        return (1 + edge.width / 6) * (step == 0 ? 60 : step < 0 ? 14 - 6 * (step + 1) : 6 * (step - 1))
    }

    /// A column so long that the picture no longer fits a page.
    private static func crowding(_ columns: [Int], most: Int) -> Double {
        var counts = [Int](repeating: 0, count: most)
        for column in columns { counts[column] += 1 }
        return counts.reduce(0) { $0 + 2 * Double(max(0, $1 - 12)) * Double(max(0, $1 - 12)) }
    }
}
