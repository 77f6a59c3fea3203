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
    init(sortedMembers: [Member]) { members = sortedMembers }

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
            let order = JSONObject.order(members[middle].name, name)
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return (low, false)
    }

    /// Calls `body` with each member, and with the index of its name among `names`, nil where it is none of them.
    ///
    /// - Parameter names: in the order of `sorted(_:)`, each once.
    /// - Complexity: O(members + names), where looking each one up would cost as many searches.
    package func forEachMember(beside names: [String], _ body: (Member, Int?) -> Void) {
        var next = 0
        for member in members {
            var order = -1
            while next < names.count {
                order = JSONObject.order(member.name, names[next])
                if order <= 0 { break }
                next += 1
            }
            body(member, next < names.count && order == 0 ? next : nil)
        }
    }

    /// Names in the order of an object's members.
    package static func sorted(_ names: [String]) -> [String] { names.sorted { order($0, $1) < 0 } }

    static func precedes(_ left: String, _ right: String) -> Bool { order(left, right) < 0 }

    /// By bytes: names that are canonically equivalent are two.
    static func isSame(_ left: String, _ right: String) -> Bool { order(left, right) == 0 }

    /// Below, at or above 0: RFC 8785, section 3.2.3. Differs from the order of bytes only where one name has characters beyond
    /// U+FFFF.
    private static func order(_ left: String, _ right: String) -> Int {
        var (left, right) = (left, right)
        return left.withUTF8 { left in
            right.withUTF8 { right in
                let length = min(left.count, right.count)
                for place in 0..<length where left[place] != right[place] {
                    let (a, b) = (left[place], right[place])
                    // UTF-8 has the order of UTF-16 but for characters beyond U+FFFF (from 0xF0), whose surrogates come before
                    // U+E000 (from 0xEE).
                    if a >= 0xF0, b == 0xEE || b == 0xEF { return -1 }
                    if b >= 0xF0, a == 0xEE || a == 0xEF { return 1 }
                    return a < b ? -1 : 1
                }
                return left.count - right.count
            }
        }
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
