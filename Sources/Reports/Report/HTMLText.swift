/// Text as HTML: hostile characters become entities, and what would reorder or hide text is shown.
enum HTMLText {
    static func escaped(_ text: String) -> String {
        SafeText.replacing(in: SafeText.terminal(text)) { scalar in
            switch scalar {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            case "\"": "&quot;"
            case "'": "&#39;"
            default: nil
            }
        }
    }

    static let style = """
        :root{--ink:#1b1f24;--soft:#59636e;--line:#d5dae0;--paper:#fff;--wash:#f5f7f9;--a:#0b5cad;--b:#c2570c;--c:#5b6b7b}
        @media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa5b1;--line:#38414b;--paper:#15191e;--wash:#1d232a;\
        --a:#6cb2ff;--b:#f0a064;--c:#8b99a8}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:62rem;padding:2.5rem 1.5rem;background:var(--paper);color:var(--ink);\
        font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
        h1{font-size:1.9rem;line-height:1.2;margin:0 0 .3rem}
        h2{font-size:1.25rem;margin:2.6rem 0 .6rem;padding-top:.8rem;border-top:2px solid var(--ink)}
        p{margin:.4rem 0}.soft,small,caption{color:var(--soft)}a{color:var(--a)}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem;margin:1.5rem 0 0;padding:0;list-style:none}
        .figures li{background:var(--wash);padding:1rem;border-left:4px solid var(--a)}
        .figures b{display:block;font-size:1.35rem;line-height:1.25;font-variant-numeric:tabular-nums}
        .wide{overflow-x:auto}
        table{border-collapse:collapse;width:100%;margin:.8rem 0;font-size:.92rem;font-variant-numeric:tabular-nums}
        caption{text-align:left;padding-bottom:.3rem}
        th,td{text-align:left;vertical-align:top;padding:.35rem .7rem .35rem 0;border-bottom:1px solid var(--line)}
        th{font-weight:600}.n{text-align:right;white-space:nowrap}.d{white-space:nowrap}sup a{text-decoration:none}
        .note{font-size:.82rem;color:var(--b)}
        svg{max-width:100%;height:auto;display:block;margin:1rem 0}svg text{fill:var(--ink);font:13px system-ui,sans-serif}
        ol.sources{padding-left:2.2rem;font-size:.9rem}ol.sources li{margin:.5rem 0}blockquote{margin:.3rem 0;color:var(--soft)}
        li:target{background:var(--wash)}
        @media print{body{max-width:none;padding:0;font-size:11pt}h2{break-after:avoid}tr,svg,li{break-inside:avoid}a{color:inherit}}
        """
}
