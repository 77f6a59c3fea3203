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

    /// Whether something is wrong only because a field could not be read.
    package func explains(_ fault: Fault) -> Bool { lacking.contains { fault.concerns($0) } }
}

/// Turns what someone types, `value='38bn USD' buyer=OpenAI parts='[…]'`, into a payload by the type's shape.
package struct TypedFields {
    private let reader: QuantityReader
    private let companies: CompanyRegister

    package init(reader: QuantityReader, companies: CompanyRegister) {
        self.reader = reader
        self.companies = companies
    }

    /// Lays typed fields over a payload, which then has to be judged as a whole.
    ///
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
                        .object(type.payload), .object(typed.data), path
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

    private func set(
        _ path: ArraySlice<String>, _ text: String, _ shape: Shape, _ current: JSONValue?, _ whole: String
    ) throws(InvalidEvent) -> JSONValue {
        guard let name = path.first else { return try value(text, shape, whole) }
        let object: ObjectShape
        switch shape {
        case .object(let inner): object = inner
        case .quantity(let rule):
            guard case .object(let inner) = Quantity.shape(rule) else { preconditionFailure("a quantity is an object") }
            object = inner
        case .nullable(let inner): return try set(path, text, inner, current, whole)
        default: throw InvalidEvent(faults: [Fault(whole, "has no fields of its own; give it as a whole")])
        }
        guard let field = object.field(name) else {
            let nearest = NearestNames.nearest(to: name, among: object.fields.map(\.name))
            throw InvalidEvent(faults: [
                Fault(
                    whole,
                    "unknown field; "
                        + (nearest.isEmpty
                            ? "known are " + object.fields.map(\.name).joined(separator: ", ")
                            : "nearest: " + nearest.joined(separator: ", ")))
            ])
        }
        var result = current?.object ?? [:]
        // Another amount was said with other digits.
        if case .quantity = shape, name == "amount" { result["step"] = nil }
        result[name] = try set(path.dropFirst(), text, field.shape, result[name], whole)
        return .object(result)
    }

    private func value(_ text: String, _ shape: Shape, _ path: String) throws(InvalidEvent) -> JSONValue {
        if text.hasPrefix("[") || text.hasPrefix("{") {
            do throws(JSONSyntaxError) { return try JSONValue(parsing: text) } catch {
                throw InvalidEvent(faults: [Fault(path, "is not JSON: \(error.description)")])
            }
        }
        switch shape {
        case .text(let format) where format.name == TextFormat.company.name:
            // A company that is not registered yet may be the one this event registers; the judge decides.
            if Slug.isValid(text), path == "company" || companies.isRegistered(text) { return .string(text) }
            do throws(UnknownCompany) { return .string(try companies.resolve(text)) } catch {
                throw InvalidEvent(faults: [Fault(path, error.description)])
            }
        case .choice(let words) where words == ShareMeasure.words: return .string(ShareMeasure.ofToday(text))
        case .text, .choice: return .string(text)
        case .boolean:
            guard text == "true" || text == "false" else {
                throw InvalidEvent(faults: [Fault(path, "\(quoted(text)) is neither true nor false")])
            }
            return .boolean(text == "true")
        case .quantity(let rule):
            do throws(QuantityReadingError) {
                let fixed: MeasureUnit? = if case .unit(let unit) = rule { unit } else { nil }
                return .object(try reader.read(text, fixedUnit: fixed).payload)
            } catch { throw InvalidEvent(faults: [Fault(path, error.description)]) }
        case .nullable(let inner): return text == "null" ? .null : try value(text, inner, path)
        case .list(let element, _):
            var values: [JSONValue] = []
            for part in text.split(separator: ",", omittingEmptySubsequences: true) {
                values.append(try value(String(part), element, path))
            }
            return .array(values)
        case .object, .payload:
            throw InvalidEvent(faults: [Fault(path, "has fields of its own; write \(path).FIELD=… or JSON")])
        }
    }
}
