/// The members of a JSON object, always in the order of RFC 8785: by the UTF-16 code units of their names.
///
/// A sorted array rather than a dictionary: Swift's dictionaries would take two names that are canonically equivalent but
/// written with different bytes for one.
package struct JSONObject: Sendable {
    package struct Member: Sendable {
        package let name: String
        package var value: JSONValue
    }

    package private(set) var members: [Member]

    package init() { members = [] }

    /// The last of two members of one name holds. The reader refuses such objects before it comes to this.
    package init(_ pairs: some Sequence<(String, JSONValue)>) {
        members = []
        for (name, value) in pairs { self[name] = value }
    }

    /// For the reader, which sorts once and has refused names that come twice.
    init(sortedPairs: [Member]) { members = sortedPairs }

    /// - Complexity: O(log *n*) to read; O(*n*) to insert.
    package subscript(name: String) -> JSONValue? {
        get {
            let (index, found) = place(of: name)
            return found ? members[index].value : nil
        }
        set {
            let (index, found) = place(of: name)
            switch (newValue, found) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(name: name, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    package var names: [String] { members.map(\.name) }
    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }

    private func place(of name: String) -> (index: Int, found: Bool) {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if JSONObject.precedes(members[middle].name, name) { low = middle + 1 } else { high = middle }
        }
        return (low, low < members.count && JSONObject.isSame(members[low].name, name))
    }

    /// RFC 8785, section 3.2.3. Differs from the order of bytes only where one name has characters beyond U+FFFF.
    static func precedes(_ left: String, _ right: String) -> Bool {
        withBytes(left, right) { left, right in
            let length = min(left.count, right.count)
            for place in 0..<length where left[place] != right[place] {
                let (a, b) = (left[place], right[place])
                // UTF-8 has the order of UTF-16 but for characters beyond U+FFFF (from 0xF0), whose surrogates come before
                // U+E000 (from 0xEE).
                if a >= 0xF0, b == 0xEE || b == 0xEF { return true }
                if b >= 0xF0, a == 0xEE || a == 0xEF { return false }
                return a < b
            }
            return left.count < right.count
        } ?? left.utf16.lexicographicallyPrecedes(right.utf16)
    }

    /// By bytes: names that are canonically equivalent are two.
    static func isSame(_ left: String, _ right: String) -> Bool {
        withBytes(left, right) { $0.count == $1.count && $0.elementsEqual($1) }
            ?? left.utf8.elementsEqual(right.utf8)
    }

    /// Nil where a string has no bytes in one piece; those of Swift have.
    private static func withBytes<R>(
        _ left: String, _ right: String, _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) -> R
    ) -> R? {
        left.utf8.withContiguousStorageIfAvailable { left in
            right.utf8.withContiguousStorageIfAvailable { body(left, $0) }
        } ?? nil
    }
}

extension JSONObject: Equatable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.count == right.members.count
            && zip(left.members, right.members).allSatisfy {
                isSame($0.name, $1.name) && $0.value == $1.value
            }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
