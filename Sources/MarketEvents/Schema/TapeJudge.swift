import CanonicalJSON

/// Judges a value in its bytes, by its tape: what it finds right is of its shape. What it does not find right may still be, and
/// `Shape.faults` says so, and what is wrong: a test holds the two against each other.
struct TapeJudge {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    let table: ShapeTable
    let bytes: Bytes
    let nodes: UnsafeBufferPointer<CanonicalTape.Node>
    let companies: CompanyIndex

    func text(_ node: Int) -> Bytes {
        Bytes(rebasing: bytes[Int(nodes[node].start)..<Int(nodes[node].end)])
    }

    /// A string of plain letters, as nearly all are.
    func string(_ node: Int) -> Bytes? { nodes[node].kind == .string ? text(node) : nil }

    /// The value of an object's member.
    func member(_ name: StaticString, of object: Int) -> Int? {
        var node = object + 1
        let end = Int(nodes[object].next)
        while node < end {
            if isSame(text(node), name) { return node + 1 }
            node = Int(nodes[node + 1].next)
        }
        return nil
    }

    func isSame(_ text: Bytes, _ word: ShapeTable.Word) -> Bool {
        guard text.count == word.count else { return false }
        for place in 0..<word.count where text[place] != table.letters[word.start + place] { return false }
        return true
    }

    func isSame(_ text: Bytes, _ word: StaticString) -> Bool {
        guard text.count == word.utf8CodeUnitCount else { return false }
        for place in 0..<text.count where text[place] != word.utf8Start[place] { return false }
        return true
    }

    func fits(_ shape: Int, _ node: Int) -> Bool {
        let entry = table.entries[shape]
        let kind = nodes[node].kind
        switch entry.kind {
        case .nullable: return kind == .null || fits(entry.first, node)
        case .boolean: return kind == .yes || kind == .no
        case .choice:
            guard kind == .string else { return false }
            let text = text(node)
            for place in entry.first..<(entry.first + entry.count) where isSame(text, table.words[place]) {
                return true
            }
            return false
        case .list:
            guard kind == .array else { return false }
            var (element, count) = (node + 1, 0)
            let end = Int(nodes[node].next)
            while element < end {
                guard fits(entry.first, element) else { return false }
                element = Int(nodes[element].next)
                count += 1
            }
            return count >= entry.count
        case .object: return kind == .object && fits(object: entry, node)
        case .quantity: return kind == .object && fits(quantity: entry, node)
        case .line:
            guard kind == .string || kind == .escapedString else { return false }
            let text = text(node)
            return (1...2_000).contains(text.count) && !text.contains(0x7F)
        case .text:
            guard kind == .string || kind == .escapedString else { return false }
            return (1...20_000).contains(nodes[node].count)
        case .opaque: return false
        case .slug, .company, .day, .eventID, .url, .time, .otherText:
            return kind == .string && fits(entry, text(node))
        }
    }

    private func fits(_ entry: ShapeTable.Entry, _ text: Bytes) -> Bool {
        switch entry.kind {
        case .slug: return Slug.isValid(bytes: text)
        case .company: return Slug.isValid(bytes: text) && companies.isRegistered(text)
        case .eventID: return EventIdentifier.isValid(bytes: text)
        case .url:
            guard text.count <= 2_000 else { return false }
            let start = text.starts(with: "https://".utf8) ? 8 : text.starts(with: "http://".utf8) ? 7 : text.count
            return start < text.count && text[start...].allSatisfy { (0x21...0x7E).contains($0) }
        case .day: return StatedTime.isPlainDay(String(decoding: text, as: UTF8.self))
        case .time: return TextFormat.statedTime.fault(String(decoding: text, as: UTF8.self)) == nil
        default: return table.formats[entry.first].fault(String(decoding: text, as: UTF8.self)) == nil
        }
    }

    private func fits(object entry: ShapeTable.Entry, _ node: Int) -> Bool {
        var given: UInt64 = 0
        var field = entry.first
        let lastField = entry.first + entry.count
        var name = node + 1
        let end = Int(nodes[node].next)
        while name < end {
            // Both are in order.
            let text = text(name)
            while field < lastField, !isSame(text, table.fields[field].name) { field += 1 }
            guard field < lastField, fits(table.fields[field].shape, name + 1) else { return false }
            given |= 1 << UInt64(field - entry.first)
            field += 1
            name = Int(nodes[name + 1].next)
        }
        guard given & entry.required == entry.required else { return false }
        for rule in entry.rules {
            switch table.rules[rule] {
            case .notAll(let fields): if given & fields == fields { return false }
            case .oneOf(let fields): if given & fields == 0 { return false }
            case .onlyWith(let field, let name, let value):
                let isWanted = has(node, entry, name, value)
                if isWanted != (given & field != 0) { return false }
            }
        }
        return true
    }

    /// Whether the field `name` of an object is this word.
    private func has(_ node: Int, _ entry: ShapeTable.Entry, _ name: Int, _ value: ShapeTable.Word) -> Bool {
        guard name < entry.count else { return false }
        var member = node + 1
        let end = Int(nodes[node].next)
        while member < end {
            if isSame(text(member), table.fields[entry.first + name].name) {
                return string(member + 1).map { isSame($0, value) } ?? false
            }
            member = Int(nodes[member + 1].next)
        }
        return false
    }

    private func fits(quantity entry: ShapeTable.Entry, _ node: Int) -> Bool {
        let first = node + 1
        // Amount, qualifier and unit in this order, and nothing else: the plainest and by far the most.
        if Int(nodes[node].next) == first + 6 {
            guard isSame(text(first), "amount"), isSame(text(first + 2), "qualifier"), isSame(text(first + 4), "unit"),
                let amount = string(first + 1), let qualifier = string(first + 3), let unit = string(first + 5)
            else { return false }
            return ExactDecimal(amount, .amount) != nil
                && (isSame(qualifier, "exact") || isSame(qualifier, "about") || isSame(qualifier, "atLeast")
                    || isSame(qualifier, "upTo"))
                && (entry.unit.map { isSame(unit, $0) } ?? isUnit(unit))
        }
        guard fits(entry.first, node) else { return false }
        func number(_ name: StaticString) -> ExactDecimal? {
            member(name, of: node).flatMap(string).flatMap { ExactDecimal($0, .amount) }
        }
        guard let qualifier = member("qualifier", of: node).flatMap(string), isSame(qualifier, "between") else {
            return true
        }
        guard let amount = number("amount"), let upper = number("upper") else { return false }
        return !(upper < amount)
    }

    private func isUnit(_ text: Bytes) -> Bool {
        isSame(text, "USD") || (text.count <= 7 && MeasureUnit.named(String(decoding: text, as: UTF8.self)) != nil)
    }
}
