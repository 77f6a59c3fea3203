import MarketEvents

/// Who depends on whom, drawn: boxes in columns, an arrow from each dependent to its provider, as wide as what was committed.
struct DependencyPicture {
    let graph: DependencyGraph
    let input: ReportInput
    let layout: LayeredLayout
    let labels: EdgeLabels
    /// What stands in each box.
    private let names: [[String]]

    /// Lines from thin to wide; in a picture of many edges there is less room.
    private static let widths = 1.6...6.0
    /// Beyond so many edges a label is only the amount.
    private static let mostLongLabels = 16

    private static let title = "Who depends on whom"

    /// Nil where there is nothing to draw.
    init?(_ graph: DependencyGraph, _ input: ReportInput) {
        guard !graph.edges.isEmpty else { return nil }
        self.graph = graph
        self.input = input
        let place = Dictionary(uniqueKeysWithValues: graph.companies.enumerated().map { ($1, $0) })
        let largest = Dictionary(grouping: graph.edges.compactMap(\.committed), by: \.unit)
            .mapValues { $0.map(\.extent.double).max() ?? 0 }
        let isSmall = graph.edges.count <= Self.mostLongLabels
        names = graph.companies.map { Self.nameLines(input.name($0)) }
        layout = LayeredLayout(
            boxHeights: names.map { $0.count > 1 ? 44 : 34 },
            edges: graph.edges.map { edge in
                var width = Self.widths.lowerBound
                if let committed = edge.committed, let most = largest[committed.unit], most > 0 {
                    // The area that a line seems to have grows with its width, so the root of the share.
                    width += (Self.widths.upperBound - width) * (committed.extent.double / most).squareRoot()
                }
                return LayeredLayout.Edge(
                    from: place[edge.dependent] ?? 0, to: place[edge.provider] ?? 0, width: width)
            }, spacing: isSmall ? .roomy : .tight)
        labels = EdgeLabels(
            layout,
            texts: graph.edges.enumerated().compactMap { index, edge in
                let kinds = isSmall ? [Self.kinds(edge)] : []
                let lines = kinds + [edge.committed?.inWords].compactMap { $0 }
                return lines.isEmpty ? nil : (index, lines)
            })
    }

    /// A name in one line or two, cut where two do not hold it.
    private static func nameLines(_ name: String) -> [String] {
        let name = ShortText.cut(SafeText.terminal(name), most: 100)
        let room = LayeredLayout.boxWidth - 12
        guard ShortText.width(of: name, size: SVG.fontSize) > room else { return [name] }
        let words = name.split(separator: " ")
        let first = words.indices.last { count in
            ShortText.width(of: words[...count].joined(separator: " "), size: SVG.fontSize) <= room
        }
        guard let first else { return [ShortText.fit(name, width: room, size: SVG.fontSize)] }
        return [
            words[...first].joined(separator: " "),
            ShortText.fit(words[(first + 1)...].joined(separator: " "), width: room, size: SVG.fontSize),
        ]
    }

    private static func kinds(_ edge: DependencyGraph.Edge) -> String {
        let named = edge.kinds.prefix(2).joined(separator: ", ")
        return edge.kinds.count > 2 ? "\(named), …" : named
    }

    var picture: ReportPicture {
        let edges = graph.edges.indices.map(drawn)
        let boxes = graph.companies.indices.map(box)
        let texts = labels.labels.sorted { $0.key < $1.key }.map { label($1) }
        let count = VocabularyWords.count(graph.companies.count, "company", "companies")
        let arrows = DependencyGraph.Basis.allCases.map { basis in
            "<marker id=\"arrow-\(basis)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"10\" markerHeight=\"10\" "
                + "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0 10 5 0 10z\" class=\"head \(basis)\"/></marker>"
        }
        return ReportPicture(
            title: Self.title,
            svg: SVG.picture(
                id: "graph", width: layout.width, height: layout.height, title: Self.title,
                description:
                    "\(count) and \(VocabularyWords.count(graph.edges.count, "arrow")), each from a dependent to its "
                    + "provider. The table has the figures.",
                definitions: arrows.joined(), content: edges.joined() + texts.joined() + boxes.joined()),
            caption: caption, legend: legend, mermaid: mermaid)
    }

