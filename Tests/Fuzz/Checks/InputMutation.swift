import CanonicalJSON

/// A small, seeded generator (SplitMix64): the same seed gives the same inputs on every machine.
package struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Makes new inputs of known ones.
package struct InputMutation {
    private var random: SeededRandom

    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// A changed input; where it is JSON, mostly one whose values were changed and whose brackets still match.
    ///
    /// - Parameter other: a second input, from which parts may be taken.
    package mutating func mutated(_ input: [UInt8], other: [UInt8], for check: ParserCheck) -> [UInt8] {
        if check.isJSON, chance(3, in: 4), let value = try? JSONValue(parsing: input) {
            var changed = value
            let donor = (try? JSONValue(parsing: other)) ?? value
            for _ in 0..<(chance(2, in: 3) ? 1 : 3) { changed = mutated(changed, donor, check.words) }
            return changed.canonicalBytes
        }
        var bytes = input
        for _ in 0..<Int.random(in: 1...4, using: &random) { mutate(&bytes, other, check.words) }
        return Array(bytes.prefix(check.maximumLength))
    }

    /// One of the check's words put in somewhere, or a digit exchanged for a digit.
    package mutating func withWord(_ input: [UInt8], for check: ParserCheck) -> [UInt8] {
        var bytes = input
        if chance(1, in: 2) { respell(&bytes) } else { putWord(into: &bytes, check.words) }
        return Array(bytes.prefix(check.maximumLength))
    }

    private mutating func chance(_ part: Int, in whole: Int) -> Bool {
        Int.random(in: 0..<whole, using: &random) < part
    }

    private mutating func span(of count: Int) -> Range<Int> {
        let start = Int.random(in: 0...count, using: &random)
        return start..<min(count, start + Int.random(in: 0...8, using: &random))
    }

    private mutating func mutate(_ bytes: inout [UInt8], _ other: [UInt8], _ words: [String]) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        case 1: if place < bytes.count { bytes[place] = UInt8.random(in: 0...255, using: &random) }
        case 2: bytes.removeSubrange(span(of: bytes.count))
        case 3: bytes.insert(contentsOf: bytes[span(of: bytes.count)], at: place)
        case 4: bytes.insert(contentsOf: other[span(of: other.count)], at: place)
        case 5: bytes.insert(UInt8.random(in: 0x20...0x7E, using: &random), at: place)
        case 6: respell(&bytes)
        default: putWord(into: &bytes, words)
        }
    }

    private mutating func putWord(into bytes: inout [UInt8], _ words: [String]) {
        guard let word = words.randomElement(using: &random) else { return }
        let place = Int.random(in: 0...bytes.count, using: &random)
        let end = chance(1, in: 2) ? place : min(bytes.count, place + word.utf8.count)
        bytes.replaceSubrange(place..<end, with: word.utf8)
    }

    private mutating func mutated(_ value: JSONValue, _ donor: JSONValue, _ words: [String]) -> JSONValue {
        // The places inside are the many: descend more often than not.
        switch value {
        case .object(let object) where !object.isEmpty && chance(4, in: 5):
            return .object(mutated(object, donor, words))
        case .array(var elements) where !elements.isEmpty && chance(4, in: 5):
            let index = Int.random(in: 0..<elements.count, using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: elements.remove(at: index)
            case 1: elements.insert(elements[index], at: index)
            default: elements[index] = mutated(elements[index], donor, words)
            }
            return .array(elements)
        case .string(let text) where chance(1, in: 2):
            var bytes = Array(text.utf8)
            respell(&bytes)
            return .string(String(decoding: bytes, as: UTF8.self))
        case .string(let text) where chance(1, in: 2):
            var bytes = Array(text.utf8)
            mutate(&bytes, Array("2025-11-03T09:30:00Z".utf8), words)
            return .string(String(decoding: bytes, as: UTF8.self))
        default: return replacement(donor, words)
        }
    }

    /// A digit for a digit, a letter for a letter: what often is of the same form.
    private mutating func respell(_ bytes: inout [UInt8]) {
        guard let place = bytes.indices.randomElement(using: &random) else { return }
        switch bytes[place] {
        case 0x30...0x39: bytes[place] = UInt8.random(in: 0x30...0x39, using: &random)
        case 0x41...0x5A: bytes[place] = UInt8.random(in: 0x41...0x5A, using: &random)
        case 0x61...0x7A: bytes[place] = UInt8.random(in: 0x61...0x7A, using: &random)
        default: break
        }
    }

    private mutating func mutated(_ object: JSONObject, _ donor: JSONValue, _ words: [String]) -> JSONObject {
        var object = object
        guard let name = object.names.randomElement(using: &random) else { return object }
        switch Int.random(in: 0..<6, using: &random) {
        case 0: object[name] = nil
        case 1:
            if case .object(let other) = part(of: donor), let taken = other.names.randomElement(using: &random) {
                object[taken] = other[taken]
            }
        default: object[name] = object[name].map { mutated($0, donor, words) }
        }
        return object
    }

    private mutating func replacement(_ donor: JSONValue, _ words: [String]) -> JSONValue {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            [.null, .boolean(true), .number(-0.5), .integer(1 << 53), [], [:]].randomElement(using: &random) ?? .null
        case 1: part(of: donor)
        default: .string(words.randomElement(using: &random) ?? "")
        }
    }

    /// The value or something in it.
    private mutating func part(of value: JSONValue) -> JSONValue {
        switch value {
        case .object(let object) where chance(2, in: 3):
            object.names.randomElement(using: &random).flatMap { object[$0] }.map { part(of: $0) } ?? value
        case .array(let elements) where chance(2, in: 3):
            elements.randomElement(using: &random).map { part(of: $0) } ?? value
        default: value
        }
    }
}
