import CanonicalJSON

/// What a value of a payload may look like: the one source of the strict decoder (`Shape+Validation`) and of the JSON
/// Schema (`Shape+JSONSchema`).
package indirect enum Shape: Sendable {
    case text(TextFormat)
    /// One of a closed list of words.
    case choice([String])
    case boolean
    case quantity(QuantityRule)
    case list(Shape, minimum: Int = 0)
    case object(ObjectShape)
    /// Null beside the shape: an amendment that removes a field, a day without a price.
    case nullable(Shape)
    /// An object that only its owner understands: the payload inside a correction, judged by its target's type.
    case payload
}

/// Which quantities a field admits.
package enum QuantityRule: Sendable {
    case any
    /// The unit is fixed, so that the command line takes a bare number.
    case unit(MeasureUnit)
}

package struct Field: Sendable {
    package let name: String
    package let shape: Shape
    package let isRequired: Bool
    /// What it means, for the catalogue and the schema.
    package let meaning: String

    static func required(_ name: String, _ shape: Shape, _ meaning: String) -> Field {
        Field(name: name, shape: shape, isRequired: true, meaning: meaning)
    }

    static func optional(_ name: String, _ shape: Shape, _ meaning: String) -> Field {
        Field(name: name, shape: shape, isRequired: false, meaning: meaning)
    }
}

package struct ObjectShape: Sendable {
    package let fields: [Field]
    package let rules: [FieldRule]
    /// The names of the fields in the order of an object's members, and the index of each among the fields.
    let sortedNames: [String]
    let sortedIndices: [Int]
    /// The fields in which companies are named.
    private let companyFields: [Field]

    /// - Precondition: at most 64 fields.
    init(_ fields: [Field], rules: [FieldRule] = []) {
        precondition(fields.count <= 64)
        self.fields = fields
        self.rules = rules
        let names = JSONObject.sorted(fields.map(\.name))
        sortedNames = names
        sortedIndices = names.compactMap { name in fields.firstIndex { $0.name == name } }
        companyFields = fields.filter(\.shape.namesCompanies)
    }

    package func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    /// Whether an object has no member that is none of the fields.
    package func knowsFields(of object: JSONObject) -> Bool { object.members.allSatisfy { field($0.name) != nil } }
}

/// What fields of one object demand of each other.
package enum FieldRule: Sendable {
    /// Both together contradict each other.
    case notBoth(String, String)
    /// At least one of them must be there.
    case anyOf([String])
    /// `field` must be there where `name` is `value`, and nowhere else.
    case onlyWith(field: String, name: String, value: String)
}

extension ObjectShape {
    /// Calls `visit` with each company that a value names, as `Shape.forEachText` does, but without saying where.
    func forEachCompany(in object: JSONObject, _ visit: (String) -> Void) {
        for field in companyFields {
            if let value = object[field.name] { field.shape.forEachCompany(in: value, visit) }
        }
    }
}

extension Shape {
    /// Whether a company may be named anywhere in a value of this shape.
    fileprivate var namesCompanies: Bool {
        switch self {
        case .text(let format): format.name == TextFormat.company.name
        case .list(let element, _): element.namesCompanies
        case .object(let shape): shape.fields.contains { $0.shape.namesCompanies }
        case .nullable(let shape): shape.namesCompanies
        case .choice, .boolean, .quantity, .payload: false
        }
    }

    fileprivate func forEachCompany(in value: JSONValue, _ visit: (String) -> Void) {
        switch (self, value) {
        case (.text(let format), .string(let text)): if format.name == TextFormat.company.name { visit(text) }
        case (.list(let element, _), .array(let elements)):
            for item in elements { element.forEachCompany(in: item, visit) }
        case (.object(let shape), .object(let object)): shape.forEachCompany(in: object, visit)
        case (.nullable(let shape), _) where !value.isNull: shape.forEachCompany(in: value, visit)
        default: break
        }
    }

    static func slug(_ format: TextFormat) -> Shape { .text(format) }
    static func list(of fields: [Field], rules: [FieldRule] = [], minimum: Int = 0) -> Shape {
        .list(.object(ObjectShape(fields, rules: rules)), minimum: minimum)
    }
    static let anyQuantity = Shape.quantity(.any)
    static let percentQuantity = Shape.quantity(.unit(.percent))
    static let shareQuantity = Shape.quantity(.unit(.share))

    /// Calls `visit` with each text of `format` in a valid value, and its path.
    package func forEachText(
        named formatName: String, in value: JSONValue, path: String, _ visit: (String, String) -> Void
    ) {
        switch (self, value) {
        case (.text(let format), .string(let text)): if format.name == formatName { visit(text, path) }
        case (.list(let element, _), .array(let elements)):
            // Long lists of days and prices are not walked over.
            guard element.mayHold(formatName) else { return }
            for (index, item) in elements.enumerated() {
                element.forEachText(named: formatName, in: item, path: "\(path)[\(index)]", visit)
            }
        case (.object(let shape), .object(let object)):
            for member in object.members {
                shape.field(member.name)?.shape.forEachText(
                    named: formatName, in: member.value, path: path.isEmpty ? member.name : "\(path).\(member.name)",
                    visit)
            }
        case (.nullable(let shape), _) where !value.isNull:
            shape.forEachText(named: formatName, in: value, path: path, visit)
        default: break
        }
    }

    /// Whether `forEachText` can find a text of the format in a value of this shape.
    private func mayHold(_ formatName: String) -> Bool {
        switch self {
        case .text(let format): format.name == formatName
        case .list(let shape, _), .nullable(let shape): shape.mayHold(formatName)
        case .object(let shape): shape.fields.contains { $0.shape.mayHold(formatName) }
        case .choice, .boolean, .quantity, .payload: false
        }
    }

    /// The value with each text of a format replaced: how a roll-up turns units into their parents.
    package func replacingTexts(
        named formatName: String, in value: JSONValue, by replace: (String) -> String
    ) -> JSONValue {
        switch (self, value) {
        case (.text(let format), .string(let text)):
            format.name == formatName ? .string(replace(text)) : value
        case (.list(let element, _), .array(let elements)):
            .array(elements.map { element.replacingTexts(named: formatName, in: $0, by: replace) })
        case (.object(let shape), .object(let object)):
            .object(
                JSONObject(
                    object.members.map { member in
                        let field = shape.field(member.name)
                        return (
                            member.name,
                            field?.shape.replacingTexts(named: formatName, in: member.value, by: replace)
                                ?? member.value
                        )
                    }))
        case (.nullable(let shape), _) where !value.isNull:
            shape.replacingTexts(named: formatName, in: value, by: replace)
        default: value
        }
    }
}
