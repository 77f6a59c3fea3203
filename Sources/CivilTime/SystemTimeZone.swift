import Glibc

extension TimeZoneRules {
    /// `UTC` and `America/New_York` are built in; all others come from this machine's zoneinfo files.
    package static func named(_ name: String) throws(TimeZoneError) -> TimeZoneRules {
        if name == utc.name { return utc }
        if name == newYork.name { return newYork }
        return try system(named: name, directory: "/usr/share/zoneinfo")
    }

    static func system(named name: String, directory: String) throws(TimeZoneError) -> TimeZoneRules {
        guard isValid(name) else { throw .invalidName(name) }
        let path = "\(directory)/\(name)"
        return try zoneinfo(name: name, contents: try contents(ofFile: path, name: name))
    }

    /// Letters, digits, `_`, `+`, `-` between single slashes: no path leaves the folder.
    private static func isValid(_ name: String) -> Bool {
        name.utf8.count <= 64
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
                            UInt8(ascii: "-"):
                            true
                        default: false
                        }
                    }
            }
    }

    /// At most one byte more than `zoneinfo` accepts.
    private static func contents(ofFile path: String, name: String) throws(TimeZoneError) -> [UInt8] {
        // O_NONBLOCK: the open of a pipe would wait for its writer.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let code = errno
            if code == ENOENT || code == ENOTDIR { throw .notFound(name: name, path: path) }
            throw .unreadable(path: path, reason: String(cString: strerror(code)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .notFound(name: name, path: path)
        }
        var contents: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 8192)
        while contents.count <= zoneinfoLimit {
            let count = read(file, &buffer, buffer.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path: path, reason: String(cString: strerror(errno)))
            }
            contents += buffer[..<count]
        }
        return contents
    }
}
