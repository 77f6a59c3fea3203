import CanonicalJSON
import Ledger
import MarketEvents

/// The questions that make one event.
struct EventInterview {
    var words: EventWords
    private let type: EventType
    private let drafter: EventDrafter
    private let needsTime: Bool

    init(_ type: EventType, _ drafter: EventDrafter, needsTime: Bool) {
        (self.type, self.drafter, self.needsTime) = (type, drafter, needsTime)
        words = EventWords(type)
    }

    mutating func askAll() throws {
        say("\(type.name): \(type.meaning)")
        say("Nothing is written before you say yes; Ctrl-C leaves no trace.")
        for field in type.ownFields where field.isRequired { try ask(field) }
        try askTime()
        if type.stream != .target { try askCertainty() }
        try askOptional()
        try askEvidence()
    }

    /// - Throws: where nobody answers any more.
    func agrees() throws -> Bool {
        while true {
            switch try answer("Append it? yes or no: ").lowercased() {
            case "yes", "y": return true
            case "no", "n": return false
            default: say("  write yes or no")
            }
        }
    }

    /// Asks for what would make the event right.
    mutating func mend(_ faults: [Fault]) throws {
        faults.forEach { say("  \($0)") }
        var isMended = false
        while !isMended {
            let text = try answer("Write field=value for what is wrong, or Enter to leave: ")
            if text.isEmpty { throw Failure(.no, "nothing was appended") }
            if text.hasPrefix("occurred=") {
                isMended = take(time: String(text.dropFirst(9)))
            } else {
                isMended = take(text)
            }
        }
    }

    // MARK: Questions

    private mutating func ask(_ field: Field) throws {
        say("\(field.name): \(field.meaning)\(FieldHint.of(field.shape))")
        let within = FieldHint.within(field.shape)
        guard within.isEmpty else { return try askWithin(field, within) }
        while true {
            let text = try answer("  \(field.name) = ")
            if text.isEmpty {
                say("  is required")
            } else if take("\(field.name)=\(text)") {
                return
            }
        }
    }

    /// What has fields of its own is told by them, or at once as JSON.
    private mutating func askWithin(_ field: Field, _ names: [String]) throws {
        var isTold = false
        while true {
            let text = try answer("  \(field.name).FIELD=value of \(names.joined(separator: ", ")); Enter to go on: ")
            switch (text.isEmpty, isTold || !field.isRequired) {
            case (true, true): return
            case (true, false): say("  is required")
            case (false, _):
                let isWhole = text.hasPrefix("[") || text.hasPrefix("{")
                let isNamed = text.hasPrefix(field.name + ".")
                if take(isWhole ? "\(field.name)=\(text)" : isNamed ? text : "\(field.name).\(text)") { isTold = true }
            }
        }
    }

    private mutating func askTime() throws {
        say("occurred: when it happened, such as 2025-11-03, 2025-Q3, ../2025-11-03 (by then)")
        while true {
            let text = try answer(needsTime ? "  occurred = " : "  occurred (Enter for now) = ")
            if text.isEmpty, !needsTime { return }
            if text.isEmpty { say("  is required with --id") } else if take(time: text) { return }
        }
    }

    private mutating func askCertainty() throws {
        say("certainty: confirmed (a party, a filing), reported (the press) or expected (a forecast)")
        while true {
            let text = try answer("  certainty (Enter for reported) = ")
            if text.isEmpty { return }
            if take("certainty=\(text)") { return }
        }
    }

    private mutating func askOptional() throws {
        let common = ["summary", "saidBy"].compactMap { type.payload.field($0) }
        let fields = type.ownFields.filter { !$0.isRequired } + common
        say("More, if you like: " + fields.map(\.name).joined(separator: ", "))
        while true {
            let text = try answer("  a name, or field=value; Enter to go on: ")
            if text.isEmpty { return }
            if text.contains("=") {
                _ = take(text)
            } else if let field = fields.first(where: { $0.name == text }) {
                try askOnce(field)
            } else {
                let nearest = NearestNames.nearest(to: text, among: fields.map(\.name))
                say(
                    "  no field \(quoted(text))"
                        + (nearest.isEmpty ? "" : "; nearest: \(nearest.joined(separator: ", "))"))
            }
        }
    }

