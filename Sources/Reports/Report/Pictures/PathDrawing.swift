import Projections

/// One picture of paths at one width.
struct PathDrawing {
    private let picture: PathPicture
    private let id: String
    private let width: Double
    private let lines: [StudyPaths.Line]
    private let scale: PercentScale
    private let plot: (left: Double, right: Double, top: Double, bottom: Double)

    /// Below this the names stand in a key under the plot.
    private static let roomyWidth = 500.0
    private static let plotHeight = 300.0
    private static let keyHeight = 19.0

    init(_ picture: PathPicture, id: String, width: Double) {
        self.picture = picture
        self.id = id
        self.width = width
        lines = picture.lines
        let mean = picture.paths.mean?.points ?? []
        let band = lines.count == 1 && picture.paths.mean == nil ? lines[0].points : mean
        let values = lines.flatMap(\.points).map(\.car) + band.flatMap { [$0.lower, $0.upper] }
        scale = PercentScale(values)
        let names = lines.map(\.label) + (mean.isEmpty ? [] : [PathDrawing.meanName(picture)])
        let longest = names.map { ShortText.width(of: $0, size: SVG.smallSize) }.max() ?? 0
        let right = width < Self.roomyWidth ? width - 8 : width - min(190, longest + 30)
        let left = 10 + (scale.ticks.map { ShortText.width(of: $0.text, size: SVG.smallSize) }.max() ?? 0)
        plot = (left, right, 40, 40 + Self.plotHeight)
    }

    private static func meanName(_ picture: PathPicture) -> String { "mean of \(picture.paths.mean?.count ?? 0)" }

    private var isNarrow: Bool { width < Self.roomyWidth }
    private var bandPoints: [StudyPaths.Point] {
        if let mean = picture.paths.mean { return mean.points }
        return lines.count == 1 ? lines[0].points : []
    }

    private func x(_ day: Int) -> Double {
        let window = picture.paths.window
        guard window.count > 1 else { return (plot.left + plot.right) / 2 }
        return plot.left + 6 + Double(day - window.lowerBound) / Double(window.count - 1)
            * (plot.right - plot.left - 12)
    }

    private func y(_ value: Double) -> Double {
        plot.bottom - (value - scale.low) / (scale.high - scale.low) * (plot.bottom - plot.top)
    }

    func svg(margin: Double) -> String {
        let named = named()
        let axisBottom = plot.bottom + 40
        let height = isNarrow ? axisBottom + Double(named.count) * Self.keyHeight + 6 : axisBottom
        return SVG.picture(
            id: id, width: width, height: height, title: picture.title, description: description, margin: margin,
            content: grid + band + paths + dayZero + (isNarrow ? key(named, from: axisBottom + 10) : labels(named)))
    }

    private var description: String {
        func ends(_ name: String, _ points: [StudyPaths.Point]) -> String? {
            points.last.map {
                "\(name): \(StatisticText.percent($0.car)) by day \($0.day), between \(StatisticText.percent($0.lower)) and "
                    + StatisticText.percent($0.upper)
            }
        }
        let mean = picture.paths.mean.flatMap { ends(PathDrawing.meanName(picture), $0.points) }
        return (lines.compactMap { ends($0.label, $0.points) } + [mean].compactMap { $0 }).joined(separator: ". ") + "."
    }

    // MARK: Axes

    private var grid: String {
        let levels = scale.ticks.map { tick in
            SVG.line(
                x1: plot.left, y1: y(tick.value), x2: plot.right, y2: y(tick.value),
                class: tick.value == 0 ? "axis" : "grid")
                + SVG.text(tick.text, x: plot.left - 6, y: y(tick.value) + 4, anchor: .end, class: "key")
        }
        let window = picture.paths.window
        let room = Int((plot.right - plot.left) / 34)
        let step =
            [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].first { window.count / $0 <= max(1, room) } ?? window.count
        let days = window.filter { $0 % step == 0 }.map { day in
            SVG.line(x1: x(day), y1: plot.bottom, x2: x(day), y2: plot.bottom + 4, class: "axis")
                + SVG.text(String(day), x: x(day), y: plot.bottom + 18, anchor: .middle, class: "key")
        }
        return levels.joined()
            + SVG.line(x1: plot.left, y1: plot.bottom, x2: plot.right, y2: plot.bottom, class: "axis")
            + days.joined()
            + SVG.text(
                isNarrow ? "sessions from day 0" : "sessions from day 0, the first that could see the news",
                x: (plot.left + plot.right) / 2,
                y: plot.bottom + 35, anchor: .middle, class: "key")
            + SVG.text("cumulated abnormal return", x: 0, y: 13, class: "key")
    }

    private var dayZero: String {
        guard picture.paths.window.contains(0) else { return "" }
        // Above the plot, where no line runs; of one event with the day itself.
        let label = "day 0" + (lines.count == 1 ? ", \(lines[0].dayZero)" : "")
        let half = SVG.strongWidth(of: label) / 2
        let middle = min(max(x(0), half), width - half)
        return SVG.line(x1: x(0), y1: plot.top - 6, x2: x(0), y2: plot.bottom, class: "zero")
            + SVG.text(label, x: middle, y: plot.top - 10, anchor: .middle, class: "strong")
    }

