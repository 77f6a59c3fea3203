/// Boxes in columns and the edges between them, in pixels: a layered drawing after Sugiyama, Tagawa and Toda (1981).
///
/// Edges run between the columns; one that skips a column has a lane between that column's boxes, so no line passes under a
/// box. Doubles are coordinates here, never amounts.
struct LayeredLayout {
    struct Edge {
        let from: Int
        let to: Int
        /// Of the line.
        let width: Double
    }

    struct Point: Equatable {
        var x: Double
        var y: Double
    }

    struct Box {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        var middle: Double { y + height / 2 }
        var right: Double { x + width }
        var bottom: Double { y + height }

        func overlaps(_ other: Box) -> Bool {
            x < other.right && other.x < right && y < other.bottom && other.y < bottom
        }

        func contains(_ point: Point) -> Bool { point.x > x && point.x < right && point.y > y && point.y < bottom }
    }

    /// From the dependent's box to the provider's: pairs of points, each pair the ends of a stretch between two columns;
    /// between the pairs the line is straight, through a lane.
    struct Route {
        var stretches: [(start: Point, end: Point)]
        /// Both ends in one column: the line leaves to the right and comes back from there.
        let isLoop: Bool
    }

    let boxes: [Box]
    let routes: [Route]
    /// Of the lines.
    let widths: [Double]
    let width: Double
    let height: Double

    static let boxWidth = 164.0
    static let margin = 10.0
    static let mostColumns = 4

    /// How far apart things stand in a column.
    struct Spacing {
        /// Between boxes.
        let boxes: Double
        /// Between the lines at a side of a box.
        let lines: Double

        static let tight = Spacing(boxes: 15, lines: 7)
        /// Where each line has a label of two lines of text.
        static let roomy = Spacing(boxes: 28, lines: 20)
    }

    /// - Parameter boxHeights: of each node at least so much; many edges at a side make it higher.
    init(boxHeights: [Double], edges: [Edge], spacing: Spacing) {
        let nodeCount = boxHeights.count
        let columns = LayerAssignment.columns(
            nodeCount: nodeCount, edges: edges, most: Self.mostColumns)
        var ordering = LayerOrdering(columns: columns, edges: edges)
        ordering.reduceCrossings()
        let places = SlotPlaces(ordering, boxHeights: boxHeights, spacing: spacing)
        let count = (columns.max() ?? -1) + 1
        widths = edges.map(\.width)
        let gap = Self.gap(columns: count)
        func left(_ column: Int) -> Double { Self.margin + Double(column) * (Self.boxWidth + gap) }
        boxes = (0..<nodeCount).map { node in
            Box(
                x: left(columns[node]), y: places.middle[node] - places.height[node] / 2, width: Self.boxWidth,
                height: places.height[node])
        }
        routes = edges.indices.map { index in
            let chain = ordering.chains[index]
            guard chain.count > 1 else { return Route(stretches: [], isLoop: true) }
            if edges[index].from == edges[index].to { return Route(stretches: [], isLoop: true) }
            let isLoop = ordering.column(of: chain[0]) == ordering.column(of: chain[1])
            let stretches = zip(chain, chain.dropFirst()).map { start, end -> (Point, Point) in
                let (from, to) = (ordering.column(of: start), ordering.column(of: end))
                let leavesRight = from <= to
                let entersLeft = from < to
                return (
                    Point(
                        x: left(from) + (leavesRight ? Self.boxWidth : 0),
                        y: places.port(of: index, at: start, onRight: leavesRight)),
                    Point(
                        x: left(to) + (entersLeft ? 0 : Self.boxWidth),
                        y: places.port(of: index, at: end, onRight: !entersLeft))
                )
            }
            return Route(stretches: stretches, isLoop: isLoop)
        }
        let hasLoop = routes.contains(where: \.isLoop)
        width = left(count - 1) + Self.boxWidth + Self.margin + (hasLoop ? 56 : 0)
        height = places.bottom + Self.margin
    }

    /// Between two columns: few columns leave room for the labels of their edges, four still fit a page.
    private static func gap(columns: Int) -> Double { columns < 3 ? 220 : columns == 3 ? 180 : 110 }
}
