/// How a writer's name becomes the source of events.
package enum WriterName {
    private static let prefix = "urn:impact:writer:"

    package static func source(of name: String) -> String { prefix + name }

    /// The name in a source; a source of another form is a name of its own.
    package static func name(of source: String) -> String {
        source.hasPrefix(prefix) ? String(source.dropFirst(prefix.count)) : source
    }
}
