import MarketEvents
import Testing

@testable import Reports

@Suite("Bars of changes: how exact each is meant is drawn")
struct ChangeBarsTests {
    private static func quantity(_ amount: Int, _ qualifier: Qualifier, upper: Int? = nil) throws -> Quantity {
        Quantity(
            ExactDecimal(amount), try #require(MeasureUnit.named("USD")), qualifier,
            upper: upper.map { ExactDecimal($0) })
    }

    private static func bars(_ changes: [Quantity]) -> ChangeBars {
        ChangeBars(title: "Changes", bars: changes.compactMap { .init(name: "A", detail: "a day", change: $0) })
    }

    /// The numbers of an attribute of each element that has a class.
    private static func numbers(_ svg: String, _ element: String, class name: String, _ attribute: String) -> [[Double]]
    {
        svg.split(separator: "<").filter { $0.hasPrefix(element) && $0.contains("class=\"\(name)\"") }.map { text in
            let value = text.components(after: " \(attribute)=\"")
            return value.split(whereSeparator: { $0 == "," || $0 == " " }).compactMap { Double($0) }
        }
    }

    @Test(
        "what is at least so much has an end without an edge, beyond the bar and within the picture",
        arguments: [1, -1])
    func openEnd(_ way: Int) throws {
        let change = try Self.quantity(100 * way, way > 0 ? .atLeast : .upTo)
        let bars = Self.bars([change, try Self.quantity(50 * way, .exact)])
        for width in [720.0, 350] {
            let svg = bars.svg(id: "x", width: width)
            let bar = try #require(Self.numbers(svg, "rect", class: "part fill-claim", "x").first?.first)
            let length = try #require(Self.numbers(svg, "rect", class: "part fill-claim", "width").first?.first)
            let points = try #require(Self.numbers(svg, "polyline", class: "open vague", "points").first)
            try #require(points.count == 8)
            let (x, y) = ([points[0], points[2], points[4], points[6]], [points[1], points[3], points[5], points[7]])
            // Far, near, near, far: three sides.
            let near = way > 0 ? bar + length : bar
            #expect(abs(x[1] - near) <= 0.2 && x[1] == x[2] && x[0] == x[3])
            #expect(way > 0 ? x[0] > x[1] + 10 && x[0] <= width + 2 : x[0] < x[1] - 10 && x[0] >= 0)
            #expect(y[0] == y[1] && y[2] == y[3] && y[2] - y[1] == 18)
            #expect(svg.contains(way > 0 ? "up at least 100 USD" : "down at least 100 USD"))
        }
        #expect(bars.caption == "open end: at least")
    }

    @Test("what is at most so much is hollow up to its bound, though its sign is not known")
    func hollow() throws {
        for (change, words) in [
            (try Self.quantity(100, .upTo), "up to 100 USD"), (try Self.quantity(-100, .atLeast), "at least −100 USD"),
        ] {
            #expect(change.sign == nil)
            let bars = Self.bars([change, try Self.quantity(50 * change.amount.sign, .exact)])
            #expect(bars.bars.count == 2)
            let svg = bars.svg(id: "x", width: 720)
            let hollow = try #require(Self.numbers(svg, "rect", class: "open vague", "width").first?.first)
            let exact = try #require(Self.numbers(svg, "rect", class: "part fill-claim", "width").first?.first)
            #expect(abs(hollow - 720) < 0.2 && abs(exact - 360) < 0.2)
            #expect(svg.contains(words) && !svg.contains("polyline"))
            #expect(bars.caption == "hollow: at most")
        }
    }

    @Test("about and between are hatched; a change that goes no way has no bar")
    func others() throws {
        let bars = Self.bars([
            try Self.quantity(100, .about), try Self.quantity(80, .between, upper: 110),
            try Self.quantity(-5, .between, upper: 5), try Self.quantity(0, .exact), try Self.quantity(0, .upTo),
        ])
        #expect(bars.bars.count == 2)
        let svg = bars.svg(id: "x", width: 720)
        #expect(svg.split(separator: "fill=\"url(#x-hatch)\"").count == 3)
        #expect(!svg.contains("open vague"))
        #expect(bars.caption == "hatched: about (drawn as 10 % either way), or between two bounds")
    }
}

extension Substring {
    /// What stands behind a text, up to the next quote.
    fileprivate func components(after text: String) -> Substring {
        guard let start = firstRange(of: text)?.upperBound else { return "" }
        return self[start...].prefix { $0 != "\"" }
    }
}
