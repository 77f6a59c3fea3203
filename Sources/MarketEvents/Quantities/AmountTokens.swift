/// A number, a word or a mark of what somebody typed for an amount.
struct AmountToken {
    enum Kind { case number, word, mark }

    let kind: Kind
    /// As the tables have it: lower-case, without accents and dots; of a number its digits and marks.
    let text: String
    /// The same with its capitals.
    let cased: String
    /// Whether nothing stands between it and the token before.
    let isGlued: Bool

    static func word(_ text: String) -> AmountToken {
        AmountToken(kind: .word, text: text.lowercased(), cased: text, isGlued: false)
    }

    static func number(_ digits: String) -> AmountToken {
        AmountToken(kind: .number, text: digits, cased: digits, isGlued: false)
    }

    /// Of a word with hyphens each of its parts.
    var parts: [AmountToken] { cased.split(separator: "-").map { AmountToken.word(String($0)) } }

    static let minus = AmountToken(kind: .mark, text: "-", cased: "-", isGlued: false)

    /// - Complexity: O(characters).
    static func tokens(of text: String) -> [AmountToken] {
        var scanner = AmountScanner(text)
        return scanner.tokens()
    }
}

/// Takes a text apart. It knows letters, digits and marks, and no meaning.
private struct AmountScanner {
    private let characters: [Character]
    private var place = 0
    private var found: [AmountToken] = []
    private var isGlued = false

    init(_ text: String) { characters = text.map(AmountScanner.plain) }

    mutating func tokens() -> [AmountToken] {
        while place < characters.count {
            let character = characters[place]
            if character == " " {
                place += 1
                isGlued = false
            } else if isDigit(character) {
                add(.number, number())
            } else if AmountScanner.letter(character) != nil {
                addWord()
            } else {
                addMark()
            }
        }
        return found
    }

    // MARK: what people paste

    /// No-break, narrow and other thin spaces, dashes of all kinds, and marks that look alike, are one of each.
    private static func plain(_ character: Character) -> Character {
        guard character.unicodeScalars.count == 1, let scalar = character.unicodeScalars.first else { return character }
        switch scalar.value {
        case 0x09, 0xA0, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: return " "
        case 0x2010...0x2015, 0x2212, 0x2043, 0xFE58, 0xFE63, 0xFF0D: return "-"
        case 0x2018, 0x2019, 0x02BC, 0x2032, 0xFF07: return "'"
        case 0x223C, 0x2248, 0x2243, 0x2245, 0xFF5E: return "~"
        case 0x2264, 0x2A7D, 0x2266: return "≤"
        case 0x2265, 0x2A7E, 0x2267: return "≥"
        case 0xFFE5: return "¥"
        case 0xFF04: return "$"
        case 0xFFE1: return "£"
        case 0xFF05: return "%"
        case 0xFF0B: return "+"
        default: return character
        }
    }

    private static let accents: [Character: Character] = [
        "à": "a", "â": "a", "ä": "a", "ç": "c", "é": "e", "è": "e", "ê": "e", "ë": "e", "î": "i", "ï": "i", "ô": "o",
        "ö": "o",
        "ù": "u", "û": "u", "ü": "u", "À": "A", "Â": "A", "Ç": "C", "É": "E", "È": "E", "Ê": "E", "Î": "I", "Ô": "O",
        "Ù": "U",
    ]

    /// The letter without its accent; nil for what is no letter of English or French. The sign of Kelvin is none.
    private static func letter(_ character: Character) -> Character? {
        if character.utf8.count == 1, character.isLetter { return character }
        return accents[character]
    }

    /// By its one byte: a digit that something combines with is none.
    private func isDigit(_ character: Character) -> Bool { character.utf8.count == 1 && character.isNumber }

    private func character(_ offset: Int) -> Character? {
        characters.indices.contains(place + offset) ? characters[place + offset] : nil
    }

    private mutating func add(_ kind: AmountToken.Kind, _ text: String, cased: String? = nil) {
        found.append(AmountToken(kind: kind, text: text, cased: cased ?? text, isGlued: isGlued))
        isGlued = true
    }

    // MARK: tokens

    /// Digits with their marks: a point, comma, apostrophe or space belongs to the number only between two digits.
    private mutating func number() -> String {
        var taken = ""
        while let current = character(0) {
            let isMark = ",.' _".contains(current) && character(1).map(isDigit) == true
            guard isDigit(current) || isMark else { break }
            taken.append(current)
            place += 1
        }
        return taken
    }

    /// Letters; hyphens and apostrophes within; the dots of abbreviations: "megawatt-hours", "jusqu'à", "U.S.", "approx."
    private mutating func addWord() {
        var taken = ""
        var piece = 0
        while let current = character(0) {
            if let letter = AmountScanner.letter(current) {
                taken.append(letter)
                piece += 1
            } else if current == ".", isAbbreviation(piece) {
                piece = 0
            } else if current == "'", character(1).flatMap(AmountScanner.letter) != nil {
                taken.append("'")
                piece = 0
                if taken.lowercased() == "d'" {
                    place += 1
                    break
                }
            } else if current == "-", character(1).flatMap(AmountScanner.letter) != nil {
                taken.append("-")
                piece = 0
            } else {
                break
            }
            place += 1
        }
        add(.word, taken.lowercased(), cased: taken)
    }

    /// Whether a dot behind so many letters belongs to the word.
    private func isAbbreviation(_ letters: Int) -> Bool {
        guard letters > 0, let next = character(1) else { return letters > 0 }
        if AmountScanner.letter(next) != nil { return letters == 1 }
        return next != "." && !isDigit(next)
    }

    private mutating func addMark() {
        var mark = String(characters[place])
        place += 1
        func isNext(_ next: Character) -> Bool { place < characters.count && characters[place] == next }
        switch mark {
        case "<" where isNext("="), ">" where isNext("="):
            mark += "="
            place += 1
        case "." where isNext("."):
            while isNext(".") { place += 1 }
            mark = ".."
        case "…": mark = ".."
        case "≤": mark = "<="
        case "≥": mark = ">="
        // A$, HK$, CN¥: only what is written together.
        case "$", "¥":
            if let last = found.last, last.kind == .word, isGlued, AmountWords.units[last.text + mark] != nil {
                found.removeLast()
                isGlued = last.isGlued
                mark = last.text + mark
            }
        default: break
        }
        add(.mark, mark)
    }
}
