import CanonicalJSON
import Testing

@Suite("JSON: read strictly, written canonically (RFC 8785)")
struct CanonicalJSONTests {
    /// RFC 8785, appendix B.
    @Test(
        "numbers are written as ECMAScript writes them",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7FEF_FFFF_FFFF_FFFF, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"), (0xC340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"), (0x44B5_2D02_C7E1_4AF5, "9.999999999999997e+22"),
            (0x44B5_2D02_C7E1_4AF6, "1e+23"), (0x44B5_2D02_C7E1_4AF7, "1.0000000000000001e+23"),
            (0x444B_1AE4_D6E2_EF4E, "999999999999999700000"), (0x444B_1AE4_D6E2_EF4F, "999999999999999900000"),
            (0x444B_1AE4_D6E2_EF50, "1e+21"), (0x3EB0_C6F7_A0B5_ED8C, "9.999999999999997e-7"),
            (0x3EB0_C6F7_A0B5_ED8D, "0.000001"), (0x41B3_DE43_5555_5553, "333333333.3333332"),
            (0x41B3_DE43_5555_5557, "333333333.33333343"), (0xBECB_F647_612F_3696, "-0.0000033333333333333333"),
            (0x4314_3FF3_C1CB_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(_ bits: UInt64, _ text: String) {
        #expect(JSONValue.number(Double(bitPattern: bits)).canonicalText == text)
    }

    /// RFC 8785, section 3.2.3.
    @Test("members are sorted by UTF-16 code units")
    func order() throws {
        let text =
            #"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Dalet","1":"One","\ud83d\ude00":"Smiley","\u0080":"Control","\u00f6":"o"}"#
        let names = try #require(try JSONValue(parsing: text).object).names
        #expect(names == ["\r", "1", "\u{80}", "\u{F6}", "\u{20AC}", "\u{1F600}", "\u{FB33}"])
    }

    /// RFC 8785, section 3.2.2.2.
    @Test("strings keep every character, with the shortest escapes")
    func strings() throws {
        let value = try JSONValue(parsing: #""\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/""#)
        #expect(value.canonicalText == "\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"")
    }

    /// RFC 8785, section 3.2.2 as input, and section 3.2.4 byte for byte.
    @Test("the RFC's own sample becomes the RFC's own bytes")
    func sample() throws {
        let input = #"""
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """#
        let bytes = """
            7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e 75 6d 62 65 72 73
            22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31
            65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c
            22 2f 22 7d
            """.split(whereSeparator: \.isWhitespace).map { UInt8($0, radix: 16)! }
        #expect(try JSONValue(parsing: input).canonicalBytes == bytes)
    }

    @Test("spellings that Unicode calls equivalent stay different names and different values")
    func equivalents() throws {
        let object = try #require(try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").object)
        #expect(object.count == 2)
        #expect(JSONValue.string("\u{E9}") != JSONValue.string("e\u{301}"))
    }

    @Test(
        "what is not I-JSON is refused with its column",
        arguments: [
            (#"{"a":1,"a":2}"#, 8, "the member \"a\" comes twice"), (#""\ud800""#, 2, "half a surrogate pair"),
            (
                "9007199254740993", 1,
                "the integer 9007199254740993 is beyond 2^53 and would be rounded; write it as a string"
            ),
            ("1e16", 1, "the integer 1e16 is beyond 2^53 and would be rounded; write it as a string"),
            ("1e999", 1, "a number beyond a double"), ("01", 1, "a number does not start with a zero"),
            ("[1,]", 4, "no JSON value starts like this"), ("{} x", 4, "text after the value"),
            ("\"a", 1, "the text ends inside a string"), ("", 1, "the text ends where a value is due"),
            ("NaN", 1, "no JSON value starts like this"),
            ("\"\u{1}\"", 2, "a control character in a string; write it as \\u0001"),
            (#"{"a" 1}"#, 6, "':' is due here"), ("[1 2]", 4, "',' or ']' is due here"),
        ])
    func refusals(_ text: String, _ column: Int, _ reason: String) {
        #expect(throws: JSONSyntaxError(column: column, reason: reason)) { try JSONValue(parsing: text) }
    }

    @Test("size and depth are bounded")
    func bounds() {
        #expect(throws: JSONSyntaxError(column: 33, reason: "nested deeper than 32")) {
            try JSONValue(parsing: String(repeating: "[", count: 100_000))
        }
        #expect(throws: JSONSyntaxError.self) {
            try JSONValue(parsing: "\"" + String(repeating: "x", count: 1 << 20) + "\"")
        }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: [0x22, 0xFF, 0x22] as [UInt8]) }
    }

    @Test("canonical text reads back the same, and is its own canonical text")
    func roundTrip() throws {
        let value: JSONValue = [
            "b": [.null, .boolean(true), .number(1.5), "\u{1F600}\n"], "a": ["x": [:], "y": []], "": .number(-0.0),
        ]
        let again = try JSONValue(parsing: value.canonicalText)
        #expect(again == value && again.canonicalText == value.canonicalText)
    }
}
