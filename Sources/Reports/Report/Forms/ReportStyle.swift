/// The style sheet of the HTML report: light, dark and print from one set of colours; every tone has a second carrier (a dash, a
/// hatch, a word), and all text has a contrast of at least 4.5 to 1.
enum ReportStyle {
    private static let light = """
        --ink:#1b1f24;--soft:#57606a;--line:#d5dae0;--paper:#fff;--wash:#f4f6f8;--link:#0b5cad;--deal:#0b5cad;--stated:#0f766e;\
        --inferred:#b4530a;--ended:#6e7781;--note:#8a4207;--binding:#0b5cad;--conditional:#0f766e;--unstated:#b4530a;--other:#6e7781
        """
    private static let dark = """
        --ink:#e6e9ec;--soft:#a1abb6;--line:#39424c;--paper:#14181d;--wash:#1d232a;--link:#7ab8ff;--deal:#6cb2ff;--stated:#4fc3b4;\
        --inferred:#f0a064;--ended:#8b98a5;--note:#f0b27a;--binding:#4a9bf0;--conditional:#3fb0a2;--unstated:#e08e4f;--other:#8b98a5
        """

    /// The shapes of pictures.
    private static let shapes = """
        svg text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",sans-serif}
        svg .key,svg .label{font-size:12px}svg .strong{font-weight:600}svg .key{fill:var(--soft)}
        .plate{fill:var(--paper)}.box{fill:var(--wash);stroke:var(--ink)}.focus{stroke-width:2.5}
        .edge{fill:none}.edge.deal,.head.deal{stroke:var(--deal)}.edge.stated,.head.stated{stroke:var(--stated)}
        .edge.inferred,.head.inferred{stroke:var(--inferred)}.edge.ended,.head.ended{stroke:var(--ended)}
        .edge.stated{stroke-dasharray:12 3}.edge.inferred{stroke-dasharray:5 4}.edge.ended{stroke-dasharray:1.5 4}
        .head{stroke:none!important}.head.deal{fill:var(--deal)}.head.stated{fill:var(--stated)}
        .head.inferred{fill:var(--inferred)}.head.ended{fill:var(--ended)}
        .part{stroke:var(--paper)}.open{fill:none;stroke:var(--ink)}.vague{stroke-dasharray:5 4}
        .axis,.mark{stroke:var(--ink)}.mark{stroke-width:2}.faint{opacity:.35}
        .fill-binding{fill:var(--binding)}.fill-conditional{fill:var(--conditional)}.fill-unstated{fill:var(--unstated)}
        .fill-other{fill:var(--other)}.fill-claim{fill:var(--unstated)}
        .grid{stroke:var(--line)}.zero{stroke:var(--ink);stroke-dasharray:2 3}.leader{stroke:var(--ended);stroke-width:.7}
        .band{fill:var(--ink);opacity:.1}.bound{fill:none;stroke:var(--soft);stroke-dasharray:1 2.5}
        .path{fill:none;stroke-width:1.7;stroke-linejoin:round}.path.mean{stroke:var(--ink);stroke-width:3}
        .p0{stroke:var(--deal)}.p1{stroke:var(--stated);stroke-dasharray:7 3}.p2{stroke:var(--inferred);stroke-dasharray:3.5 2.5}
        .p3{stroke:var(--ended);stroke-dasharray:12 3 2 3}.p4{stroke:var(--deal);stroke-dasharray:1.5 3}
        .p5{stroke:var(--stated);stroke-dasharray:3 2 10 2}.p6{stroke:var(--inferred);stroke-dasharray:16 5}
        .p7{stroke:var(--ended);stroke-dasharray:6 2 2 2 2 2}
        """

    /// What a picture that stands alone needs.
    static let picture = """
        :root{color-scheme:light dark;\(light)}
        @media(prefers-color-scheme:dark){:root{\(dark)}}
        \(shapes)
        @media print{:root{\(light)}}
        """

