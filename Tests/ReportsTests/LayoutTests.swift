import Testing

@testable import Reports

@Suite("The picture of dependencies can be read from 3 companies to 30")
struct LayoutTests {
    /// A graph with about so many edges a node, some of them both ways.
    struct Graph: CustomTestStringConvertible, Sendable {
        let nodes: Int
        let edges: [LayeredLayout.Edge]
        let name: String

        var testDescription: String { "\(name), \(nodes) nodes, \(edges.count) edges" }

        let layout: LayeredLayout
        let labels: EdgeLabels

        init(nodes: Int, edges: [LayeredLayout.Edge], name: String) {
            (self.nodes, self.edges, self.name) = (nodes, edges, name)
            layout = LayeredLayout(
                boxHeights: (0..<nodes).map { $0.isMultiple(of: 3) ? 44 : 34 }, edges: edges,
                spacing: edges.count <= 16 ? .roomy : .tight)
            labels = EdgeLabels(
                layout, texts: edges.indices.map { ($0, ["cloud, compute", "about 1.062 trillion USD"]) })
        }
    }

    static let graphs: [Graph] = {
        var random = SplitMix64(state: 42)
        func edge(_ from: Int, _ to: Int) -> LayeredLayout.Edge {
            LayeredLayout.Edge(from: from, to: to, width: 1.6 + Double(random.next(below: 44)) / 10)
        }
        var graphs = [
            Graph(nodes: 2, edges: [edge(0, 1), edge(1, 0)], name: "each other"),
            Graph(nodes: 24, edges: (1..<24).map { edge(0, $0) }, name: "one buyer"),
            Graph(nodes: 24, edges: (1..<24).map { edge($0, 0) }, name: "one supplier"),
            Graph(nodes: 12, edges: (0..<12).map { edge($0, ($0 + 1) % 12) }, name: "a ring"),
            Graph(nodes: 30, edges: (0..<29).map { edge($0, $0 + 1) }, name: "a chain"),
            Graph(
                nodes: 6, edges: (0..<6).flatMap { from in (0..<6).filter { $0 != from }.map { edge(from, $0) } },
                name: "all of each other"),
        ]
        for nodes in 3...30 {
            var pairs: Set<[Int]> = []
            var edges: [LayeredLayout.Edge] = []
            while edges.count < min(nodes * 2, nodes * (nodes - 1)) {
                let (from, to) = (random.next(below: nodes), random.next(below: nodes))
                if from != to, pairs.insert([from, to]).inserted { edges.append(edge(from, to)) }
            }
            graphs.append(Graph(nodes: nodes, edges: edges, name: "random"))
        }
        return graphs
    }()

    @Test("no two boxes overlap, and all stand within the picture", arguments: graphs)
    func boxes(_ graph: Graph) {
        let layout = graph.layout
        for (index, box) in layout.boxes.enumerated() {
            #expect(box.x >= 0 && box.right <= layout.width && box.y >= 0 && box.bottom <= layout.height)
            for other in layout.boxes[(index + 1)...] { #expect(!box.overlaps(other)) }
        }
    }

    @Test("no line runs under a box, and each ends at the boxes of its two companies", arguments: graphs)
    func lines(_ graph: Graph) throws {
        let layout = graph.layout
        for (edge, route) in zip(graph.edges, layout.routes) {
            for stretch in route.stretches.indices {
                let curve = route.curve(of: stretch)
                for step in 0...40 {
                    let point = curve.point(at: Double(step) / 40)
                    #expect(!layout.boxes.contains { $0.contains(point) })
                    #expect(point.x <= layout.width && point.y >= 0 && point.y <= layout.height)
                }
                // Between two stretches the line runs straight through its lane.
                if stretch > 0 {
                    let (before, after) = (route.stretches[stretch - 1].end, route.stretches[stretch].start)
                    #expect(before.y == after.y)
                    let middle = LayeredLayout.Point(x: (before.x + after.x) / 2, y: before.y)
                    #expect(!layout.boxes.contains { $0.contains(middle) })
                }
            }
            let (start, end) = (try #require(route.stretches.first).start, try #require(route.stretches.last).end)
            for (point, node) in [(start, edge.from), (end, edge.to)] {
                let box = layout.boxes[node]
                #expect(point.x == box.x || point.x == box.right)
                #expect(point.y > box.y && point.y < box.bottom)
            }
        }
    }

    @Test("no label covers a box or another label", arguments: graphs)
    func labels(_ graph: Graph) {
        let boxes = graph.layout.boxes
        let labels = graph.labels.labels.values.map(\.box)
        for (index, label) in labels.enumerated() {
            #expect(!boxes.contains { $0.overlaps(label) })
            for other in labels[(index + 1)...] { #expect(!label.overlaps(other)) }
        }
    }

    @Test("at most four columns: the text of the picture stays legible on a page", arguments: graphs)
    func width(_ graph: Graph) { #expect(graph.layout.width <= 1080) }

    @Test("edges of one box start and end apart, so that two directions are two lines", arguments: graphs)
    func ports(_ graph: Graph) throws {
        var ends: [String: [Double]] = [:]
        for (edge, route) in zip(graph.edges, graph.layout.routes) {
            let (start, end) = (try #require(route.stretches.first).start, try #require(route.stretches.last).end)
            ends["\(edge.from) \(start.x)", default: []].append(start.y)
            ends["\(edge.to) \(end.x)", default: []].append(end.y)
        }
        for places in ends.values.map({ $0.sorted() }) {
            for (one, other) in zip(places, places.dropFirst()) { #expect(other - one > 5) }
        }
    }

    @Test("a story of a buyer, its suppliers and their supplier runs from left to right")
    func direction() {
        // OpenAI on Amazon and three more, Amazon on Nvidia, and back a thin line from Amazon to OpenAI.
        let edges = [(0, 1, 3.4), (0, 2, 6.0), (0, 3, 1.6), (0, 4, 1.6), (1, 5, 1.6), (1, 0, 1.6)]
            .map { LayeredLayout.Edge(from: $0.0, to: $0.1, width: $0.2) }
        let boxes = LayeredLayout(boxHeights: Array(repeating: 34, count: 6), edges: edges, spacing: .roomy).boxes
        #expect(boxes[0].x < boxes[1].x && boxes[1].x < boxes[5].x)
        #expect(Set(boxes[1...4].map(\.x)).count == 1)
    }

    @Test("the same graph gives the same picture")
    func repeatable() {
        for graph in Self.graphs.suffix(12) {
            let again = Graph(nodes: graph.nodes, edges: graph.edges, name: graph.name)
            #expect(graph.layout.boxes.map(\.y) == again.layout.boxes.map(\.y))
            #expect(graph.labels.labels.keys.sorted() == again.labels.labels.keys.sorted())
        }
    }
}
