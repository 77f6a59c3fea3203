import CanonicalJSON
import Foundation
import Testing

@Suite("impact report")
struct ReportCommandTests {
    @Test(
        "the form is that of -O, else of the file's suffix, else Markdown",
        arguments: [
            ("-o r.html", "r.html", "<!DOCTYPE html>"), ("-o r.htm", "r.htm", "<!DOCTYPE html>"),
            ("-o r.md", "r.md", "# What moved the markets"), ("-o r.json", "r.json", "{\"company\""),
            ("-o r.txt", "r.txt", "# What moved the markets"), ("-o r.md -O json", "r.md", "{\"company\""),
        ])
    func form(_ arguments: String, _ file: String, _ start: String) throws {
        let workspace = try Workspace()
        #expect(try workspace.shell("impact report \(arguments)").status == 0)
        #expect(try workspace.shell("cat \(file)").output.hasPrefix(start))
    }

    @Test("the demo's headline figures, in words and with what must be known of them")
    func headlines() throws {
        let output = try Workspace().run("report", "-O", "md").output
        #expect(
            output.contains(
                "- **338 billion USD** announced by OpenAI in 2 recorded deals, of which 38 billion USD is contracted "
                    + "(300 billion USD of it is not confirmed)[^1][^2]"))
        #expect(
            output.contains(
                "- **about 1.062 trillion USD** of OpenAI's plan of about 1.4 trillion USD not covered by recorded deals "
                    + "(assumes that these deals count toward the plan)"))
        #expect(
            output.contains(
                "- **up about 140 billion USD** market value of Amazon.com, Inc. on 2025-11-03 (a claim; a forecast)"))
    }

    @Test("--company shows what concerns a company, found by its ticker")
    func company() throws {
        let output = try Workspace().run("report", "-O", "md", "--company", "ORCL").output
        #expect(output.hasPrefix("# What moved Oracle Corporation, and by how much\n"))
        #expect(output.contains("only what concerns Oracle Corporation") && output.contains("88.76 %"))
        #expect(!output.contains("Microsoft"))
    }

    @Test("--since and --until show what happened between two days")
    func period() throws {
        let workspace = try Workspace()
        let output = try workspace.run("report", "-O", "md", "--since", "2025-10-28", "--until", "2025-10-28").output
        #expect(output.contains("only since 2025-10-28, until 2025-10-28"))
        #expect(output.contains("OpenAI completes its restructuring") && !output.contains("140 billion"))
    }

    @Test("a day that does not exist and a company that nobody knows are refused, and no file is made")
    func refused() throws {
        let workspace = try Workspace()
        let day = try workspace.run("report", "-o", "r.html", "--since", "2025-02-30")
        #expect(day.status == 64 && day.errors == "impact: '2025-02-30' is not a day: that month has 28 days\n")
        let company = try workspace.run("report", "-o", "r.html", "--company", "oracel")
        #expect(company.status == 65)
        #expect(company.errors.hasPrefix("impact: no company 'oracel' is registered; nearest: oracle"))
        #expect(try workspace.shell("ls r.html").status != 0)
    }
}
