#if canImport(Glibc)
    import Glibc
#endif

package struct UnknownTimeZone: Error, Equatable, CustomStringConvertible {
    package let name: String
    package var description: String {
        "no time zone of that name in /usr/share/zoneinfo; write for example Europe/Paris, or install tzdata"
    }
}

extension TimeZoneRules {
    /// A zone of the system's tz database by its name, such as `Europe/Paris`.
    ///
    /// - Throws: where the name is not one, or the machine has no such file. The name never leaves the database's folder.
    package static func named(_ name: String) throws(UnknownTimeZone) -> TimeZoneRules {
        if name == "America/New_York" { return .newYork }
        if name == "UTC" || name == "Etc/UTC" { return .utc }
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                        true
                    default: false
                    }
                }
        }
        guard isName, name.utf8.count <= 64, let file = fopen("/usr/share/zoneinfo/" + name, "rb") else {
            throw UnknownTimeZone(name: name)
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 17)
        let count = fread(&bytes, 1, bytes.count, file)
        guard let rules = TimeZoneRules(zoneinfo: Array(bytes.prefix(count))) else { throw UnknownTimeZone(name: name) }
        return rules
    }

    /// The transitions of a TZif file (RFC 8536), version 2 or later. After its last transition the last offset stays:
    /// the files reach to 2037. Nil where the bytes are not such a file.
    package init?(zoneinfo bytes: [UInt8]) {
        var reader = BigEndianReader(bytes: bytes)
        guard let first = TZifHeader(&reader), first.version >= 2 else { return nil }
        reader.skip(first.length(timeSize: 4))
        guard let header = TZifHeader(&reader), header.typeCount > 0 else { return nil }
        var times: [Int] = []
        for _ in 0..<header.timeCount {
            guard let time = reader.integer(bytes: 8) else { return nil }
            times.append(time)
        }
        var types: [Int] = []
        for _ in 0..<header.timeCount {
            guard let type = reader.integer(bytes: 1), type < header.typeCount else { return nil }
            types.append(type)
        }
        var offsets: [Int] = []
        for _ in 0..<header.typeCount {
            guard let offset = reader.integer(bytes: 4), abs(offset) <= 93_600 else { return nil }
            reader.skip(2)
            offsets.append(offset)
        }
        guard zip(times, times.dropFirst()).allSatisfy(<) else { return nil }
        self.init(
            transitions: zip(times, types).map { Transition(at: $0, offset: offsets[$1]) }, before: offsets[0])
    }
}

private struct BigEndianReader {
    let bytes: [UInt8]
    var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func skip(_ count: Int) { index += count }

    /// Two's complement where it has four or eight bytes.
    mutating func integer(bytes count: Int) -> Int? {
        guard index >= 0, index <= bytes.count - count else { return nil }
        defer { index += count }
        let value = bytes[index..<(index + count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return switch count {
        case 8: Int(Int64(bitPattern: value))
        case 4: Int(Int32(truncatingIfNeeded: value))
        default: Int(value)
        }
    }
}

private struct TZifHeader {
    let version: Int
    let timeCount: Int
    let typeCount: Int
    private let others: (utc: Int, standard: Int, leap: Int, characters: Int)

    init?(_ reader: inout BigEndianReader) {
        guard reader.integer(bytes: 4) == 0x545A_6966, let version = reader.integer(bytes: 1) else { return nil }
        self.version = version - Int(UInt8(ascii: "0"))
        reader.skip(15)
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = reader.integer(bytes: 4), (0...10_000).contains(count) else { return nil }
            counts.append(count)
        }
        others = (counts[0], counts[1], counts[2], counts[5])
        timeCount = counts[3]
        typeCount = counts[4]
    }

    func length(timeSize: Int) -> Int {
        timeCount * (timeSize + 1) + typeCount * 6 + others.characters + others.leap * (timeSize + 4)
            + others.standard + others.utc
    }
}