    static let css = """
        :root{color-scheme:light dark;\(light)}
        @media(prefers-color-scheme:dark){:root{\(dark)}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:66rem;padding:2.5rem 1.5rem 4rem;background:var(--paper);color:var(--ink);\
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;overflow-wrap:break-word}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .5rem}
        h2{font-size:1.3rem;line-height:1.25;margin:3rem 0 .6rem;padding-top:.8rem;border-top:2px solid var(--ink)}
        p{margin:.4rem 0}a{color:var(--link)}header .soft{margin:.1rem 0}
        .soft,caption,figcaption,.lead,.cut,.more{color:var(--soft)}.more{font-size:.86em}.cut,figcaption{font-size:.86rem}
        code{font:.86em ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
        .warning{border-left:4px solid var(--inferred);padding-left:.7rem}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1rem;margin:1.6rem 0 0;padding:0;list-style:none}
        .figures li{background:var(--wash);padding:1rem 1.1rem;border-left:4px solid var(--deal)}
        .figures strong{display:block;font-size:1.35rem;line-height:1.25;text-wrap:balance;margin-bottom:.2rem;font-variant-numeric:tabular-nums}
        .figures strong::first-letter{text-transform:uppercase}
        nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:1.4rem 0 0;padding:0;list-style:none;font-size:.92rem}
        figure{margin:1.2rem 0 1.6rem}figcaption{margin-top:.5rem;max-width:52rem}
        .wide{overflow-x:auto}.wide svg{display:block;max-width:100%;height:auto}
        .narrow,.hint{display:none}.hint{font-size:.86rem;color:var(--soft)}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:.7rem 0 0;padding:0;list-style:none;font-size:.86rem}
        .legend svg{vertical-align:middle}
        table{border-collapse:collapse;width:100%;margin:1.2rem 0 .6rem;font-size:.92rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;padding-bottom:.4rem;font-weight:600}
        th,td{text-align:left;vertical-align:top;padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line)}
        th:last-child,td:last-child{padding-right:0}
        tbody th{min-width:7em}thead th{font-weight:600;white-space:nowrap;border-bottom:1px solid var(--ink)}tbody th{font-weight:400}
        th.n,td.n{text-align:right}.keep{white-space:nowrap}th.n,td.n{min-width:8.5em}td.lines{min-width:15em}.long{overflow-wrap:anywhere}
        .note,.detail{display:block;font-size:.86em;line-height:1.35}.note{color:var(--note)}.detail{color:var(--soft);font-weight:400}
        sup.refs{line-height:0;font-size:.75em;padding-left:.15em;white-space:nowrap}sup.refs a{text-decoration:none}.more{display:block;max-width:17em}.n .more{margin-left:auto}
        ol.sources{padding-left:2.6rem;font-size:.9rem}ol.sources>li{margin:.8rem 0}
        ol.sources p{margin:.1rem 0;color:var(--soft);font-size:.84rem;overflow-wrap:anywhere}
        ol.sources code{white-space:nowrap;font-size:.95em}ol.sources ul{margin:.1rem 0;padding-left:1.1rem}blockquote{margin:.2rem 0 .2rem .6rem;color:var(--soft)}
        ol.sources li:target{background:var(--wash);outline:4px solid var(--wash)}
        \(shapes)
        @media(max-width:44rem){
        body{padding:1.4rem 1rem 3rem}.wide svg{max-width:none}.roomy{display:none}.narrow,.hint{display:block}.narrow svg{max-width:100%}
        table,caption,tbody,tr,tbody th,td{display:block;width:auto}thead{display:none}
        tr{padding:.7rem 0;border-bottom:1px solid var(--line)}
        th,td{padding:.05rem 0;border:0;min-width:0!important;text-align:left!important}tbody th{font-weight:600}
        td:empty{display:none}td::before{content:attr(data-label) ": ";color:var(--soft)}
        }
        @page{margin:16mm 15mm}
        @media print{
        :root{\(light);--wash:#fff}
        body{max-width:none;padding:0;font-size:10pt}nav{display:none}
        h1{font-size:18pt}h2{font-size:13pt;margin-top:9mm;break-after:avoid}
        .roomy{display:block}.narrow,.hint{display:none}table.short{break-inside:avoid}
        .figures{grid-template-columns:repeat(3,1fr);gap:3mm}.figures strong{font-size:13pt}.figures li{border:1px solid var(--line);border-left:4px solid var(--deal)}
        p,caption{orphans:3;widows:3;break-inside:avoid}caption,.lead,.legend,thead{break-after:avoid}
        tbody tr:first-child{break-before:avoid}tr,figure,.figures li,ol.sources>li{break-inside:avoid}
        thead{display:table-header-group}th.n,td.n,td.lines{min-width:7.5em}.wide{overflow:visible}.wide>svg,.roomy svg{max-height:215mm;max-width:100%}
        table{font-size:8.6pt}a{color:inherit;text-decoration:none}
        ol.sources a[href^="http"]::after{content:" (" attr(href) ")";color:var(--soft);overflow-wrap:anywhere}
        svg,.figures li{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        }
        """
}
