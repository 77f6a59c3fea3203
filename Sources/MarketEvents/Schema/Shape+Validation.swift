import CanonicalJSON

/// One thing that is wrong with an event: where, and what would be right.
package struct Fault: Error, Equatable, Sendable, CustomStringConvertible {
    /// `data.value.unit`, `time`; empty for the event as a whole.
    package let path: String
    package let reason: String

    package init(_ path: String, _ reason: String) {
        self.path = path
        self.reason = reason
    }

    package var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

    /// Whether it is of a field, of one in it, or of one that it is in.
    package func concerns(_ field: String) -> Bool {
        func isWithin(_ inner: String, _ outer: String) -> Bool {
            inner == outer || inner.hasPrefix(outer + ".") || inner.hasPrefix(outer + "[")
        }
        return isWithin(path, field) || isWithin(field, path)
    }

    /// For so many faults of one event the nearest names are looked for. A hostile one has tens of thousands of them, and each
    /// search goes over all known names.
    static let mostHints = 100
}

/// What is wrong with a value, collected on a walk through it. A place becomes text only where something is wrong with it: the
/// paths of all places of a valid event would take longer than its judgement.
struct FaultCollector {
    private enum Step {
        case member(String)
        case element(Int)
    }

    private(set) var faults: [Fault] = []
    private let root: String
    private var steps: [Step] = []

    /// - Parameter path: that of the whole value.
    init(path: String) { root = path }

    mutating func enter(_ name: String) { steps.append(.member(name)) }
    mutating func enter(_ index: Int) { steps.append(.element(index)) }
    mutating func leave() { steps.removeLast() }

    mutating func add(_ reason: String) { faults.append(Fault(path, reason)) }

    /// A fault of a member of the value that the walk is at.
    mutating func add(at member: String, _ reason: String) {
        enter(member)
        add(reason)
        leave()
    }

    private var path: String {
        steps.reduce(into: root) { path, step in
            switch step {
            case .member(let name): path += path.isEmpty ? name : ".\(name)"
            case .element(let index): path += "[\(index)]"
            }
        }
    }
}

extension Shape {
    /// All that is wrong with `value`, each with its path. Empty where it is of this shape.
    package func faults(in value: JSONValue, path: String) -> [Fault] {
        var found = FaultCollector(path: path)
        collect(value, &found)
        return found.faults
    }

    fileprivate func collect(_ value: JSONValue, _ found: inout FaultCollector) {
        switch self {
        case .text(let format):
            guard let text = value.string else {
                return wrongKind("\(format.name) in quotes, such as \"\(format.example)\"", value, &found)
            }
            if let fault = format.fault(text) { found.add(fault) }
        case .choice(let words):
            guard let text = value.string else {
                return wrongKind("one of \(words.joined(separator: ", "))", value, &found)
            }
            // Byte by byte, as JSON Schema compares: canonically equivalent spellings are other words.
            if !words.contains(where: { $0 == text && $0.utf8.elementsEqual(text.utf8) }) {
                let nearest =
                    found.faults.count < Fault.mostHints ? NearestNames.nearest(to: text, among: words).first : nil
                found.add(
                    "\(quoted(text)) is not one of \(words.joined(separator: ", "))"
                        + (nearest.map { "; did you mean \($0)?" } ?? ""))
            }
        case .boolean:
            if value.boolean == nil { wrongKind("true or false", value, &found) }
        case .quantity(let rule): collectQuantity(rule, value, &found)
        case .list(let element, let minimum):
            guard let elements = value.array else { return wrongKind("a list", value, &found) }
            if elements.count < minimum {
                found.add("needs at least \(minimum) element\(minimum == 1 ? "" : "s")")
            }
            for (index, item) in elements.enumerated() {
                found.enter(index)
                element.collect(item, &found)
                found.leave()
            }
        case .object(let shape): shape.collect(value, &found)
        case .nullable(let shape): if !value.isNull { shape.collect(value, &found) }
        case .payload: if value.object == nil { wrongKind("an object", value, &found) }
        }
    }

    private func wrongKind(_ wanted: String, _ value: JSONValue, _ found: inout FaultCollector) {
        found.add("is \(value.kindName); write \(wanted)")
    }

    private func collectQuantity(_ rule: QuantityRule, _ value: JSONValue, _ found: inout FaultCollector) {
        if case .number = value {
            let example = #"{"amount":"38000000000","unit":"USD","qualifier":"exact"}"#
            return found.add("is a JSON number, which cannot carry an amount exactly; write \(example)")
        }
        // The plainest and by far the most: three members, all three of them read.
        if let object = value.object, object.count == 3, let quantity = Quantity(object),
            quantity.qualifier != .between, rule.admits(quantity.unit)
        {
            return
        }
        let count = found.faults.count
        Quantity.shape(rule).collect(value, &found)
        guard found.faults.count == count, let object = value.object, let quantity = Quantity(object) else { return }
        if quantity.qualifier == .between, let upper = quantity.upper, upper < quantity.amount {
            found.add(at: "upper", "\(upper) is below the amount \(quantity.amount)")
        }
    }
}

extension QuantityRule {
    fileprivate func admits(_ unit: MeasureUnit) -> Bool {
        switch self {
        case .any: true
        case .unit(let only): only == unit
        }
    }
}

extension ObjectShape {
    func collect(_ value: JSONValue, _ found: inout FaultCollector) {
        guard let object = value.object else { return found.add("is \(value.kindName); write an object") }
        /// A bit for each field.
        var given: UInt64 = 0
        object.forEachMember(beside: sortedNames) { member, place in
            if let place {
                let index = sortedIndices[place]
                given |= 1 << UInt64(index)
                found.enter(member.name)
                fields[index].shape.collect(member.value, &found)
                found.leave()
            } else if found.faults.count >= Fault.mostHints {
                found.add(at: quotedPath(member.name), "unknown field")
            } else {
                let nearest = NearestNames.nearest(to: member.name, among: fields.map(\.name))
                found.add(
                    at: quotedPath(member.name),
                    "unknown field; "
                        + (nearest.isEmpty
                            ? "known are " + fields.map(\.name).joined(separator: ", ")
                            : "nearest: " + nearest.joined(separator: ", ")))
            }
        }
        for index in fields.indices where given & 1 << UInt64(index) == 0 && fields[index].isRequired {
            found.add(at: fields[index].name, "is missing: \(fields[index].meaning)")
        }
        for rule in rules {
            switch rule {
            case .notBoth(let first, let second):
                if object[first] != nil, object[second] != nil {
                    found.add(at: second, "cannot stand beside \(first); give one of them")
                }
            case .anyOf(let names):
                if names.allSatisfy({ object[$0] == nil }) {
                    found.add("needs \(names.joined(separator: " or "))")
                }
            case .onlyWith(let field, let name, let value):
                let wanted = object[name] == .string(value)
                if wanted, object[field] == nil {
                    found.add(at: field, "is missing: \(name) is \(value)")
                } else if !wanted, object[field] != nil {
                    found.add(at: field, "stands only where \(name) is \(value)")
                }
            }
        }
    }
}
