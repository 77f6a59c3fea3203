import CanonicalJSON
import CivilTime

/// Judges events in the bytes of their lines, and finds most of those right that `EventJudge` finds right: canonical text, as
/// an export has it, of a type whose judgement needs no other event. It says nothing of others: those are read as values, which
/// takes several times as long, and tells what is wrong with them. A test holds the two against each other.
package struct LineJudge {
    typealias Bytes = UnsafeBufferPointer<UInt8>

    /// An event that nothing is wrong with, but for what the events before it can tell.
    package struct Line {
        /// Where the attributes are in the text, without their quotes, in the order of `Attribute`; the payload whole.
        fileprivate var places = [Range<Int>?](repeating: nil, count: Attribute.allCases.count)
        /// The events that are named as causes, and where.
        package fileprivate(set) var causes: [(id: String, path: String)] = []

        package init() {}

        package subscript(attribute: Attribute) -> Range<Int>? { places[attribute.rawValue] }
    }

    /// In the order of an object's members.
    package enum Attribute: Int, CaseIterable, Sendable {
        case causationid, correlationid, data, datacontenttype, dataschema, id, occurred, published, recordedtime,
            sequence
        case source, specversion, streamversion, subject, time, type

        static let names = allCases.map { Array("\($0)".utf8) }
    }

    private let judge: EventJudge
    private let companies: CompanyIndex
    private var tape = CanonicalTape()

    package init(_ judge: EventJudge) {
        self.judge = judge
        companies = CompanyIndex(judge)
    }

    /// - Parameter line: is set where the event is found right.
    package mutating func accepts(_ text: UnsafeBufferPointer<UInt8>, _ line: inout Line) -> Bool {
        // No list of so few bytes has more elements than are taken, and no such event is too long.
        guard text.count < 1 << 17, tape.read(text) else { return false }
        return tape.nodes.withUnsafeBufferPointer { nodes in
            accepts(
                TapeJudge(
                    table: EventTypeTable.shared.shapes, bytes: text, nodes: nodes, companies: companies), &line)
        }
    }

    private func accepts(_ walk: TapeJudge, _ line: inout Line) -> Bool {
        guard let data = attributes(walk, &line) else { return false }
        func text(_ attribute: Attribute) -> Bytes? { line[attribute].map { Bytes(rebasing: walk.bytes[$0]) } }
        guard let type = text(.type).flatMap(EventTypeTable.shared.find),
            let schema = text(.dataschema), walk.isSame(schema, type.dataschema),
            let id = text(.id), EventIdentifier.isValid(bytes: id),
            let subject = text(.subject), subject.count <= 256,
            let version = text(.specversion), walk.isSame(version, "1.0"), line[.source] != nil,
            text(.datacontenttype).map({ walk.isSame($0, "application/json") }) ?? true,
            text(.published).map({ StatedTime.isPlainDay(String(decoding: $0, as: UTF8.self)) || isTime($0) }) ?? true,
            let when = occurrence(text(.occurred), text(.time)),
            walk.fits(type.shape, data), agrees(walk, type.type, data),
            belongs(walk, type.type, data, subject, at: when)
        else { return false }
        return findCauses(walk, data, &line)
    }

    private func isTime(_ text: Bytes) -> Bool { (try? StatedTime(String(decoding: text, as: UTF8.self))) != nil }

    /// Sets where the attributes are.
    ///
    /// - Returns: the node of the payload; nil where any is not as most are.
    private func attributes(_ walk: TapeJudge, _ line: inout Line) -> Int? {
        for place in line.places.indices { line.places[place] = nil }
        var (name, next, data) = (1, 0, 0)
        while name < walk.nodes.count {
            let word = walk.text(name)
            while next < Attribute.names.count, !word.elementsEqual(Attribute.names[next]) { next += 1 }
            guard next < Attribute.names.count, let attribute = Attribute(rawValue: next) else { return nil }
            let value = walk.nodes[name + 1]
            switch attribute {
            case .data:
                guard value.kind == .object else { return nil }
                data = name + 1
            // The ledger sets them itself.
            case .recordedtime, .sequence, .streamversion:
                guard value.kind == .string || value.kind == .integer else { return nil }
            default:
                guard value.kind == .string, (1...2_000).contains(value.count), !walk.text(name + 1).contains(0x7F)
                else { return nil }
            }
            line.places[next] = Int(value.start)..<Int(value.end)
            next += 1
            name = Int(value.next)
        }
        return data > 0 ? data : nil
    }

    /// When it occurred, where both are there and agree.
    private func occurrence(_ occurred: Bytes?, _ time: Bytes?) -> StatedTime? {
        guard let occurred, let time, time.last == UInt8(ascii: "Z"),
            let instant = Instant(rfc3339: String(decoding: time, as: UTF8.self)),
            let when = try? StatedTime(String(decoding: occurred, as: UTF8.self)), when.time == instant
        else { return nil }
        return when
    }

    /// The rules between fields.
    private func agrees(_ walk: TapeJudge, _ type: EventType, _ data: Int) -> Bool {
        func text(_ name: StaticString) -> Bytes? { walk.member(name, of: data).flatMap(walk.string) }
        switch type.name {
        case "deal.announced", "deal.amended":
            guard arePlain(terms: walk, data) || areRight(terms: walk, type, data) else { return false }
            guard let buyer = text("buyer"), let supplier = text("supplier") else { return true }
            return !buyer.elementsEqual(supplier)
        case "deal.delivered", "deal.remaining", "deal.ended", "right.granted", "right.amended":
            return arePlain(terms: walk, data) || areRight(terms: walk, type, data)
        case "market.stated", "stake.stated", "stake.ended": return areRight(terms: walk, type, data)
        case "dependency.stated", "dependency.ended":
            guard let dependent = text("dependent"), let provider = text("provider") else { return false }
            return !dependent.elementsEqual(provider)
        case "prices.recorded": return agree(prices: walk, data)
        default: return true
        }
    }

    /// Whether the terms are so plain that no rule for new events can be broken (`EntryRules`): no amount below zero, no
    /// percentage, no lists whose amounts would have to be added up, no end that a start would have to be held against.
    private func arePlain(terms walk: TapeJudge, _ data: Int) -> Bool {
        for name: StaticString in ["schedule", "parts", "parties", "ends"] {
            if let list = walk.member(name, of: data), walk.nodes[list].kind != .null { return false }
        }
        if walk.member("increase", of: data) != nil, walk.member("capacity", of: data) != nil { return false }
        for node in data..<Int(walk.nodes[data].next) where walk.nodes[node].kind == .string {
            let text = walk.text(node)
            if text.first == UInt8(ascii: "-") || walk.isSame(text, "percent") { return false }
        }
        return true
    }

    /// The same rules as for values, of the few deals whose terms are less plain.
    private func areRight(terms walk: TapeJudge, _ type: EventType, _ data: Int) -> Bool {
        guard let payload = try? JSONValue(parsing: String(decoding: walk.text(data), as: UTF8.self)).object else {
            return false
        }
        return CrossFieldRules.faults(type: type, data: payload, isOfShape: true).isEmpty
            && EntryRules.faults(type: type, data: payload, path: "").isEmpty
    }

    private func agree(prices walk: TapeJudge, _ data: Int) -> Bool {
        guard let days = walk.member("days", of: data) else { return false }
        var last = walk.member("previousDay", of: data).flatMap(walk.string)
        var day = days + 1
        while day < Int(walk.nodes[days].next) {
            // Days of ten digits and hyphens, whose order is that of their bytes.
            let text = walk.text(day)
            if let last, !last.lexicographicallyPrecedes(text) { return false }
            last = text
            day += 1
        }
        let count = walk.nodes[days].next - Int32(truncatingIfNeeded: days)
        for name: StaticString in ["close", "open", "high", "low", "volume"] {
            guard let list = walk.member(name, of: data) else { continue }
            // Their elements are texts and nulls, a node each.
            guard walk.nodes[list].next - Int32(truncatingIfNeeded: list) == count else { return false }
        }
        return true
    }

    /// Whether the event is in the stream that its payload says.
    private func belongs(
        _ walk: TapeJudge, _ type: EventType, _ data: Int, _ subject: Bytes, at when: StatedTime
    ) -> Bool {
        func text(_ name: StaticString) -> Bytes? { walk.member(name, of: data).flatMap(walk.string) }
        func string(_ name: StaticString) -> String? { text(name).map { String(decoding: $0, as: UTF8.self) } }
        func value(of name: String) -> Bytes? {
            var member = data + 1
            while member < Int(walk.nodes[data].next) {
                if walk.text(member).elementsEqual(name.utf8) { return walk.string(member + 1) }
                member = Int(walk.nodes[member + 1].next)
            }
            return nil
        }
        var rest = subject[...]
        func take(_ part: some Collection<UInt8>) -> Bool {
            guard rest.starts(with: part) else { return false }
            rest = rest.dropFirst(part.count)
            return true
        }
        switch type.stream {
        case .field(let category, let name):
            guard take(category.utf8), take("/".utf8) else { return false }
            return value(of: name).map { take($0) } ?? false && rest.isEmpty
        case .fields(let category, let names):
            guard take(category.utf8) else { return false }
            for (place, name) in names.enumerated() {
                guard take((place == 0 ? "/" : ":").utf8), value(of: name).map({ take($0) }) ?? false else {
                    return false
                }
            }
            return rest.isEmpty
        case .instrument:
            guard take("stock/".utf8), let company = text("company") else { return false }
            let (ticker, mic) = (string("ticker"), string("mic"))
            if ticker == nil, mic == nil, let stock = companies.stock(of: company) { return rest.elementsEqual(stock) }
            let stock = try? judge.companies.instrument(
                company: String(decoding: company, as: UTF8.self), ticker: ticker, mic: mic, at: when)
            return stock.map { rest.elementsEqual($0.utf8) } ?? false
        case .prices:
            guard let mic = text("mic"), let ticker = text("ticker"), let days = walk.member("days", of: data),
                take("prices/".utf8), take(mic), take(":".utf8), take(ticker), rest.isEmpty
            else { return false }
            // Prices occur on their last day, in the currency of their listing.
            guard let day = when.day, when.start != when.end,
                walk.text(Int(walk.nodes[days].next) - 1).elementsEqual(day.description.utf8)
            else { return false }
            guard text("kind").map({ walk.isSame($0, "equity") }) ?? false else { return true }
            return judge.companies.currencyFaults(
                ticker: string("ticker") ?? "", mic: string("mic") ?? "", currency: string("currency") ?? "", at: when,
                path: ""
            ).isEmpty
        case .target: return false
        }
    }

    private func findCauses(_ walk: TapeJudge, _ data: Int, _ line: inout Line) -> Bool {
        line.causes.removeAll(keepingCapacity: true)
        guard let causes = walk.member("causes", of: data) else { return true }
        var cause = causes + 1
        while cause < Int(walk.nodes[causes].next) {
            guard let event = walk.member("event", of: cause).flatMap(walk.string) else { return false }
            line.causes.append(
                (String(decoding: event, as: UTF8.self), "data.causes[\(line.causes.count)].event"))
            cause = Int(walk.nodes[cause].next)
        }
        return true
    }
}

/// The types of events that can be judged in their bytes.
private struct EventTypeTable: Sendable {
    /// An object, since a type is large.
    final class Row: Sendable {
        let type: EventType
        let name: [UInt8]
        let dataschema: ShapeTable.Word
        let shape: Int

        init(_ type: EventType, in shapes: inout ShapeTable) {
            self.type = type
            name = Array(type.name.utf8)
            dataschema = shapes.add(word: type.dataschema)
            shape = shapes.add(.object(type.payload))
        }
    }

    let shapes: ShapeTable
    private let rows: [Row]

    static let shared = EventTypeTable()

    private init() {
        var shapes = ShapeTable()
        // A registration is held against all companies, who a company is against all that was said of that, and what is said
        // of another event against that event.
        let others: Set = ["company.registered", "company.identified"]
        rows = EventType.all.filter { $0.stream != .target && !others.contains($0.name) }.map {
            Row($0, in: &shapes)
        }
        self.shapes = shapes
    }

    func find(_ name: UnsafeBufferPointer<UInt8>) -> Row? { rows.first { $0.name.elementsEqual(name) } }
}
