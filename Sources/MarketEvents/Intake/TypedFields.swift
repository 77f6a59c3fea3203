import CanonicalJSON

/// A payload as far as what was typed could be read.
package struct TypedPayload {
    package internal(set) var data: JSONObject
    /// What is wrong with the fields that could not be read, each by its name.
    package internal(set) var faults: [Fault] = []
    /// The fields that the payload may lack for that.
    private var lacking: [String] = []

    init(_ data: JSONObject) { self.data = data }

    mutating func lacks(_ field: String) { lacking.append(field) }

    /// Something beside the fields that could not be read, such as an option.
    package mutating func lacks(_ name: String, for reason: String) {
        faults.append(Fault(name, reason))
        lacks(name)
    }

    /// Whether something is wrong only because a field could not be read.
    package func explains(_ fault: Fault) -> Bool { lacking.contains { fault.concerns($0) } }
}

extension TimeReader {
    /// A time that was typed beside the fields of a payload. What cannot be read is a fault of it, and stays as it is.
    package func read(_ text: String?, of name: String, _ typed: inout TypedPayload) -> String? {
        guard let text else { return nil }
        do throws(StatedTimeError) { return try read(text) } catch {
            typed.lacks(name, for: error.description)
            return text
        }
    }
}

/// Turns what someone types, `value='38bn USD' buyer=OpenAI parts.g1.value='<=10bn USD'`, into a payload by the type's shape.
///
/// What is typed is read alike wherever it stands, also within lists and objects of JSON: amounts, times, companies.
package struct TypedFields {
    private let reader: QuantityReader
    private let times: TimeReader
    private let companies: CompanyRegister
    private let event: ((_ position: Int) throws -> String?)?

    /// - Parameter event: the id of the event at a position; nil where events are named by their ids only.
    package init(
        reader: QuantityReader, times: TimeReader = TimeReader(), companies: CompanyRegister,
        event: ((_ position: Int) throws -> String?)? = nil
    ) {
        self.reader = reader
        self.times = times
        self.companies = companies
        self.event = event
    }

    /// Lays typed fields over a payload, which then has to be judged as a whole.
    package func apply(_ arguments: [String], to base: JSONObject, type: EventType) -> TypedPayload {
        var typed = TypedPayload(base)
        var seen: Set<String> = []
        for argument in arguments {
            // By scalars: a mark that combines with the sign would hide it.
            guard let place = argument.unicodeScalars.firstIndex(of: "="), place != argument.startIndex else {
                typed.faults.append(Fault("", "\(quoted(argument)) is not field=value"))
                continue
            }
            let name = String(argument[..<place])
            let text = String(argument[argument.unicodeScalars.index(after: place)...])
            let path = quotedPath(name)
            guard seen.insert(name).inserted else {
                typed.faults.append(Fault(path, "is given twice"))
                continue
            }
            do throws(InvalidEvent) {
                typed.data =
                    try set(
                        name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)[...], text,
                        .object(type.payload), .object(typed.data), Place(path, of: type)
                    ).object ?? typed.data
            } catch {
                typed.faults += error.faults
                typed.lacks(path)
                // Of a name with a typo that field is lacking which it stands for.
                NearestNames.nearest(to: name, among: type.payload.fields.map(\.name)).forEach { typed.lacks($0) }
            }
        }
        return typed
    }

    /// Where a value is typed.
    private struct Place {
        /// As it was typed.
        let path: String
        let type: EventType

        init(_ path: String, of type: EventType) { (self.path, self.type) = (path, type) }

        func within(_ name: String) -> Place { Place(path + name, of: type) }

        func fault(_ reason: String) -> InvalidEvent { InvalidEvent(faults: [Fault(path, reason)]) }

        private var name: Substring { path.split(separator: ".").last ?? "" }

        /// What a number without a unit most likely is in.
        var likelyUnit: MeasureUnit? { name == "capacity" || name == "power" ? .gigawatt : nil }

        /// Whether a quantity is a change, which may have a plus; a metric may be one: guidance is.
        var isSigned: Bool {
            name == "change" || name == "increase" || (type.name == "metric.reported" && path == "value")
        }
    }

    private func set(
        _ path: ArraySlice<String>, _ text: String, _ shape: Shape, _ current: JSONValue?, _ whole: Place
    ) throws(InvalidEvent) -> JSONValue {
        guard let name = path.first else { return try value(text, shape, whole) }
        let object: ObjectShape
        switch shape {
        case .object(let inner): object = inner
        case .quantity(let rule):
            guard case .object(let inner) = Quantity.shape(rule) else { preconditionFailure("a quantity is an object") }
            object = inner
        case .nullable(let inner): return try set(path, text, inner, current, whole)
        case .list(.object(let item), _): return try setItem(path, text, item, current, whole)
        default: throw whole.fault("has no fields of its own; give it as a whole")
        }
        guard let field = object.field(name) else {
            let nearest = NearestNames.nearest(to: name, among: object.fields.map(\.name))
            throw whole.fault(
                "unknown field; "
                    + (nearest.isEmpty
                        ? "known are " + object.fields.map(\.name).joined(separator: ", ")
                        : "nearest: " + nearest.joined(separator: ", ")))
        }
        var result = current?.object ?? [:]
        // Another amount was said with other digits and in other words.
        if case .quantity = shape, name == "amount", result["amount"] != nil {
            (result["step"], result["stated"]) = (nil, nil)
        }
        result[name] = try set(path.dropFirst(), text, field.shape, result[name], whole)
        return .object(result)
    }

    /// `parts.g1.value=…`: an item of a list goes by its first field, whatever list it is: a part by `part`, hardware by `product`,
    /// evidence by `publisher`. Where none has that value there is one more. `parts.value=…` is of the only item.
    private func setItem(
        _ path: ArraySlice<String>, _ text: String, _ item: ObjectShape, _ current: JSONValue?, _ whole: Place
    ) throws(InvalidEvent) -> JSONValue {
        guard let field = item.fields.first, let name = path.first else { return current ?? .array([]) }
        let key = field.name.uppercased()
        var items = current?.array ?? []
        // `evidence.url=…`: of the only item nobody needs the key.
        if path.count == 1, item.field(name) != nil {
            guard items.count < 2 else {
                throw whole.fault("is of one item, and there are \(items.count); write LIST.\(key).FIELD=…")
            }
            return .array([try set(path, text, .object(item), items.first, whole)])
        }
        guard path.count > 1, !name.isEmpty else {
            throw whole.fault("is an item of a list; write LIST.\(key).FIELD=… or the list as JSON")
        }
        let value = try value(name, field.shape, whole)
        let place = items.firstIndex { $0.object?[field.name] == value }
        let old = place.map { items[$0] } ?? .object(JSONObject([(field.name, value)]))
        let new = try set(path.dropFirst(), text, .object(item), old, whole)
        if let place { items[place] = new } else { items.append(new) }
        return .array(items)
    }

    private func value(_ text: String, _ shape: Shape, _ place: Place) throws(InvalidEvent) -> JSONValue {
        guard text.hasPrefix("[") || text.hasPrefix("{"), !shape.isWords else { return try plain(text, shape, place) }
        let parsed: JSONValue
        do throws(JSONSyntaxError) { parsed = try JSONValue(parsing: text) } catch {
            throw place.fault("is not JSON: \(error.description)")
        }
        var faults: [Fault] = []
        let read = read(parsed, shape, place, &faults)
        guard faults.isEmpty else { throw InvalidEvent(faults: faults) }
        return read
    }

    /// The texts within a value of JSON, read as typed ones. What is not of the shape is left to the judge.
    private func read(_ value: JSONValue, _ shape: Shape, _ place: Place, _ faults: inout [Fault]) -> JSONValue {
        switch (shape, value) {
        case (.nullable(let inner), _) where !value.isNull: return read(value, inner, place, &faults)
        case (.list(let element, _), .array(let elements)):
            return .array(
                elements.enumerated().map { read($1, element, place.within("[\($0)]"), &faults) })
        case (.object(let object), .object(let members)):
            return .object(
                JSONObject(
                    members.members.map { member in
                        guard let field = object.field(member.name) else { return (member.name, member.value) }
                        return (
                            member.name, read(member.value, field.shape, place.within("." + member.name), &faults)
                        )
                    }))
        case (.quantity(.unit), .number): return plain(value.canonicalText, shape, place, &faults) ?? value
        // A company that nobody knows is the judge's to name.
        case (.text(let format), .string(let text)) where format.name == TextFormat.company.name:
            return (try? plain(text, shape, place)) ?? value
        case (.text(let format), .number) where format.name == TextFormat.eventID.name:
            return plain(value.canonicalText, shape, place, &faults) ?? value
        case (.text, .string(let text)), (.choice, .string(let text)), (.quantity, .string(let text)):
            return plain(text, shape, place, &faults) ?? value
        default: return value
        }
    }

    private func plain(_ text: String, _ shape: Shape, _ place: Place, _ faults: inout [Fault]) -> JSONValue? {
        do throws(InvalidEvent) { return try plain(text, shape, place) } catch {
            faults += error.faults
            return nil
        }
    }

    private func plain(_ text: String, _ shape: Shape, _ place: Place) throws(InvalidEvent) -> JSONValue {
        switch shape {
        case .text(let format) where format.name == TextFormat.company.name:
            // A company that is not registered yet may be the one this event registers; the judge decides.
            if Slug.isValid(text), place.path == "company" || companies.isRegistered(text) { return .string(text) }
            do throws(UnknownCompany) { return .string(try companies.resolve(text)) } catch {
                throw place.fault(error.description)
            }
        case .text(let format) where format.name == TextFormat.statedTime.name || format.name == TextFormat.day.name:
            do throws(StatedTimeError) { return .string(try times.read(text)) } catch {
                throw place.fault(error.description)
            }
        case .text(let format) where format.name == TextFormat.eventID.name:
            return .string(try eventID(text, place))
        case .choice(let words) where words == ShareMeasure.words: return .string(ShareMeasure.ofToday(text))
        case .text, .choice: return .string(text)
        case .boolean:
            guard text == "true" || text == "false" else {
                throw place.fault("\(quoted(text)) is neither true nor false")
            }
            return .boolean(text == "true")
        case .quantity(let rule):
            do throws(QuantityReadingError) { return .object(try quantity(text, rule, place).payload) } catch {
                throw place.fault(error.description)
            }
        case .nullable(let inner): return text == "null" ? .null : try plain(text, inner, place)
        case .list(.quantity(let rule), _): return try quantities(text, rule, place)
        case .list(let element, _):
            var values: [JSONValue] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: true) {
                values.append(try value(String(part.drop { $0 == " " }), element, place))
            }
            return .array(values)
        case .object, .payload:
            throw place.fault("has fields of its own; write \(place.path).FIELD=… or JSON")
        }
    }

    /// An event is named by its position, too.
    private func eventID(_ text: String, _ place: Place) throws(InvalidEvent) -> String {
        guard let event, let position = Int(text) else { return text.lowercased() }
        guard let id = try? event(position) else {
            throw place.fault("the ledger has no event \(quoted(text)); impact log lists them")
        }
        return id
    }

    private func quantity(
        _ text: String, _ rule: QuantityRule, _ place: Place
    ) throws(QuantityReadingError) -> Quantity {
        let fixed: MeasureUnit? = if case .unit(let unit) = rule { unit } else { nil }
        return try reader.read(text, fixedUnit: fixed, likelyUnit: place.likelyUnit, isSigned: place.isSigned)
    }

    /// Amounts with commas between them. One between two digits may group these: only where nothing else reads it parts.
    private func quantities(_ text: String, _ rule: QuantityRule, _ place: Place) throws(InvalidEvent) -> JSONValue {
        var parts = [""]
        let characters = Array(text)
        for (index, character) in characters.enumerated() {
            let isBetween =
                index > 0 && index + 1 < characters.count && characters[index - 1].isNumber
                && characters[index + 1].isNumber
            if character == ",", !isBetween { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        var faults: [Fault] = []
        let values = parts.filter { !$0.isEmpty }.compactMap { plain($0, .quantity(rule), place, &faults) }
        guard faults.isEmpty else { throw InvalidEvent(faults: faults) }
        return .array(values)
    }
}

extension Shape {
    /// Whether no list and no object fits: `[Exclusive] A deal` is a title then, and no JSON.
    fileprivate var isWords: Bool {
        switch self {
        case .text, .choice, .boolean: true
        case .nullable(let inner): inner.isWords
        case .quantity, .list, .object, .payload: false
        }
    }
}

extension EventType {
    /// Whether a field of the payload can be typed under this name: `value`, `rate.per`, `parts.first.value`.
    package func hasField(typedAs name: String) -> Bool {
        let path = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return EventType.hasField(path[...], in: .object(payload))
    }

    private static func hasField(_ path: ArraySlice<String>, in shape: Shape) -> Bool {
        guard let name = path.first else { return true }
        switch shape {
        case .object(let object):
            return object.field(name).map { hasField(path.dropFirst(), in: $0.shape) } ?? false
        case .quantity(let rule): return hasField(path, in: Quantity.shape(rule))
        case .nullable(let inner): return hasField(path, in: inner)
        case .list(.object(let item), _):
            return hasField(path.count == 1 ? path : path.dropFirst(), in: .object(item)) && !name.isEmpty
        default: return false
        }
    }
}
