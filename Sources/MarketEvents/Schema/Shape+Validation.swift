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

    /// For so many faults of one event the nearest names are looked for. A hostile one has tens of thousands of them, and each
    /// search goes over all known names.
    static let mostHints = 100
}

extension Shape {
    /// All that is wrong with `value`, each with its path. Empty where it is of this shape.
    package func faults(in value: JSONValue, path: String) -> [Fault] {
        var faults: [Fault] = []
        collect(value, path, &faults)
        return faults
    }

    fileprivate func collect(_ value: JSONValue, _ path: String, _ faults: inout [Fault]) {
        switch self {
        case .text(let format):
            guard let text = value.string else {
                return wrongKind("\(format.name) in quotes, such as \"\(format.example)\"", value, path, &faults)
            }
            if let fault = format.fault(text) { faults.append(Fault(path, fault)) }
        case .choice(let words):
            guard let text = value.string else {
                return wrongKind("one of \(words.joined(separator: ", "))", value, path, &faults)
            }
            // Byte by byte, as JSON Schema compares: canonically equivalent spellings are other words.
            if !words.contains(where: { $0.utf8.elementsEqual(text.utf8) }) {
                let nearest =
                    faults.count < Fault.mostHints ? NearestNames.nearest(to: text, among: words).first : nil
                faults.append(
                    Fault(
                        path,
                        "\(quoted(text)) is not one of \(words.joined(separator: ", "))"
                            + (nearest.map { "; did you mean \($0)?" } ?? "")))
            }
        case .boolean:
            if value.boolean == nil { wrongKind("true or false", value, path, &faults) }
        case .quantity(let rule): collectQuantity(rule, value, path, &faults)
        case .list(let element, let minimum):
            guard let elements = value.array else { return wrongKind("a list", value, path, &faults) }
            if elements.count < minimum {
                faults.append(Fault(path, "needs at least \(minimum) element\(minimum == 1 ? "" : "s")"))
            }
            // Lists of days and prices are long and seldom wrong: of what is right no path is made.
            for index in ListedText(element)?.wrongPlaces(in: elements) ?? Array(elements.indices) {
                element.collect(elements[index], "\(path)[\(index)]", &faults)
            }
        case .object(let shape): shape.collect(value, path, &faults)
        case .nullable(let shape): if !value.isNull { shape.collect(value, path, &faults) }
        case .payload: if value.object == nil { wrongKind("an object", value, path, &faults) }
        }
    }

    private func wrongKind(_ wanted: String, _ value: JSONValue, _ path: String, _ faults: inout [Fault]) {
        faults.append(Fault(path, "is \(value.kindName); write \(wanted)"))
    }

    private func collectQuantity(
        _ rule: QuantityRule, _ value: JSONValue, _ path: String, _ faults: inout [Fault]
    ) {
        if case .number = value {
            let example = #"{"amount":"38000000000","unit":"USD","qualifier":"exact"}"#
            return faults.append(
                Fault(path, "is a JSON number, which cannot carry an amount exactly; write \(example)"))
        }
        let count = faults.count
        Quantity.shape(rule).collect(value, path, &faults)
        guard faults.count == count, let object = value.object, let quantity = Quantity(object) else { return }
        if quantity.qualifier == .between, let upper = quantity.upper, upper < quantity.amount {
            faults.append(Fault("\(path).upper", "\(upper) is below the amount \(quantity.amount)"))
        }
    }
}

extension ObjectShape {
    func collect(_ value: JSONValue, _ path: String, _ faults: inout [Fault]) {
        guard let object = value.object else {
            return faults.append(Fault(path, "is \(value.kindName); write an object"))
        }
        func place(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
        for member in object.members {
            if let field = field(member.name) {
                field.shape.collect(member.value, place(member.name), &faults)
            } else if faults.count >= Fault.mostHints {
                faults.append(Fault(place(quotedPath(member.name)), "unknown field"))
            } else {
                let nearest = NearestNames.nearest(to: member.name, among: fields.map(\.name))
                faults.append(
                    Fault(
                        place(quotedPath(member.name)),
                        "unknown field; "
                            + (nearest.isEmpty
                                ? "known are " + fields.map(\.name).joined(separator: ", ")
                                : "nearest: " + nearest.joined(separator: ", "))))
            }
        }
        for field in fields where field.isRequired && object[field.name] == nil {
            faults.append(Fault(place(field.name), "is missing: \(field.meaning)"))
        }
        for rule in rules {
            switch rule {
            case .notBoth(let first, let second):
                if object[first] != nil, object[second] != nil {
                    faults.append(Fault(place(second), "cannot stand beside \(first); give one of them"))
                }
            case .anyOf(let names):
                if names.allSatisfy({ object[$0] == nil }) {
                    faults.append(Fault(path, "needs \(names.joined(separator: " or "))"))
                }
            case .onlyWith(let field, let name, let value):
                let wanted = object[name] == .string(value)
                if wanted, object[field] == nil {
                    faults.append(Fault(place(field), "is missing: \(name) is \(value)"))
                } else if !wanted, object[field] != nil {
                    faults.append(Fault(place(field), "stands only where \(name) is \(value)"))
                }
            }
        }
    }
}

/// The format of a list of texts, or of texts and nulls.
private struct ListedText {
    private let format: TextFormat
    private let isNullable: Bool

    /// Nil for a list of anything else.
    init?(_ element: Shape) {
        switch element {
        case .text(let format): (self.format, isNullable) = (format, false)
        case .nullable(.text(let format)): (self.format, isNullable) = (format, true)
        default: return nil
        }
    }

    func wrongPlaces(in elements: [JSONValue]) -> [Int] {
        elements.indices.filter { place in
            switch elements[place] {
            case .string(let text): format.fault(text) != nil
            case .null: !isNullable
            default: true
            }
        }
    }
}
