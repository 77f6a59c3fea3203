/// The order of boxes and lanes within the columns, with few crossings.
struct LayerOrdering {
    let nodeCount: Int
    let edges: [LayeredLayout.Edge]
    /// Of each slot: a node's box, or from `nodeCount` on a lane.
    private var columns: [Int]
    /// The edge that a lane carries.
    private(set) var laneEdge: [Int: Int] = [:]
    /// The slots that each edge runs through, from the dependent to the provider.
    private(set) var chains: [[Int]] = []
    /// Slots by column, from top to bottom.
    private(set) var order: [[Int]]
    /// Of each slot, the slots that its edges lead to in the columns beside it, however the edges point.
    private var before: [[Int]] = []
    private var after: [[Int]] = []

    init(columns: [Int], edges: [LayeredLayout.Edge]) {
        nodeCount = columns.count
        self.edges = edges
        self.columns = columns
        order = Array(repeating: [], count: (columns.max() ?? -1) + 1)
        for node in columns.indices { order[columns[node]].append(node) }
        for (index, edge) in edges.enumerated() {
            var chain = [edge.from]
            let step = columns[edge.from] < columns[edge.to] ? 1 : -1
            var column = columns[edge.from] + step
            while columns[edge.from] != columns[edge.to], column != columns[edge.to] {
                let lane = self.columns.count
                self.columns.append(column)
                laneEdge[lane] = index
                order[column].append(lane)
                chain.append(lane)
                column += step
            }
            chains.append(chain + [edge.to])
        }
        before = Array(repeating: [], count: slotCount)
        after = before
        for chain in chains {
            for (start, end) in zip(chain, chain.dropFirst()) where self.columns[start] != self.columns[end] {
                let (left, right) = self.columns[start] < self.columns[end] ? (start, end) : (end, start)
                after[left].append(right)
                before[right].append(left)
            }
        }
    }

    var slotCount: Int { columns.count }
    func column(of slot: Int) -> Int { columns[slot] }
    func isLane(_ slot: Int) -> Bool { slot >= nodeCount }

    /// Sweeps to and fro, each column ordered by the mean place of its neighbours in the column before, then neighbours
    /// swapped where that saves a crossing; the best order that was met stays.
    mutating func reduceCrossings() {
        var best = (order: order, crossings: crossings())
        for sweep in 0..<24 where best.crossings > 0 {
            let isForward = sweep.isMultiple(of: 2)
            let through = isForward ? Array(order.indices.dropFirst()) : Array(order.indices.dropLast().reversed())
            for column in through { sortByMeans(column, from: isForward ? before : after) }
            swapNeighbours()
            let count = crossings()
            if count < best.crossings { best = (order, count) }
        }
        order = best.order
    }

    /// The place of each slot in its column.
    private var places: [Int] {
        var places = [Int](repeating: 0, count: slotCount)
        for slots in order { for (index, slot) in slots.enumerated() { places[slot] = index } }
        return places
    }

    private mutating func sortByMeans(_ column: Int, from neighbours: [[Int]]) {
        let places = places
        let keyed = order[column].enumerated().map { index, slot -> (slot: Int, mean: Double, index: Int) in
            let own = neighbours[slot]
            let mean = own.isEmpty ? Double(index) : Double(own.reduce(0) { $0 + places[$1] }) / Double(own.count)
            return (slot, mean, index)
        }
        order[column] = keyed.sorted { ($0.mean, $0.index) < ($1.mean, $1.index) }.map(\.slot)
    }

    private mutating func swapNeighbours() {
        var places = places
        for _ in 0..<6 {
            var hasImproved = false
            for column in order.indices {
                for index in order[column].indices.dropLast() {
                    let (upper, lower) = (order[column][index], order[column][index + 1])
                    guard crossings(lower, above: upper, places) < crossings(upper, above: lower, places) else {
                        continue
                    }
                    order[column].swapAt(index, index + 1)
                    places[upper] = index + 1
                    places[lower] = index
                    hasImproved = true
                }
            }
            if !hasImproved { return }
        }
    }

    /// How often the edges of two slots of a column cross where one stands above the other.
    private func crossings(_ upper: Int, above lower: Int, _ places: [Int]) -> Int {
        var count = 0
        for sides in [before, after] {
            for one in sides[upper] { for other in sides[lower] where places[other] < places[one] { count += 1 } }
        }
        return count
    }

    private func crossings() -> Int {
        let places = places
        var count = 0
        for slots in order {
            for (index, upper) in slots.enumerated() {
                for lower in slots[(index + 1)...] {
                    for one in after[upper] {
                        for other in after[lower] where places[other] < places[one] { count += 1 }
                    }
                }
            }
        }
        return count
    }
}
