import CanonicalJSON

extension Shape {
    /// This shape as JSON Schema 2020-12.
    package var jsonSchema: JSONObject {
        switch self {
        case .text(let format):
            [
                "type": "string", "pattern": .string(format.wholePattern), "minLength": .integer(1),
                "maxLength": .integer(format.maximumLength), "description": .string(format.name),
            ]
        case .choice(let words): ["enum": .array(words.map { .string($0) })]
        case .boolean: ["type": "boolean"]
        case .quantity(let rule): Quantity.shape(rule).jsonSchema
        case .list(let element, let minimum):
            minimum == 0
                ? ["type": "array", "items": .object(element.jsonSchema)]
                : ["type": "array", "items": .object(element.jsonSchema), "minItems": .integer(minimum)]
        case .object(let shape): shape.jsonSchema
        case .nullable(let shape): ["anyOf": [["type": "null"], .object(shape.jsonSchema)]]
        case .payload: ["type": "object"]
        }
    }
}

extension ObjectShape {
    package var jsonSchema: JSONObject {
        var schema: JSONObject = [
            "type": "object",
            "additionalProperties": .boolean(false),
            "properties": .object(
                JSONObject(
                    fields.map { field in
                        var property = field.shape.jsonSchema
                        property["description"] = .string(field.meaning)
                        return (field.name, .object(property))
                    })),
        ]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { schema["required"] = .array(required) }
        if !rules.isEmpty { schema["allOf"] = .array(rules.map { .object($0.jsonSchema) }) }
        return schema
    }
}

extension FieldRule {
    fileprivate var jsonSchema: JSONObject {
        switch self {
        case .notBoth(let first, let second): ["not": ["required": [.string(first), .string(second)]]]
        case .anyOf(let names): ["anyOf": .array(names.map { ["required": [.string($0)]] })]
        case .onlyWith(let field, let name, let value):
            [
                "if": ["properties": .object([name: ["const": .string(value)]]), "required": [.string(name)]],
                "then": ["required": [.string(field)]],
                "else": ["not": ["required": [.string(field)]]],
            ]
        }
    }
}

extension Quantity {
    static func shape(_ rule: QuantityRule) -> Shape {
        switch rule {
        case .any: anyShape
        case .unit(let unit): shape(units: [unit.code])
        }
    }

    private static let anyShape = shape(units: MeasureUnit.allCodes)

    private static func shape(units: [String]) -> Shape {
        .object(
            ObjectShape(
                [
                    .required("amount", .text(.amount), "the amount, or the lower bound of `between`"),
                    .optional("upper", .text(.amount), "the upper bound of `between`"),
                    .required(
                        "unit", .choice(units), "an ISO 4217 code, MW, GW, MWh, TWh, GPU, home, percent or share"),
                    .required("qualifier", .choice(Qualifier.allCases.map(\.rawValue)), "how the amount is meant"),
                    .optional("approximate", .boolean, "a bound that is itself about"),
                    .optional("stated", .text(.line), "the source's words"),
                    .optional("step", .text(.step), "the last digit that it was said with: 1000000000 of 140bn"),
                ], rules: [.onlyWith(field: "upper", name: "qualifier", value: "between")]))
    }
}
