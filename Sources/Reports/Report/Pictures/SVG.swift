/// Pieces of SVG. Every text is escaped here; classes and numbers are our own.
///
/// Colours are CSS classes of the report's style, so that one picture serves light, dark and print.
enum SVG {
    static let fontSize = 13.0
    static let smallSize = 12.0

    /// Text of the class `strong` runs wider.
    static func strongWidth(of text: String) -> Double { 1.12 * ShortText.width(of: text, size: fontSize) }

    /// One decimal is finer than a screen.
    static func number(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        return sign + "\(abs(tenths) / 10)" + (tenths % 10 == 0 ? "" : ".\(abs(tenths) % 10)")
    }

    static func rect(
        x: Double, y: Double, width: Double, height: Double, class name: String, fill: String? = nil
    ) -> String {
        "<rect x=\"\(number(x))\" y=\"\(number(y))\" width=\"\(number(max(0, width)))\" height=\"\(number(height))\" "
            + "class=\"\(name)\"\(fill.map { " fill=\"url(#\($0))\"" } ?? "")/>"
    }

    static func line(x1: Double, y1: Double, x2: Double, y2: Double, class name: String) -> String {
        "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" class=\"\(name)\"/>"
    }

    static func polyline(_ places: [(x: Double, y: Double)], class name: String) -> String {
        "<polyline points=\"\(points(places))\" class=\"\(name)\"/>"
    }

    static func polygon(_ places: [(x: Double, y: Double)], class name: String) -> String {
        "<polygon points=\"\(points(places))\" class=\"\(name)\"/>"
    }

    private static func points(_ places: [(x: Double, y: Double)]) -> String {
        places.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
    }

    enum Anchor: String { case start, middle, end }

    static func text(
        _ text: String, x: Double, y: Double, anchor: Anchor = .start, class name: String? = nil
    ) -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\""
            + (anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\"")
            + (name.map { " class=\"\($0)\"" } ?? "") + ">\(HTMLText.escaped(text))</text>"
    }

    /// What a pointer that rests on the content, or a screen reader, is told.
    static func titled(_ title: String, _ content: String) -> String {
        "<g><title>\(HTMLText.escaped(title))</title>\(content)</g>"
    }

    /// Slanted lines over a fill: what is assumed, or about.
    static func hatch(id: String, class name: String) -> String {
        "<pattern id=\"\(id)\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">"
            + "<rect width=\"6\" height=\"6\" class=\"\(name) faint\"/><rect width=\"3\" height=\"6\" class=\"\(name)\"/>"
            + "</pattern>"
    }

    /// A whole picture, at its natural size or narrower, with the title and description that a screen reader reads out.
    static func picture(
        id: String, width: Double, height: Double, title: String, description: String, definitions: String = "",
        margin: Double = 0, content: String
    ) -> String {
        "<svg role=\"img\" aria-labelledby=\"\(id)-title \(id)-desc\" width=\"\(number(width + 2 * margin))\" height=\"\(number(height + 2 * margin))\" "
            + "viewBox=\"\(number(-margin)) \(number(-margin)) \(number(width + 2 * margin)) \(number(height + 2 * margin))\" xmlns=\"http://www.w3.org/2000/svg\">"
            + "<title id=\"\(id)-title\">\(HTMLText.escaped(title))</title>"
            + "<desc id=\"\(id)-desc\">\(HTMLText.escaped(description))</desc>"
            + (definitions.isEmpty ? "" : "<defs>\(definitions)</defs>") + content + "</svg>"
    }

    /// A file of its own: the picture with the colours of the report, on paper of its own.
    static let fileMargin = 14.0

    static func file(_ picture: String) -> String {
        guard let end = picture.firstIndex(of: ">") else { return picture }
        let start = picture.index(after: end)
        return picture[..<start] + "<style>\(ReportStyle.picture)</style>"
            + "<rect x=\"\(number(-fileMargin))\" y=\"\(number(-fileMargin))\" width=\"100%\" height=\"100%\" class=\"plate\"/>"
            + picture[start...] + "\n"
    }
}
