extension CanonicalText {
    /// A number in the spelling of RFC 8785; it is finite.
    package static func append(number: Double, to bytes: inout [UInt8]) { ECMAScriptNumber.append(number, to: &bytes) }
}
