import CanonicalJSON

/// Shapes as flat tables, for judging values in their bytes: what is in them is looked at millions of times, and neither
/// copied nor counted.
struct ShapeTable: Sendable {
    enum Kind: UInt8, Sendable {
        /// Texts whose bytes tell; `otherText` is asked of its format.
        case slug, company, day, eventID, line, text, url, time, otherText
        case choice, boolean, quantity, list, object, nullable
        /// Nothing is judged to be of it here.
        case opaque
    }

    struct Entry: Sendable {
        var kind: Kind
        /// Of a list, a nullable or a quantity of more than three members: the shape within. Of an object: the first field. Of
        /// a choice: the first word. Of `otherText`: the format.
        var first = 0
        /// Of a list: how many there must be. Else how many fields or words.
        var count = 0
        /// Of an object.
        var rules: Range<Int> = 0..<0
        /// A bit for each field that must be there.
        var required: UInt64 = 0
        /// Of a quantity: the only unit that it may have.
        var unit: Word?
    }

    struct Word: Sendable {
        let start: Int
        let count: Int
    }

    /// The fields of an object follow each other in the order of its members.
    struct NamedShape: Sendable {
        let name: Word
        let shape: Int
    }

    enum Rule: Sendable {
        case notAll(UInt64)
        case oneOf(UInt64)
        /// One field stands where another one has a value, and only there.
        case onlyWith(field: UInt64, name: Int, value: Word)
    }

    private(set) var entries: [Entry] = []
    private(set) var fields: [NamedShape] = []
    private(set) var words: [Word] = []
    private(set) var rules: [Rule] = []
    private(set) var formats: [TextFormat] = []
    private(set) var letters: [UInt8] = []
    /// Where that of all units is: it has many words, and many fields are of it.
    private var anyQuantity: Int?

    /// - Returns: the shape's place among the entries.
    mutating func add(_ shape: Shape) -> Int {
        var entry = Entry(kind: .opaque)
        switch shape {
        case .text(let format):
            entry.kind = ShapeTable.kind(of: format)
            if entry.kind == .otherText {
                entry.first = formats.count
                formats.append(format)
            }
        case .choice(let choices):
            let own = choices.map { word($0) }
            entry = Entry(kind: .choice, first: words.count, count: own.count)
            words += own
        case .boolean: entry.kind = .boolean
        case .quantity(let rule):
            switch rule {
            case .any:
                let inner = anyQuantity ?? add(Quantity.shape(rule))
                anyQuantity = inner
                entry = Entry(kind: .quantity, first: inner)
            case .unit(let only):
                entry = Entry(kind: .quantity, first: add(Quantity.shape(rule)), unit: word(only.code))
            }
        case .list(let element, let minimum): entry = Entry(kind: .list, first: add(element), count: minimum)
        case .nullable(let inner): entry = Entry(kind: .nullable, first: add(inner))
        case .object(let object): entry = add(object)
        case .payload: break
        }
        entries.append(entry)
        return entries.count - 1
    }

    private mutating func add(_ object: ObjectShape) -> Entry {
        let own = object.sortedIndices.map { object.fields[$0] }
        let named = own.map { field in
            let shape = add(field.shape)
            return NamedShape(name: word(field.name), shape: shape)
        }
        func bit(_ name: String) -> UInt64 { own.firstIndex { $0.name == name }.map { 1 << UInt64($0) } ?? 0 }
        var entry = Entry(kind: .object, first: fields.count, count: own.count)
        fields += named
        entry.required = own.reduce(0) { $1.isRequired ? $0 | bit($1.name) : $0 }
        let firstRule = rules.count
        for rule in object.rules {
            switch rule {
            case .notBoth(let first, let second): rules.append(.notAll(bit(first) | bit(second)))
            case .anyOf(let names): rules.append(.oneOf(names.reduce(0) { $0 | bit($1) }))
            case .onlyWith(let field, let name, let value):
                let place = own.firstIndex { $0.name == name } ?? own.count
                rules.append(.onlyWith(field: bit(field), name: place, value: word(value)))
            }
        }
        entry.rules = firstRule..<rules.count
        return entry
    }

    mutating func add(word text: String) -> Word { word(text) }

    private mutating func word(_ text: String) -> Word {
        let start = letters.count
        letters += text.utf8
        return Word(start: start, count: letters.count - start)
    }

    private static func kind(of format: TextFormat) -> Kind {
        if format.name == TextFormat.company.name { return .company }
        // The same pattern and length are the same texts, under whatever name.
        for (known, kind) in [
            (TextFormat.deal, Kind.slug), (.day, .day), (.eventID, .eventID), (.line, .line), (.text, .text),
            (.url, .url), (.statedTime, .time),
        ] where format.pattern == known.pattern && format.maximumLength == known.maximumLength { return kind }
        return .otherText
    }
}
