import Projections

extension Ledger {
    /// Makes a study: reads what it needs in one state of the log, and computes.
    ///
    /// - Throws: `StudyRefused` with a line for each thing that is wrong.
    package func study(_ request: StudyRequest) throws -> StudyReport {
        try log.snapshot { try StudyReport.make(request, log: log) }
    }
}