    private mutating func askOnce(_ field: Field) throws {
        say("\(field.name): \(field.meaning)\(FieldHint.of(field.shape))")
        let within = FieldHint.within(field.shape)
        // Who speaks is a name here, as with --said-by.
        if field.name == "saidBy" {
            let text = try answer("  a company or a publisher = ")
            if !text.isEmpty { words.saidBy = text }
            return
        }
        guard within.isEmpty else { return try askWithin(field, within) }
        while true {
            let text = try answer("  \(field.name) (Enter for none) = ")
            if text.isEmpty || take("\(field.name)=\(text)") { return }
        }
    }

    private mutating func askEvidence() throws {
        say("The source: a figure without any is marked \"no source\"")
        let publisher = try answer("  who published it (Enter for none) = ")
        guard !publisher.isEmpty else { return }
        words.evidence["publisher"] = .string(publisher)
        for (name, question) in [("title", "its title"), ("url", "its web address"), ("quote", "its words")] {
            while true {
                let text = try answer("  \(question) (Enter for none) = ")
                if text.isEmpty { break }
                let faults = faults(of: ["evidence.\(name)=\(text)"])
                if faults.isEmpty {
                    words.evidence[name] = .string(text)
                    break
                }
                faults.forEach { say("  \($0.reason)") }
            }
        }
    }

    // MARK: Answers

    /// Takes a field, and says how it was read or what is wrong with it.
    private mutating func take(_ field: String) -> Bool {
        let faults = faults(of: [field])
        guard faults.isEmpty else {
            faults.forEach { say("  \($0.reason)") }
            return false
        }
        let name = String(field.prefix { $0 != "=" })
        words.fields.removeAll { $0.prefix { $0 != "=" } == name }
        words.fields.append(field)
        let read = drafter.read(words.fields, type).data[String(name.prefix { $0 != "." })]
        say("  is \(read?.shown ?? "none")")
        return true
    }

    private mutating func take(time text: String) -> Bool {
        do throws(StatedTimeError) {
            say("  is \(try drafter.times.read(text))")
            words.occurred = text
            return true
        } catch {
            say("  \(error.description)")
            return false
        }
    }

    private func faults(of fields: [String]) -> [Fault] {
        let typed = drafter.read(fields, type)
        guard typed.faults.isEmpty, let field = fields.first else { return typed.faults }
        let name = String(field.prefix { $0 != "=" })
        guard let value = typed.data[name], let shape = type.payload.field(name)?.shape else {
            // Of a part of something the rest comes later.
            return typed.data.members.flatMap { member in
                type.payload.field(member.name)?.shape.faults(in: member.value, path: member.name) ?? []
            }.filter {
                $0.path.hasSuffix("." + (name.split(separator: ".").last ?? "")) && !$0.reason.hasPrefix("is missing")
            }
        }
        var faults = shape.faults(in: value, path: name)
        if case .text(let format) = shape, format.name == TextFormat.company.name, type.name != "company.registered",
            let company = value.string, !drafter.companies.isRegistered(company)
        {
            do throws(UnknownCompany) { _ = try drafter.companies.resolve(company) } catch {
                faults.append(Fault(name, error.description))
            }
        }
        return faults
    }

    private func say(_ line: String) { StandardStreams.message(line) }

    /// - Throws: where nobody answers any more.
    private func answer(_ question: String) throws -> String {
        while true {
            StandardStreams.draw(question)
            guard let line = readLine() else {
                StandardStreams.draw("\n")
                throw Failure(.no, "nothing was appended")
            }
            // What is not UTF-8 is read with this in its place.
            if !line.unicodeScalars.contains("\u{FFFD}") {
                return line.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
            }
            say("  that is not UTF-8")
        }
    }
}

/// How a field is typed.
private enum FieldHint {
    static func of(_ shape: Shape) -> String {
        switch shape {
        case .text(let format): ", \(format.name) such as \(format.example)"
        case .choice(let words): ": \(words.joined(separator: ", "))"
        case .boolean: ": true or false"
        case .quantity(.any): ", such as 38bn USD, ~140bn USD, <=10 GW or 10-12bn EUR"
        case .quantity(.unit(let unit)): ", in \(unit), such as 4 or ~2.5"
        case .list(let element, _): within(element).isEmpty ? of(element) + "; several with commas" : ""
        case .nullable(let inner): of(inner) + "; null removes it"
        case .object: ""
        case .payload: ", as JSON"
        }
    }

    /// The names of the fields within.
    static func within(_ shape: Shape) -> [String] {
        switch shape {
        case .object(let object): object.fields.map(\.name)
        case .list(let element, _), .nullable(let element): within(element)
        default: []
        }
    }
}
