import MarketEvents
import Projections

/// The pictures of a report, as SVG. Doubles are coordinates here, never amounts.
struct ReportPictures {
    let input: ReportInput

    /// More companies than this are no picture any more.
    static let mostCompanies = 25

    // MARK: Who depends on whom

    /// The graph on a circle, the most connected companies first; nil where there is none.
    func graph() -> (svg: String, leftOut: Int)? {
        let edges = input.rows("dependencies").filter { $0.text("dependent") != nil && $0.text("provider") != nil }
        guard !edges.isEmpty else { return nil }
        var degree: [String: Int] = [:]
        for edge in edges {
            for end in ["dependent", "provider"] { degree[edge.text(end) ?? "", default: 0] += 1 }
        }
        let ranked = degree.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
        let shown = Array(ranked.prefix(Self.mostCompanies))
        let isLarge = shown.count > 9
        let (radiusX, radiusY) = isLarge ? (360.0, 300.0) : (300.0, 190.0)
        let (centerX, centerY) = (radiusX + 90, radiusY + 50)
        var places: [String: (x: Double, y: Double)] = [:]
        for (index, company) in shown.enumerated() {
            // The most connected one stands in the middle.
            if index == 0, shown.count > 2 {
                places[company] = (centerX, centerY)
            } else {
                let count = shown.count > 2 ? shown.count - 1 : shown.count
                let turn = Double(shown.count > 2 ? index - 1 : index) / Double(count)
                let (sine, cosine) = Self.sineAndCosine(ofTurn: turn - 0.25)
                places[company] = (centerX + radiusX * cosine, centerY + radiusY * sine)
            }
        }
        var lines: [String] = []
        var labels: [String] = []
        let pairs = Dictionary(grouping: edges) { "\($0.text("dependent") ?? "")>\($0.text("provider") ?? "")" }
        for (_, group) in pairs.sorted(by: { $0.key < $1.key }) {
            guard let first = group.first, let from = places[first.text("dependent") ?? ""],
                let to = places[first.text("provider") ?? ""]
            else { continue }
            let isInferred = group.allSatisfy { $0.text("basis") == "inferred" }
            let isEnded = group.allSatisfy { $0.text("until") != nil }
            let (dx, dy) = (to.x - from.x, to.y - from.y)
            let length = max((dx * dx + dy * dy).squareRoot(), 1)
            let (ux, uy) = (dx / length, dy / length)
            // Each direction keeps to its own side, so that two edges of one pair do not cover each other.
            let (sx, sy) = (-uy * 9, ux * 9)
            let startGap = min(76 / max(abs(ux), 0.01), 24 / max(abs(uy), 0.01))
            let (x1, y1) = (from.x + ux * startGap + sx, from.y + uy * startGap + sy)
            let (x2, y2) = (to.x - ux * (startGap + 4) + sx, to.y - uy * (startGap + 4) + sy)
            let style = (isInferred ? " stroke-dasharray=\"6 4\"" : "") + (isEnded ? " opacity=\".45\"" : "")
            lines.append(
                "<line x1=\"\(Self.px(x1))\" y1=\"\(Self.px(y1))\" x2=\"\(Self.px(x2))\" y2=\"\(Self.px(y2))\" "
                    + "stroke=\"var(--c)\" stroke-width=\"1.6\" marker-end=\"url(#arrow)\"\(style)/>")
            guard !isLarge else { continue }
            let label = group.map { edge in
                (edge.text("kind") ?? "") + (edge.text("sharePercent").map { " \($0) %" } ?? "")
            }.joined(separator: ", ")
            labels.append(
                "<text x=\"\(Self.px(x1 + (x2 - x1) * 0.42 + sx))\" y=\"\(Self.px(y1 + (y2 - y1) * 0.42 + sy + 4))\" "
                    + "text-anchor=\"\(abs(ux) > 0.4 ? "middle" : sx < 0 ? "end" : "start")\" paint-order=\"stroke\" stroke=\"var(--paper)\" stroke-width=\"5\">"
                    + HTMLText.escaped(label) + "</text>")
        }
        let boxes = shown.compactMap { company -> String? in
            guard let place = places[company] else { return nil }
            let name = String(input.name(company).prefix(22))
            return
                "<rect x=\"\(Self.px(place.x - 76))\" y=\"\(Self.px(place.y - 18))\" width=\"152\" height=\"36\" rx=\"4\" "
                + "fill=\"var(--wash)\" stroke=\"var(--ink)\"/><text x=\"\(Self.px(place.x))\" y=\"\(Self.px(place.y + 5))\" "
                + "text-anchor=\"middle\" textLength=\"\(name.count > 19 ? "140" : "")\">"
                .replacing(" textLength=\"\"", with: " ")
                + HTMLText.escaped(name) + "</text>"
        }
        let svg =
            "<svg role=\"img\" viewBox=\"0 0 \(Self.px(2 * centerX)) \(Self.px(2 * centerY))\" "
            + "xmlns=\"http://www.w3.org/2000/svg\"><title>Who depends on whom: an arrow points from the dependent to the "
            + "provider; dashed where it is inferred, faint where it has ended</title><defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" "
            + "refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" "
            + "fill=\"var(--c)\"/></marker></defs>" + lines.joined() + labels.joined() + boxes.joined() + "</svg>"
        return (svg, ranked.count - shown.count)
    }

