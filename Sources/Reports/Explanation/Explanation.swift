import CanonicalJSON
import MarketEvents
import Projections

/// A row taken apart: its figures, the arithmetic that made them, and the events with their evidence.
package struct Explanation {
    private let view: String
    private let row: ViewRow
    private let shape: ViewShape
    package let derivations: [Derivation]
    private let events: [CitedEvent]
    private let causes: [TextTree]
    /// By id, from 1: how the tree refers to events.
    private let numbers: [String: Int]

    package init?(of row: ViewRow, in view: String, from basis: ExplanationBasis) {
        guard let shape = basis.shape(view) else { return nil }
        (self.view, self.row, self.shape) = (view, row, shape)
        derivations = basis.derivations(of: row, in: view)
        events = basis.facts(of: row).filter { $0.event.type.stream != .target || $0.id == row.ownID(shape) }
            .map { CitedEvent($0, basis) }
        numbers = Dictionary(events.enumerated().map { ($1.fact.id, $0 + 1) }) { first, _ in first }
        causes = view == "timeline" ? Explanation.causality(of: row.ownID(shape), basis) : []
    }

    package var json: JSONObject {
        [
            "view": .string(view), "key": .string(row.key), "row": .object(row.json(shape)),
            "arithmetic": .array(derivations.map { .object($0.json) }),
            "events": .array(events.map { .object($0.json) }),
        ]
    }

    /// - Parameter width: columns of the terminal; nil where nothing is wrapped.
    package func text(width: Int?) -> String {
        let tree = TextTree("\(view) \(row.key)", columns + figures + alsoSaid + causes + sources)
        return tree.lines(width: width).map { $0 + "\n" }.joined()
    }
}

extension Explanation {
    /// The columns that no arithmetic stands for.
    private var columns: [TextTree] {
        let explained = Set(derivations.map { String($0.figure.prefix { $0 != "." && $0 != "[" }) })
        return zip(shape.columns, row.cells).compactMap { column, cell in
            guard cell != .missing, !explained.contains(column.name), !Explanation.shownElsewhere.contains(column.name)
            else {
                return nil
            }
            let shown = TextTable.text(of: cell, name: column.name)
            return shown.isEmpty ? nil : TextTree("\(Explanation.words(column.name)): \(shown)")
        }
    }

    /// What figures are made of stands under the figures.
    private static let shownElsewhere: Set = ["id", "causes", "amounts", "composition", "coverage", "alsoSaid"]

    /// What was said, did not win and differs.
    private var alsoSaid: [TextTree] {
        row.cell("alsoSaid", of: shape).list.compactMap(\.object).map { entry in
            let number = entry["event"]?.string.flatMap { numbers[$0] }.map { " [\($0)]" } ?? ""
            return TextTree(AlsoSaidWords.line(entry) + number)
        }
    }

    /// One node a figure; years that are alike stand together.
    private var figures: [TextTree] {
        var nodes: [TextTree] = []
        var index = 0
        while index < derivations.count {
            let first = derivations[index]
            var last = index
            if case .straightLine = first.operation {
                while last + 1 < derivations.count, derivations[last + 1].operation == first.operation,
                    derivations[last + 1].value == first.value
                { last += 1 }
            }
            nodes.append(node(first, upTo: last > index ? last - index : nil))
            index = last + 1
        }
        return nodes
    }

