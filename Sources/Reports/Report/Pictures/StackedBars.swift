import MarketEvents

/// Horizontal bars of what was committed, stacked by how binding it is; what is assumed is hatched, what is missing of a whole
/// stays open. Each bar's figures stand below it in words.
struct StackedBars {
    struct Part {
        let strength: String
        let amount: Quantity
    }

    struct Bar {
        let name: String
        let value: String
        let parts: [Part]
        let isAssumed: Bool
        /// What the parts should fill, and what of it they do not; nil where the parts are all there is.
        let whole: Quantity?
        let rest: String?
    }

    let title: String
    let bars: [Bar]
    /// True where lengths of different bars compare: one unit, one scale.
    let hasOneScale: Bool

    func svg(id: String, width: Double) -> String {
        let extents = bars.map(Self.extent)
        let longest = extents.max() ?? 1
        var y = 4.0
        var content = ""
        for (bar, extent) in zip(bars, extents) {
            let scale = width / max(hasOneScale ? longest : extent, .leastNormalMagnitude)
            let drawn = BarDrawing(id: id, width: width, scale: scale).draw(bar, y: y)
            content += drawn.content
            y = drawn.bottom + 18
        }
        return SVG.picture(
            id: id, width: width + 2, height: y - 10, title: title, description: description,
            definitions: Strength.allCases.map { SVG.hatch(id: "\(id)-\($0)", class: "fill-\($0)") }.joined(),
            content: content)
    }

    private var description: String {
        bars.map { bar in
            "\(bar.name), \(bar.value): "
                + (bar.parts.map { "\(VocabularyWords.strength($0.strength)) \($0.amount.inWords)" }
                + [bar.rest].compactMap { $0 }).joined(separator: ", ")
        }.joined(separator: ". ") + "."
    }

    /// How long a bar is in its unit; a picture's length, no figure.
    private static func extent(_ bar: Bar) -> Double {
        max(bar.parts.reduce(0) { $0 + $1.amount.extent.double }, bar.whole?.extent.double ?? 0)
    }
}

/// One bar in one picture.
private struct BarDrawing {
    let id: String
    let width: Double
    /// Pixels a unit.
    let scale: Double

    private static let thickness = 24.0
    /// Below this the figure of a bar stands below its name.
    private static let roomyWidth = 500.0

    /// The look of an area in the key, and what it means.
    private struct Key {
        let swatch: (_ x: Double, _ y: Double) -> String
        let text: String
    }

    func draw(_ bar: StackedBars.Bar, y: Double) -> (content: String, bottom: Double) {
        let heading = heading(bar, y: y)
        let top = heading.bottom + 8
        var content = heading.content
        var keys: [Key] = []
        var x = 1.0
        for part in bar.parts {
            let strength = Strength(part.strength)
            let words = "\(VocabularyWords.strength(part.strength)) \(part.amount.inWords)"
            // Up to the lower bound in full, from there to the upper one faint.
            let least = (Bounds(part.amount, .amount).lower ?? .zero).double
            let sure = least > 0 ? max(2, least * scale) : 0
            let unsure = (part.amount.extent.double - least) * scale
            var shapes =
                sure > 0 ? area(strength, bar.isAssumed, x: x, y: top, width: sure, height: Self.thickness) : ""
            if unsure > 0 {
                shapes += SVG.rect(
                    x: x + sure, y: top, width: unsure, height: Self.thickness, class: "part fill-\(strength) faint")
            }
            content += SVG.titled(words, shapes)
            keys.append(
                Key(swatch: { area(strength, bar.isAssumed, x: $0, y: $1, width: 12, height: 12) }, text: words))
            x += sure + max(0, unsure)
        }
        if let whole = bar.whole {
            let end = 1 + whole.extent.double * scale
            let open = whole.qualifier == .exact ? "open" : "open vague"
            // More may be committed than was planned: then the plan's end is a mark within the bar.
            let isBeyond = end < x - 1
            if isBeyond {
                content += SVG.line(x1: end, y1: top - 5, x2: end, y2: top + Self.thickness + 5, class: "mark")
            } else {
                content += SVG.rect(x: x, y: top, width: end - x, height: Self.thickness, class: open)
            }
            if let rest = bar.rest {
                keys.append(
                    Key(
                        swatch: { x, y in
                            isBeyond
                                ? SVG.line(x1: x + 6, y1: y - 2, x2: x + 6, y2: y + 14, class: "mark")
                                : SVG.rect(x: x, y: y, width: 12, height: 12, class: open)
                        }, text: rest))
            }
        }
        let (drawnKeys, bottom) = draw(keys, y: top + Self.thickness + 20)
        return (content + drawnKeys, bottom)
    }

    private func heading(_ bar: StackedBars.Bar, y: Double) -> (content: String, bottom: Double) {
        let isNarrow = width < Self.roomyWidth
        let room = isNarrow ? width : width - SVG.strongWidth(of: bar.value) - 12
        let name = ShortText.fit(SafeText.terminal(bar.name), width: room, size: SVG.fontSize)
        let x = isNarrow ? 0 : ShortText.width(of: name, size: SVG.fontSize) + 10
        let bottom = y + (isNarrow ? 31 : 14)
        return (SVG.text(name, x: 0, y: y + 14) + SVG.text(bar.value, x: x, y: bottom, class: "strong"), bottom)
    }

    private func draw(_ keys: [Key], y: Double) -> (content: String, bottom: Double) {
        var (content, x, y) = ("", 0.0, y)
        for key in keys {
            let text = ShortText.fit(key.text, width: width - 18, size: SVG.smallSize)
            let room = 18 + ShortText.width(of: text, size: SVG.smallSize)
            if x > 0, x + room > width { (x, y) = (0, y + 18) }
            content += key.swatch(x + 0.5, y - 11) + SVG.text(text, x: x + 18, y: y, class: "key")
            x += room + 22
        }
        return (content, y + 4)
    }

    private func area(
        _ strength: Strength, _ isAssumed: Bool, x: Double, y: Double, width: Double, height: Double
    ) -> String {
        SVG.rect(
            x: x, y: y, width: width, height: height, class: isAssumed ? "part" : "part fill-\(strength)",
            fill: isAssumed ? "\(id)-\(strength)" : nil)
    }
}

/// The strengths that count, each with a tone of its own; the words beside each area tell them apart without colour.
private enum Strength: String, CaseIterable {
    case binding, conditional, unstated, other

    init(_ commitment: String) { self = Strength(rawValue: commitment) ?? .other }
}