    // MARK: Lines

    private var band: String {
        let points = bandPoints
        guard points.count > 1 else { return "" }
        let upper = points.map { (x($0.day), y($0.upper)) }
        let lower = points.map { (x($0.day), y($0.lower)) }
        return SVG.titled(
            "95 % band",
            SVG.polygon(upper + lower.reversed(), class: "band") + SVG.polyline(upper, class: "bound")
                + SVG.polyline(lower, class: "bound"))
    }

    private var paths: String {
        let isAlone = lines.count == 1 && picture.paths.mean == nil
        let drawn = lines.enumerated().map { index, line in
            draw(line.points, isAlone ? "path mean" : "path p\(index % 8)", title: line.label)
        }
        return drawn.joined()
            + (picture.paths.mean.map { draw($0.points, "path mean", title: PathDrawing.meanName(picture)) } ?? "")
    }

    /// A line; of a single day, a dot.
    private func draw(_ points: [StudyPaths.Point], _ name: String, title: String) -> String {
        let places = points.map { (x($0.day), y($0.car)) }
        let shape =
            places.count == 1
            ? SVG.line(x1: places[0].0 - 4, y1: places[0].1, x2: places[0].0 + 4, y2: places[0].1, class: name)
            : SVG.polyline(places, class: name)
        return SVG.titled(title, shape)
    }

    // MARK: Names

    private struct Named {
        let text: String
        let look: String
        let end: (x: Double, y: Double)
        let value: String
    }

    private func named() -> [Named] {
        func entry(_ text: String, _ look: String, _ points: [StudyPaths.Point]) -> Named? {
            points.last.map {
                Named(
                    text: SafeText.terminal(text), look: look, end: (x($0.day), y($0.car)),
                    value: StatisticText.percent($0.car))
            }
        }
        let isAlone = lines.count == 1 && picture.paths.mean == nil
        let events = lines.enumerated().compactMap {
            entry($1.label, isAlone ? "path mean" : "path p\($0 % 8)", $1.points)
        }
        return events
            + [picture.paths.mean.flatMap { entry(PathDrawing.meanName(picture), "path mean", $0.points) }].compactMap {
                $0
            }
    }

    /// At the ends of the lines, moved apart where they would run into each other.
    private func labels(_ named: [Named]) -> String {
        let order = named.sorted { ($0.end.y, $0.text) < ($1.end.y, $1.text) }
        let gap = 15.0
        var places = order.map { max(plot.top + 4, $0.end.y) }
        for index in places.indices.dropFirst() { places[index] = max(places[index], places[index - 1] + gap) }
        var floor = plot.bottom
        for index in places.indices.reversed() {
            places[index] = min(places[index], floor)
            floor = places[index] - gap
        }
        let left = plot.right + 18
        return zip(order, places).map { entry, place in
            let text = ShortText.fit(entry.text, width: width - left, size: SVG.smallSize)
            return SVG.line(x1: entry.end.x + 3, y1: entry.end.y, x2: left - 4, y2: place, class: "leader")
                + SVG.text(text, x: left, y: place + 4, class: entry.look.hasSuffix("mean") ? "label strong" : "label")
        }.joined()
    }

    /// Under the plot, each with a piece of its line and where it ends.
    private func key(_ named: [Named], from top: Double) -> String {
        named.enumerated().map { index, entry in
            let place = top + Double(index) * Self.keyHeight
            let text = ShortText.fit(entry.text, width: width - 130, size: SVG.smallSize)
            return SVG.polyline([(2, place), (38, place)], class: entry.look)
                + SVG.text(text, x: 46, y: place + 4, class: "label")
                + SVG.text(entry.value, x: width - 4, y: place + 4, anchor: .end, class: "label")
        }.joined()
    }
}

/// Round levels from below the least value to above the greatest, zero among them.
struct PercentScale {
    let low: Double
    let high: Double
    let ticks: [(value: Double, text: String)]

    init(_ values: [Double]) {
        let finite = values.filter(\.isFinite).map { $0 * 100 }
        let least = min(0, finite.min() ?? 0)
        let most = max(0, finite.max() ?? 0)
        let span = max(most - least, 0.01)
        var step = 0.001
        // 1, 2, 5, 10, …: at most seven levels.
        var place = 0
        while span / step > 6, place < 60 {
            step *= place % 3 == 1 ? 2.5 : 2
            place += 1
        }
        let first = (least / step).rounded(.down)
        let last = max((most / step).rounded(.up), first + 1)
        low = first * step / 100
        high = last * step / 100
        let digits = step >= 1 ? 0 : step >= 0.1 ? 1 : step >= 0.01 ? 2 : 3
        ticks = stride(from: first, through: last, by: 1).map { index in
            (index == 0 ? 0 : index * step / 100, StatisticText.decimal(index * step, digits: digits) + " %")
        }
    }
}