    private func node(_ derivation: Derivation, upTo more: Int?) -> TextTree {
        var name = Explanation.words(derivation.figure)
        if let more { name += " and the next \(more), each" }
        let shown = derivation.value?.shown ?? "has no bound that is known"
        let old = derivation.superseded.map { TextTree(line($0)) }
        let about = derivation.markedAbout.map { ", about: \($0)" } ?? ""
        switch derivation.operation {
        case .stated where derivation.parts.count == 1:
            let part = derivation.parts[0]
            return TextTree("\(name): \(shown), \(part.label)\(reference(part))", old)
        case .straightLine(let months, let term):
            return TextTree("\(name): \(shown) = total × \(months) / \(term) months, rounded\(about)", old)
        case .sharesTimesMove where derivation.parts.count > 2:
            let formula = "\(value(derivation.parts[0])) × (\(move(derivation.parts[1...])))"
            return TextTree("\(name): \(shown) = \(formula)\(about)", derivation.parts.map { TextTree(line($0)) } + old)
        case .sharesTimesPrice where derivation.parts.count > 1:
            let formula = "\(value(derivation.parts[0])) × \(value(derivation.parts[1]))"
            return TextTree("\(name): \(shown) = \(formula)\(about)", derivation.parts.map { TextTree(line($0)) } + old)
        case .percentChange where derivation.parts.count > 1:
            let percent = derivation.value?.quantity == nil ? " %" : ""
            let from = before(derivation.parts[1...])
            return TextTree("\(name): \(shown)\(percent) = (\(move(derivation.parts[...]))) / \(from)", old)
        case .exactAt where derivation.parts.count > 1:
            let over = derivation.parts.count > 2 ? " / " + value(derivation.parts[2]) : ""
            return TextTree(
                "\(name): \(shown) = \(value(derivation.parts[0])) + \(value(derivation.parts[1]))\(over)", old)
        case .statistic: return TextTree("\(name): \(shown) = \(derivation.parts.first?.label ?? "")", old)
        case .percent: return TextTree("\(name): \(shown) % =", parts(derivation, sign: "of ") + old)
        case .difference, .remainder, .rest:
            return TextTree("\(name): \(shown) =\(about)", parts(derivation, sign: "− ") + old)
        case .leastSum: return TextTree("\(name): \(shown) =", parts(derivation, sign: "+ ") + old)
        case .sum where derivation.parts.isEmpty: return TextTree("\(name): \(shown), nothing counts", old)
        case .sum where derivation.parts.count == 1:
            let part = derivation.parts[0]
            return TextTree("\(name): \(shown) = \(part.label)\(reference(part))", old)
        case .sum: return TextTree("\(name): \(shown) =", parts(derivation, sign: "+ ") + old)
        default:
            let words = derivation.operation.words.map { " = \($0)" } ?? ""
            return TextTree("\(name): \(shown)\(words)", derivation.parts.map { TextTree(line($0)) } + old)
        }
    }

    /// The parts with their amounts aligned, the first without its sign. A long list of equal years is one line.
    private func parts(_ derivation: Derivation, sign: String) -> [TextTree] {
        var groups: [(part: Derivation.Part, count: Int)] = []
        for part in derivation.parts {
            if let last = groups.last, last.part.value == part.value, part.label.hasPrefix("periods[") {
                groups[groups.count - 1].count += 1
            } else {
                groups.append((part, 1))
            }
        }
        let amounts = groups.map { $0.part.value?.shown ?? "?" }
        let width = amounts.map(\.count).max() ?? 0
        return groups.indices.map { index in
            let (part, count) = groups[index]
            let mark = index == 0 ? String(repeating: " ", count: sign.count) : sign
            let space = String(repeating: " ", count: width - amounts[index].count)
            let label =
                count > 1 ? "\(count) times, from \(Explanation.words(part.label)) on" : Explanation.words(part.label)
            return TextTree("\(mark)\(space)\(amounts[index])  \(label)\(reference(part))")
        }
    }

    private func line(_ part: Derivation.Part) -> String {
        "\(part.value.map { $0.shown + ", " } ?? "")\(Explanation.words(part.label))\(reference(part))"
    }

    /// A price less the one before.
    private func move(_ parts: ArraySlice<Derivation.Part>) -> String {
        (parts.first.map(value) ?? "?") + " − " + before(parts.dropFirst())
    }

    /// The price before; of a split 2:1 half of it.
    private func before(_ parts: ArraySlice<Derivation.Part>) -> String {
        let price = parts.first.map(value) ?? "?"
        let split = parts.dropFirst().first.map(value)?.split(separator: ":") ?? []
        return split.count == 2 ? "\(price) × \(split[1]) / \(split[0])" : price
    }