    private var caption: String {
        let units = Set(graph.edges.compactMap(\.committed?.unit)).count
        var caption =
            "An arrow points from the dependent to its provider; the wider it is, the more was committed"
            + (units > 1 ? ", each unit on a scale of its own." : ".")
        guard !graph.companiesLeftOut.isEmpty || graph.edgesLeftOut > 0 else { return caption }
        caption +=
            " Drawn are the \(VocabularyWords.count(graph.companies.count, "company", "companies")) with the largest "
            + "commitments; \(VocabularyWords.count(graph.edgesLeftOut, "further dependency is", "further dependencies are")) "
            + "not drawn"
        let left = graph.companiesLeftOut
        guard !left.isEmpty else { return caption + "." }
        let named = left.prefix(20).map { ShortText.cut(input.name($0), most: 40) }.joined(separator: ", ")
        return caption + ", nor \(VocabularyWords.count(left.count, "company", "companies")): \(named)"
            + (left.count > 20 ? " and \(VocabularyWords.count(left.count - 20, "other"))" : "") + "."
    }

    private func sentence(_ edge: DependencyGraph.Edge) -> String {
        let amount = edge.committed.map { ", \($0.inWords) committed" } ?? ""
        return
            "\(input.name(edge.dependent)) depends on \(input.name(edge.provider)) for \(edge.kinds.joined(separator: ", "))"
            + "\(amount) (\(Self.meaning(edge.basis)))"
    }

    private func drawn(_ index: Int) -> String {
        let route = layout.routes[index]
        guard let first = route.stretches.first else { return "" }
        let edge = graph.edges[index]
        var path = "M\(SVG.number(first.start.x)) \(SVG.number(first.start.y))"
        for stretch in route.stretches.indices {
            let curve = route.curve(of: stretch)
            if stretch > 0 { path += "L\(Self.pair(curve.start))" }
            path += "C\(Self.pair(curve.leaving)) \(Self.pair(curve.arriving)) \(Self.pair(curve.end))"
        }
        return SVG.titled(
            ShortText.cut(sentence(edge), most: 300),
            "<path d=\"\(path)\" class=\"edge \(edge.basis)\" stroke-width=\"\(SVG.number(layout.widths[index]))\" "
                + "marker-end=\"url(#arrow-\(edge.basis))\"/>")
    }

    private static func pair(_ point: LayeredLayout.Point) -> String { "\(SVG.number(point.x)) \(SVG.number(point.y))" }

    private func box(_ index: Int) -> String {
        let box = layout.boxes[index]
        let company = graph.companies[index]
        let name = SafeText.terminal(input.name(company))
        return SVG.titled(
            ShortText.cut(name, most: 300),
            SVG.rect(
                x: box.x, y: box.y, width: box.width, height: box.height,
                class: company == input.scope.company ? "box focus" : "box")
                + names[index].enumerated().map { line, text in
                    let y = box.middle + 4.5 + 16 * (Double(line) - Double(names[index].count - 1) / 2)
                    return SVG.text(text, x: box.x + box.width / 2, y: y, anchor: .middle)
                }.joined())
    }

    private func label(_ label: EdgeLabels.Label) -> String {
        SVG.rect(x: label.box.x, y: label.box.y, width: label.box.width, height: label.box.height, class: "plate")
            + label.lines.enumerated().map { index, line in
                SVG.text(
                    line, x: label.box.x + label.box.width / 2,
                    y: label.box.y + EdgeLabels.lineHeight * (Double(index) + 0.8), anchor: .middle, class: "label")
            }.joined()
    }

    private static func meaning(_ basis: DependencyGraph.Basis) -> String {
        switch basis {
        case .deal: "from a deal in force"
        case .stated: "stated by a source"
        case .inferred: "inferred by the writer"
        case .ended: "ended"
        }
    }

    private var legend: [LegendEntry] {
        DependencyGraph.Basis.allCases.filter { basis in graph.edges.contains { $0.basis == basis } }.map { basis in
            LegendEntry(
                svg: "<svg aria-hidden=\"true\" width=\"44\" height=\"12\" viewBox=\"0 0 44 12\">"
                    + "<path d=\"M1 6H42\" class=\"edge \(basis)\" stroke-width=\"2.4\" marker-end=\"url(#arrow-\(basis))\"/></svg>",
                meaning: Self.meaning(basis))
        }
    }

    private var mermaid: String {
        GraphFormats.mermaid(
            names: graph.companies.map { ($0, ShortText.cut(input.name($0), most: 40)) },
            edges: graph.edges.map { edge in
                GraphFormats.Edge(
                    from: edge.dependent, to: edge.provider,
                    label: Self.kinds(edge) + (edge.committed.map { ", \($0.inWords)" } ?? ""),
                    isInferred: edge.basis == .inferred, isEnded: edge.basis == .ended)
            })
    }
}
