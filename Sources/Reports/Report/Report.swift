import CanonicalJSON

/// The whole story as one document.
package enum Report {
    package static func json(_ input: ReportInput) -> String { JSONReport.object(input).canonicalText + "\n" }

    package static func html(_ input: ReportInput) -> String { HTMLReport(ReportDocument(input)).text }

    package static func markdown(_ input: ReportInput) -> String { MarkdownReport(ReportDocument(input)).text }
}
