import CanonicalJSON
import MarketEvents

/// Makes valid payloads of a shape.
struct PayloadGenerator {
    var random: Seeded

    mutating func value(_ shape: Shape) -> JSONValue {
        switch shape {
        case .text(let format): return .string(format.example)
        case .choice(let words): return .string(words.randomElement(using: &random) ?? "")
        case .boolean: return .boolean(Bool.random(using: &random))
        case .quantity(let rule):
            var unit = random.quantity(.share)
            if case .unit(let fixed) = rule { unit = random.quantity(fixed) }
            return .object(unit.json)
        case .list(let element, let minimum):
            return .array((0..<(minimum + Int.random(in: 0...2, using: &random))).map { _ in value(element) })
        case .object(let object): return .object(self.object(object))
        case .nullable(let inner): return Bool.random(using: &random) ? .null : value(inner)
        case .payload: return [:]
        }
    }

    /// - Parameter optional: nil leaves each optional field to chance.
    mutating func object(_ shape: ObjectShape, optional: Bool? = nil) -> JSONObject {
        var object = JSONObject()
        for field in shape.fields where field.isRequired || (optional ?? Bool.random(using: &random)) {
            object[field.name] = value(field.shape)
        }
        for rule in shape.rules {
            switch rule {
            case .notBoth(let first, let second): if object[first] != nil { object[second] = nil }
            case .anyOf(let names):
                if names.allSatisfy({ object[$0] == nil }), let name = names.first, let field = shape.field(name) {
                    object[name] = value(field.shape)
                }
            case .onlyWith: break
            }
        }
        return object
    }
}

/// Changes one place of a value, however deep, without knowing its shape: some results are still right, most are not.
struct ValueBreaker {
    var random: Seeded

    mutating func broken(_ object: JSONObject) -> JSONObject { changed(.object(object), isRoot: true).object ?? object }

    private mutating func changed(_ value: JSONValue, isRoot: Bool = false) -> JSONValue {
        // Descend more often than not: the deeper places are the many.
        if Int.random(in: 0..<4, using: &random) > 0 {
            switch value {
            case .object(var object):
                if let name = object.names.randomElement(using: &random), let inner = object[name] {
                    object[name] = changed(inner)
                    return .object(object)
                }
            case .array(var elements):
                if let index = elements.indices.randomElement(using: &random) {
                    elements[index] = changed(elements[index])
                    return .array(elements)
                }
            default: break
            }
        }
        if !isRoot, Int.random(in: 0..<4, using: &random) == 0 { return ofAnyKind() }
        switch value {
        case .string(let text): return .string(nearMiss(of: text))
        case .object(var object):
            switch Int.random(in: 0..<4, using: &random) {
            case 0: object[nearMiss(of: object.names.randomElement(using: &random) ?? "x")] = ofAnyKind()
            case 1:
                object[["upper", "value", "capacity", "increase", "approximate"].randomElement(using: &random) ?? ""] =
                    ofAnyKind()
            default: if let name = object.names.randomElement(using: &random) { object[name] = nil }
            }
            return .object(object)
        case .array(var elements):
            switch Int.random(in: 0..<3, using: &random) {
            case 0: elements = []
            case 1: elements.append(ofAnyKind())
            default: if let last = elements.last { elements.append(last) }
            }
            return .array(elements)
        default: return ofAnyKind()
        }
    }

    private mutating func ofAnyKind() -> JSONValue {
        let values: [JSONValue] = [
            .null, .boolean(true), .boolean(false), .number(0), .number(1.5), .integer(38_000_000_000), "", "x", "true",
            "null", "2025-02-30", "\n", [], [[]], [.null], ["x"], [[:]], [:], ["x": "y"],
            ["amount": .number(38), "unit": "USD", "qualifier": "exact"],
            ["amount": "1", "unit": "USD", "qualifier": "between"],
            ["amount": "1", "upper": "2", "unit": "USD", "qualifier": "exact"],
            ["amount": "1", "upper": "2", "unit": "USD", "qualifier": "between"],
            ["amount": "2", "unit": "percent", "qualifier": "about"],
        ]
        return values.randomElement(using: &random) ?? .null
    }

    /// What people and hostile programs get wrong, and what Swift's strings take for the same: a combining mark makes one
    /// character of two scalars, and the sign of Kelvin is canonically equivalent to K.
    private static let intruders: [Unicode.Scalar] =
        Array("0123456789-:/.+TZPQYMWDKkaA^=_~ ".unicodeScalars)
        + [
            "\n", "\r", "\t", "\u{0}", "\u{7F}", "\u{A0}", "\u{301}", "\u{338}", "\u{212A}", "\u{37E}", "\u{FF11}",
            "\u{661}", "\u{2028}", "\u{1F4B5}",
        ]

    mutating func nearMiss(of text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0..<Int.random(in: 1...2, using: &random) {
            let intruder = Self.intruders.randomElement(using: &random) ?? "0"
            let place = scalars.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<8, using: &random) {
            case 0: if !scalars.isEmpty { scalars.remove(at: place) }
            case 1: if !scalars.isEmpty { scalars.insert(scalars[place], at: place) }
            case 2: if place + 1 < scalars.count { scalars.swapAt(place, place + 1) }
            case 3: scalars.append(intruder)
            case 4:
                let lookalikes = scalars.indices.filter { scalars[$0] == "K" }
                if let place = lookalikes.first { scalars[place] = "\u{212A}" } else { scalars.insert(intruder, at: 0) }
            case 5: if !scalars.isEmpty { scalars[place] = intruder }
            case 6: scalars = Array(Bool.random(using: &random) ? scalars.map(Self.otherCase) : scalars + scalars)
            default: scalars.insert(intruder, at: place)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static func otherCase(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let character = String(Character(scalar))
        let other = character.uppercased() == character ? character.lowercased() : character.uppercased()
        return other.unicodeScalars.first ?? scalar
    }
}
