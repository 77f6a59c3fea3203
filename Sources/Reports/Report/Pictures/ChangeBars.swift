import MarketEvents

/// Changes as bars from a common zero, with how exact each is meant drawn: a hatched zone for about, an open end for at least,
/// a hollow bar for at most.
struct ChangeBars {
    struct Bar {
        let name: String
        let detail: String
        let change: Quantity
        /// The class of its colour: a claim's unless told.
        let fill: String

        /// Nil for a change that goes no way: of none, or of bounds on both sides of zero.
        init?(name: String, detail: String, change: Quantity, fill: String = "fill-claim") {
            guard ChangeBars.direction(of: change) != 0 else { return nil }
            (self.name, self.detail, self.change, self.fill) = (name, detail, change, fill)
        }

        var inWords: String { "\(name), \(detail): \(change.asChange)" }
        var isDown: Bool { ChangeBars.direction(of: change) < 0 }
        /// The change without its sign.
        var size: Quantity { isDown ? change.mirrored : change }
    }

    let title: String
    /// All of one unit.
    let bars: [Bar]

    /// -1 down, 1 up; 0 where a change goes no one way. Of what is at most so much the sign is not known: its bar runs to the bound.
    static func direction(of change: Quantity) -> Int {
        if let sign = change.sign { return sign }
        return switch change.qualifier {
        case .atLeast, .upTo: change.amount.sign
        case .exact, .about, .between: 0
        }
    }

    /// What "about" is taken to reach from the figure, as the view of claims takes it: 10 %.
    private static let tolerance = 0.1
    private static let openEnd = 0.15
    /// Below this the figure of a bar stands below its name.
    private static let roomyWidth = 500.0

    func svg(id: String, width: Double) -> String {
        func longest(_ bars: [Bar]) -> Double { bars.map { ChangeBars.reach($0.size) }.max() ?? 0 }
        let (down, up) = (longest(bars.filter(\.isDown)), longest(bars.filter { !$0.isDown }))
        let scale = width / max(down + up, .leastNormalMagnitude)
        let zero = 1 + down * scale
        let row = width < Self.roomyWidth ? 68.0 : 52.0
        let height = row * Double(bars.count)
        let drawn = bars.enumerated().map { index, bar in
            draw(bar, hatch: "\(id)-hatch", width: width, zero: zero, scale: scale, y: row * Double(index))
        }
        return SVG.picture(
            id: id, width: width + 2, height: height, title: title,
            description: bars.map(\.inWords).joined(separator: ". ") + ".",
            definitions: SVG.hatch(id: "\(id)-hatch", class: "fill-claim"), content: drawn.joined())
    }

    /// How far a bar runs, with its hatched zone or open end.
    private static func reach(_ size: Quantity) -> Double {
        switch size.qualifier {
        case .about: size.extent.double * (1 + tolerance)
        case .atLeast: size.extent.double * (1 + openEnd)
        default: size.extent.double
        }
    }

    private func draw(
        _ bar: Bar, hatch: String, width: Double, zero: Double, scale: Double, y: Double
    ) -> String {
        let size = bar.size
        let amount = size.amount.double
        let isNarrow = width < Self.roomyWidth
        let (top, thickness) = (y + (isNarrow ? 38 : 21), 18.0)
        func area(_ from: Double, _ to: Double, _ name: String, fill: String? = nil) -> String {
            let start = zero + (bar.isDown ? -to : from) * scale
            return SVG.rect(
                x: start, y: top, width: max(1.5, (to - from) * scale), height: thickness, class: name, fill: fill)
        }
        /// Without an edge at its far side.
        func openEnd(_ from: Double, _ to: Double) -> String {
            let way = bar.isDown ? -scale : scale
            let (near, far) = (zero + from * way, zero + to * way)
            return SVG.polyline(
                [(far, top), (near, top), (near, top + thickness), (far, top + thickness)], class: "open vague")
        }
        let shapes =
            switch size.qualifier {
            case .exact: area(0, amount, "part \(bar.fill)")
            case .about:
                area(0, amount * (1 - Self.tolerance), "part \(bar.fill)")
                    + area(amount * (1 - Self.tolerance), amount * (1 + Self.tolerance), "part", fill: hatch)
            case .atLeast: area(0, amount, "part \(bar.fill)") + openEnd(amount, amount * (1 + Self.openEnd))
            case .upTo: area(0, amount, "open vague")
            case .between: area(0, amount, "part \(bar.fill)") + area(amount, size.extent.double, "part", fill: hatch)
            }
        let value = bar.change.asChange
        let room = width - 90 - (isNarrow ? 0 : SVG.strongWidth(of: value) + 16)
        let name = ShortText.fit(SafeText.terminal(bar.name), width: room, size: SVG.fontSize)
        let detailX = ShortText.width(of: name, size: SVG.fontSize) + 8
        return SVG.titled(
            ShortText.cut(bar.inWords, most: 300),
            shapes + SVG.line(x1: zero, y1: top - 3, x2: zero, y2: top + thickness + 3, class: "axis")
                + SVG.text(name, x: 0, y: y + 14) + SVG.text(bar.detail, x: detailX, y: y + 14, class: "key")
                + SVG.text(value, x: width, y: y + (isNarrow ? 31 : 14), anchor: .end, class: "strong"))
    }

    /// What the drawn qualifiers mean, for those that occur.
    var caption: String {
        let qualifiers = Set(bars.map(\.size.qualifier))
        let hatched = [
            qualifiers.contains(.about) ? "about (drawn as 10 % either way)" : nil,
            qualifiers.contains(.between) ? "between two bounds" : nil,
        ].compactMap { $0 }
        return [
            hatched.isEmpty ? nil : "hatched: " + hatched.joined(separator: ", or "),
            qualifiers.contains(.atLeast) ? "open end: at least" : nil,
            qualifiers.contains(.upTo) ? "hollow: at most" : nil,
        ].compactMap { $0 }.joined(separator: "; ")
    }
}