    private func value(_ part: Derivation.Part) -> String { part.value?.shown ?? "?" }

    /// " [2]" where the part is an event of this row.
    private func reference(_ part: Derivation.Part) -> String {
        guard case .event(let id) = part.source else { return "" }
        return numbers[id].map { " [\($0)]" } ?? " [\(id)]"
    }

    /// `byCommitment.binding` is "by commitment, binding", `periods[2]` is "period 2".
    static func words(_ figure: String) -> String {
        guard figure.allSatisfy({ $0.isLetter || $0.isNumber || ".[]-".contains($0) }) else { return figure }
        var result = ""
        for character in figure {
            switch character {
            case ".": result += ", "
            case "[": result = result.dropLast() + " "
            case "]": break
            case _ where character.isUppercase: result += " " + character.lowercased()
            default: result.append(character)
            }
        }
        return result
    }
}

extension Explanation {
    /// The events behind the row, numbered, with their sources and what was said of them later.
    private var sources: [TextTree] {
        events.enumerated().map { index, event in
            let fact = event.fact
            var children = [
                TextTree(
                    [
                        fact.event.common.summary ?? fact.subject, "occurred \(fact.occurred.text)",
                        TimeWords.publication(fact.publicationBasis, fact.published, of: fact.occurred),
                        fact.certainty?.rawValue,
                        fact.event.common.saidBy.map { "says \($0.description)" },
                        fact.event.common.isInferred ? "concluded by whoever wrote it" : nil,
                    ].compactMap { $0 }.joined(separator: ", "))
            ]
            children += [EventFields.line(fact.event)].compactMap { $0 }.map { TextTree($0) }
            // The timeline tells of causes above.
            if view != "timeline" {
                children += fact.event.common.causes.map { TextTree("caused by (\($0.basis)) \($0.event)") }
            }
            let evidence = fact.event.common.evidence
            children += evidence.isEmpty ? [TextTree("no source")] : evidence.map(Explanation.source)
            children += event.remarks.map { remark in
                TextTree(
                    "\(remark.words)\(remark.publication.map { ", \($0)" } ?? "") (\(remark.id))",
                    remark.evidence.map(Explanation.source))
            }
            return TextTree("[\(index + 1)] \(fact.event.type.name) \(fact.id)", children)
        }
    }

    private static func source(_ evidence: Evidence) -> TextTree {
        let found = [
            evidence.accessed.map { "read \($0.text)" }, evidence.archived.map { "archived \($0)" },
            evidence.sha256.map { "sha256 \($0)" },
        ].compactMap { $0 }
        let more = [evidence.quote.map { "“\($0)”" }, found.isEmpty ? nil : found.joined(separator: ", ")]
        let language = evidence.language.map { " (\($0))" } ?? ""
        return TextTree(
            "source: \(CitedEvent.source(evidence))\(language)", more.compactMap { $0 }.map { TextTree($0) })
    }

    /// What caused an event, and what it caused.
    private static func causality(of id: String?, _ basis: ExplanationBasis) -> [TextTree] {
        guard let id, let fact = basis.fact(id) else { return [] }
        func name(_ other: Fact) -> String {
            "\(other.event.type.name) \(other.id)" + (other.event.common.summary.map { ": \($0)" } ?? "")
        }
        let causes = fact.event.common.causes.map { cause in
            let isRetracted = basis.retracted.contains(cause.event)
            let shown =
                basis.fact(cause.event).map(name) ?? "\(cause.event)\(isRetracted ? ", which was retracted" : "")"
            return TextTree("caused by (\(cause.basis)) \(shown)")
        }
        let effects = basis.facts.filter { $0.event.common.causes.contains { $0.event == id } }
        return causes + effects.map { TextTree("caused \(name($0))") }
    }
}

extension ViewRow {
    /// The event that a row of the timeline is.
    fileprivate func ownID(_ shape: ViewShape) -> String? { cell("id", of: shape).text }
}
