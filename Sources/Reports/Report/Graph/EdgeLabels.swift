/// Where the labels of edges stand: on their line, off every box and every other label, and off other lines where that can be.
struct EdgeLabels {
    struct Label {
        /// Lines of text, from top to bottom.
        let lines: [String]
        let box: LayeredLayout.Box
    }

    static let lineHeight = 15.0

    /// By edge; an edge whose label has no room has none: its figure is in the table and in its title.
    private(set) var labels: [Int: Label] = [:]

    /// - Parameter texts: the lines of each edge's label, the most important edge first.
    init(_ layout: LayeredLayout, texts: [(edge: Int, lines: [String])]) {
        let traces = layout.routes.map(Trace.init)
        let arrowheads = layout.routes.compactMap { route in
            route.stretches.last.map { LayeredLayout.Box(x: $0.end.x - 16, y: $0.end.y - 8, width: 32, height: 16) }
        }
        for (edge, lines) in texts {
            let width = (lines.map { ShortText.width(of: $0, size: SVG.smallSize) }.max() ?? 0) + 4
            let height = EdgeLabels.lineHeight * Double(lines.count)
            func isFree(_ box: LayeredLayout.Box) -> Bool {
                box.x >= 0 && box.right <= layout.width && box.y >= 0 && box.bottom <= layout.height
                    && !layout.boxes.contains { $0.overlaps(box) } && !labels.values.contains { $0.box.overlaps(box) }
                    && !arrowheads.contains { $0.overlaps(box) }
            }
            // On the line, where the label covers some of it; above and below, where the eye must find the line.
            let beside = height / 2 + layout.widths[edge] / 2 + 1
            var rated: [(box: LayeredLayout.Box, cost: Int)] = []
            for point in traces[edge].points {
                for raised in [0, beside, -beside] {
                    let box = LayeredLayout.Box(
                        x: point.x - width / 2, y: point.y - height / 2 - raised, width: width, height: height)
                    guard isFree(box) else { continue }
                    let others = traces.indices.filter { raised != 0 || $0 != edge }
                    let hidden = others.reduce(0) { $0 + traces[$1].points(in: box) }
                    rated.append((box, (raised == 0 ? 2 + Int(layout.widths[edge]) : 3) + 2 * hidden))
                }
            }
            // The middle of what is equally good reads best.
            guard let least = rated.map(\.cost).min(), least <= 16 else { continue }
            let best = rated.filter { $0.cost == least }
            labels[edge] = Label(lines: lines, box: best[best.count / 2].box)
        }
    }
}

/// Points along a line, close enough that none slips past a label.
private struct Trace {
    let points: [LayeredLayout.Point]
    private let bounds: LayeredLayout.Box

    init(_ route: LayeredLayout.Route) {
        var points: [LayeredLayout.Point] = []
        for index in route.stretches.indices {
            let curve = route.curve(of: index)
            if let last = points.last {
                points += (1...9).map { step in
                    LayeredLayout.Point(x: last.x + (curve.start.x - last.x) * Double(step) / 10, y: last.y)
                }
            }
            points += (0...24).map { curve.point(at: Double($0) / 24) }
        }
        self.points = points
        let (xs, ys) = (points.map(\.x), points.map(\.y))
        let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
        // A level line has no height, and boxes that only touch do not overlap.
        bounds = LayeredLayout.Box(
            x: left - 1, y: top - 1, width: (xs.max() ?? 0) - left + 2, height: (ys.max() ?? 0) - top + 2)
    }

    func points(in box: LayeredLayout.Box) -> Int {
        bounds.overlaps(box) ? points.count { box.contains($0) } : 0
    }
}

/// A cubic Bézier curve.
struct Curve {
    let start: LayeredLayout.Point
    let leaving: LayeredLayout.Point
    let arriving: LayeredLayout.Point
    let end: LayeredLayout.Point

    func point(at t: Double) -> LayeredLayout.Point {
        let s = 1 - t
        func mixed(_ a: Double, _ b: Double, _ c: Double, _ d: Double) -> Double {
            s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d
        }
        return LayeredLayout.Point(
            x: mixed(start.x, leaving.x, arriving.x, end.x), y: mixed(start.y, leaving.y, arriving.y, end.y))
    }
}

extension LayeredLayout.Route {
    /// A stretch as a curve that leaves and arrives level.
    func curve(of index: Int) -> Curve {
        let (start, end) = stretches[index]
        let (first, second) = isLoop ? (start.x + 46, end.x + 46) : ((start.x + end.x) / 2, (start.x + end.x) / 2)
        return Curve(
            start: start, leaving: LayeredLayout.Point(x: first, y: start.y),
            arriving: LayeredLayout.Point(x: second, y: end.y), end: end)
    }
}
