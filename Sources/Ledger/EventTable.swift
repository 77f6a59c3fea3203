import CanonicalJSON
import EventLog
import MarketEvents

/// A table of events: a head that names fields as `append` takes them, and an event a record.
package struct EventTable {
    /// What holds for all records.
    package struct Terms {
        /// Of records whose type no column says.
        package var type: EventType?
        /// The column by which a record is known again; else `key` or `id`.
        package var key: String?
        /// What a record says that leaves them empty.
        package var certainty: String?
        package var saidBy: String?
        package var evidence = JSONObject()
        /// Who writes.
        package let source: String

        package init(source: String) { self.source = source }
    }

    /// What a column is for, beside a field of the payload.
    enum Use: String, CaseIterable {
        case type, key, id, occurred, published, saidBy, publisher, title, url, quote, cause, correlate
    }

    struct Column {
        let name: String
        let use: Use?
        let isField: Bool
        var isKey: Bool
    }

    private let terms: Terms
    let columns: [Column]
    /// The records' keys, with the lines that they stand on: events may be named by them.
    private var keys: [String: Int] = [:]

    // MARK: The head

    /// The names that a column may have beside those of fields.
    package static let options = Use.allCases.map(\.rawValue)

    /// Whether text may be a head: one of its names is known.
    package static func isHead(_ names: [String]) -> Bool {
        names.contains { name in
            Use(rawValue: name) != nil || EventType.all.contains { $0.hasField(typedAs: name) }
        }
    }

    /// - Throws: all that is wrong with the head.
    package init(head: CSVRecord, _ terms: Terms) throws {
        self.terms = terms
        var faults: [PlacedFault] = []
        var columns: [Column] = []
        for index in 0..<head.count {
            let name = try head.text(index)
            let isKey = name == terms.key
            var column = Column(name: name, use: Use(rawValue: name), isField: false, isKey: isKey)
            if column.use == nil {
                let types = terms.type.map { [$0] } ?? EventType.all
                let isField = !name.contains("=") && types.contains { $0.hasField(typedAs: name) }
                if !isField, !isKey, !name.isEmpty {
                    faults.append(head.fault(at: index, EventTable.unknownColumn(name, terms.type)))
                }
                column = Column(name: name, use: nil, isField: isField, isKey: isKey)
            }
            if !name.isEmpty, columns.contains(where: { $0.name == name }) {
                faults.append(head.fault(at: index, "\(quoted(name)): is the name of two columns"))
            }
            columns.append(column)
        }
        if let key = terms.key {
            if !columns.contains(where: \.isKey) {
                let nearest = NearestNames.nearest(to: key, among: columns.map(\.name))
                faults.append(
                    head.fault(
                        at: nil,
                        "no column is called \(quoted(key)), which --key names"
                            + (nearest.isEmpty ? "" : "; nearest: " + nearest.joined(separator: ", "))))
            }
        } else {
            let known = columns.indices.filter { columns[$0].use == .key || columns[$0].use == .id }
            if known.count > 1 {
                faults.append(head.fault(at: known[1], "a record has one key: leave out key or id, or say --key"))
            }
            known.forEach { columns[$0].isKey = true }
        }
        if terms.type == nil, !columns.contains(where: { $0.use == .type }), faults.isEmpty {
            faults.append(head.fault(at: nil, EventTable.missingType(columns.filter(\.isField).map(\.name))))
        }
        guard faults.isEmpty else { throw PlacedFaults(faults: faults) }
        self.columns = columns
    }

    private static func unknownColumn(_ name: String, _ type: EventType?) -> String {
        let fields = (type.map { [$0] } ?? EventType.all).flatMap { $0.payload.fields.map(\.name) }
        var known: [String] = []
        for field in fields + options where !known.contains(field) { known.append(field) }
        // Of a path the first name may be right, and what follows is not.
        let nearest = NearestNames.nearest(to: name, among: known.filter { name != $0 })
        let whose = type.map { "\($0.name) has no field" } ?? "no type of event has a field"
        return "\(quoted(name)): \(whose) of that name"
            + (nearest.isEmpty ? "; see impact schema" : "; nearest: " + nearest.joined(separator: ", "))
    }

    private static func missingType(_ fields: [String]) -> String {
        let fitting = EventType.all.filter { type in
            fields.allSatisfy { type.hasField(typedAs: $0) }
                && type.payload.fields.filter { $0.isRequired && $0.name != "certainty" }.allSatisfy { field in
                    fields.contains { $0 == field.name || $0.hasPrefix(field.name + ".") }
                }
        }
        let names = fitting.prefix(3).map { "--type \($0.name)" }
        return "nothing says of what type the events are; "
            + (names.isEmpty ? "say --type TYPE" : "say " + names.joined(separator: " or ")) + ", or add a column type"
    }

    // MARK: Records

    /// Keeps the key of a record, for others that name it.
    ///
    /// - Returns: what is wrong with it.
    package mutating func noteKey(of record: CSVRecord) -> PlacedFault? {
        guard let index = columns.firstIndex(where: \.isKey), let key = try? record.text(index) else { return nil }
        if key.isEmpty {
            return record.fault(at: index, "\(columns[index].name): is empty; every line needs a key, or none")
        }
        if let line = keys[key] {
            return record.fault(at: index, "\(columns[index].name): \(quoted(key)) is the key of line \(line), too")
        }
        keys[key] = record.line
        return nil
    }

    /// - Throws: what is wrong with the name.
    package func type(of record: CSVRecord) throws(PlacedFault) -> EventType {
        if let index = columns.firstIndex(where: { $0.use == .type }) {
            let name = try record.text(index)
            if let type = EventType.named(name) { return type }
            if !name.isEmpty || terms.type == nil {
                throw record.fault(
                    at: index,
                    name.isEmpty
                        ? "type: is empty; say of what type the event is"
                        : "type: " + unknownName("event type", name, EventType.all.map(\.name)))
            }
        }
        guard let type = terms.type else { throw record.fault(at: nil, "type: is missing") }
        return type
    }

    /// What a record says.
    ///
    /// - Parameter faults: takes what is wrong with it.
    /// - Throws: other cells than the head has: nobody knows then which is which.
    package func words(
        of record: CSVRecord, _ type: EventType, _ faults: inout [PlacedFault]
    ) throws(PlacedFault) -> EventWords {
        if let fault = countFault(of: record) { throw fault }
        var words = EventWords(type)
        words.certainty = terms.certainty
        words.saidBy = terms.saidBy
        var evidence = JSONObject()
        var ownPublisher: String?
        for (index, column) in columns.enumerated() {
            let text: String
            do throws(PlacedFault) { text = try record.text(index) } catch {
                faults.append(error)
                continue
            }
            guard !text.isEmpty else { continue }
            if column.isKey, keys[text] == record.line { words.id = identifier(text) }
            switch column.use {
            case .type, .key, .id: break
            case .occurred: words.occurred = text
            case .published: words.published = text
            // As an object it is a field.
            case .saidBy where text.hasPrefix("{"): words.fields.append("saidBy=" + text)
            case .saidBy: words.saidBy = text
            case .publisher, .title, .url, .quote: evidence[column.name] = .string(text)
            case .cause:
                words.causes = text.split { ",; ".contains($0) }.map { identifier(naming: String($0)) }
            case .correlate: words.correlate = text
            case nil where column.name == "target": words.fields.append("target=" + identifier(naming: text))
            case nil where column.isField:
                words.fields.append("\(column.name)=\(text)")
                if column.name == "evidence.publisher" { ownPublisher = text }
            case nil:
                if !column.isKey { faults.append(record.fault(at: index, "the column has no name")) }
            }
        }
        words.evidence = completed(evidence, of: ownPublisher)
        if words.occurred == nil {
            let index = columns.firstIndex { $0.use == .occurred }
            faults.append(record.fault(at: index, "occurred: is missing; say when it happened"))
        }
        return words
    }

    private func countFault(of record: CSVRecord) -> PlacedFault? {
        if record.count < columns.count {
            return record.fault(
                at: record.count - 1,
                "the line ends after \(record.count) cell\(record.count == 1 ? "" : "s"), and the head has \(columns.count)"
            )
        }
        return (columns.count..<record.count).first { (try? record.text($0)) != "" }.map {
            record.fault(at: $0, "the line has \(record.count) cells, and the head \(columns.count)")
        }
    }

    /// A source of the record's own is not mixed with that of all.
    private func completed(_ evidence: JSONObject, of publisher: String?) -> JSONObject {
        if let own = evidence["publisher"]?.string ?? publisher, own != terms.evidence["publisher"]?.string {
            return evidence
        }
        var evidence = evidence
        for member in terms.evidence.members where evidence[member.name] == nil { evidence[member.name] = member.value }
        return evidence
    }

    /// The id of the event that has this key.
    private func identifier(_ key: String) -> String {
        EventIdentifier.isValid(key.lowercased())
            ? key.lowercased() : UUIDv5.make(source: terms.source, name: key)
    }

    /// The id of an event that is named by its id, or by the key that it has in this table.
    private func identifier(naming text: String) -> String { keys[text] == nil ? text : identifier(text) }

    /// Gives an event without a key an id that is made of all that it says: the same line again is the same event.
    package func identify(_ event: inout JSONObject) {
        guard !columns.contains(where: \.isKey) else { return }
        event["id"] = nil
        let content = JSONValue.object(event).canonicalText
        event["id"] = .string(UUIDv5.make(source: terms.source, name: content))
    }
}