    private static func px(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths % 10))")
    }

    /// Of a turn of the circle, by Taylor series: the mathematics of a picture need no library.
    private static func sineAndCosine(ofTurn turn: Double) -> (Double, Double) {
        func sine(_ x: Double) -> Double {
            var (term, sum) = (x, x)
            for n in 1...14 {
                term *= -x * x / Double((2 * n) * (2 * n + 1))
                sum += term
            }
            return sum
        }
        let angle = (turn - turn.rounded()) * 2 * Double.pi
        return (sine(angle), sine(angle + Double.pi / 2))
    }

    // MARK: Commitments against a plan

    /// A bar a plan: what deals cover by how binding they are, and the hatched rest.
    func plans() -> String? {
        let plans = input.rows("plans").filter { row in
            row.quantity("stated").map { $0.amount.sign > 0 } ?? false
        }.prefix(12)
        guard !plans.isEmpty else { return nil }
        let (left, width, height) = (0.0, 800.0, 92.0)
        var parts: [String] = []
        for (index, plan) in plans.enumerated() {
            guard let stated = plan.quantity("stated") else { continue }
            let scale = width / (stated.upper ?? stated.amount).double
            let y = Double(index) * height
            parts.append(
                "<text x=\"0\" y=\"\(Self.px(y + 16))\" font-weight=\"600\">"
                    + HTMLText.escaped("\(plan.text("plan") ?? ""): \(stated.inWords) stated") + "</text>")
            var x = left
            var legend: [String] = []
            for (order, entry) in plan.amounts("coveredByCommitment", named: "commitment").enumerated() {
                let length = min(entry.1.amount.double * scale, width - x)
                parts.append(
                    "<rect x=\"\(Self.px(x))\" y=\"\(Self.px(y + 26))\" width=\"\(Self.px(length))\" height=\"26\" "
                        + "fill=\"var(\(order == 0 ? "--a" : "--b"))\" opacity=\"\(order > 1 ? ".5" : "1")\" stroke=\"var(--paper)\"/>"
                )
                legend.append("\(entry.0) \(entry.1.inWords)")
                x += length
            }
            parts.append(
                "<rect x=\"\(Self.px(x))\" y=\"\(Self.px(y + 26))\" width=\"\(Self.px(max(0, width - x)))\" height=\"26\" "
                    + "fill=\"url(#hatch)\" stroke=\"var(--c)\""
                    + (stated.qualifier == .exact ? "/>" : " stroke-dasharray=\"5 4\"/>"))
            if let rest = plan.quantity("notCovered") { legend.append("not covered \(rest.inWords)") }
            parts.append(
                "<text x=\"0\" y=\"\(Self.px(y + 70))\">" + HTMLText.escaped(legend.joined(separator: " · "))
                    + "</text>")
        }
        return
            "<svg role=\"img\" viewBox=\"0 0 802 \(Self.px(Double(plans.count) * height))\" "
            + "xmlns=\"http://www.w3.org/2000/svg\"><title>Commitments against plans: filled what recorded deals cover, hatched what "
            + "they do not; a broken outline where the plan's figure is not exact</title><defs><pattern id=\"hatch\" width=\"7\" "
            + "height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"7\" "
            + "stroke=\"var(--c)\" stroke-width=\"1.5\"/></pattern></defs>" + parts.joined() + "</svg>"
    }
}
