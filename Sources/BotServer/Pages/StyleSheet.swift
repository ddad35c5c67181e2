internal import HTTPTransport
internal import ServiceStore

/// How the pages look: on a phone and a wide screen, in light and dark, without script, fonts or pictures.
enum StyleSheet {
  static var route: Route {
    Route(path: "/style.css", reader: .person) { ask in
      let tag = "\"\(digest)\""
      let headers: HTTPHeaders = ["Cache-Control": "no-cache", "ETag": tag]
      if ask.headers["If-None-Match"] == tag {
        return Answer(304, "text/css; charset=utf-8", "", headers: headers)
      }
      return Answer(200, "text/css; charset=utf-8", text, headers: headers)
    }
  }

  /// Tells one version of the text from another (FNV-1a).
  private static let digest = String(
    text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)

  static let text = """
    :root {
      --page: #f6f7f9; --card: #fff; --ink: #1b2330; --dim: #566173; --line: #d9dee6; --link: #0b57c2;
      --good: #116b36; --good-back: #e0f4e7; --warn: #7d4a00; --warn-back: #fdf0d5; --bad: #a4161f; --bad-back: #fde7e8;
      --plain-back: #e9edf3; --code: #eef1f5; --brand: #12213a;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --page: #10151d; --card: #18202b; --ink: #e6ebf2; --dim: #a3afc0; --line: #2e3948; --link: #85b6ff;
        --good: #7fdca2; --good-back: #123322; --warn: #f6c66b; --warn-back: #3a2c0e; --bad: #ff9c9f; --bad-back: #44181b;
        --plain-back: #273242; --code: #222c3a; --brand: #0a0f17;
      }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
    header { background: var(--brand); color: #fff; }
    .bar, main, footer { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem; }
    .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; padding-block: .6rem; }
    .brand { font-weight: 700; font-size: 1.15rem; letter-spacing: .01em; }
    header a { color: #fff; text-decoration: none; padding: .35rem 0; }
    header a:hover { text-decoration: underline; }
    nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; }
    nav a { color: #cfdcf0; }
    main { padding-block: 1.25rem 2rem; }
    footer { color: var(--dim); font-size: .85rem; padding-bottom: 2rem; }
    a { color: var(--link); }
    a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, pre:focus-visible {
      outline: 3px solid var(--link); outline-offset: 2px; }
    header a:focus-visible { outline-color: #fff; }
    .skip { position: absolute; left: -999px; }
    .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem; z-index: 1; }
    .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    h1 { font-size: 1.6rem; line-height: 1.25; margin: .2rem 0 .8rem; }
    h2 { font-size: 1.2rem; margin: 0 0 .35rem; }
    h3 { font-size: 1rem; margin: 0 0 .25rem; }
    section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.15rem; margin: 1rem 0; }
    code, pre { font-family: ui-monospace, "SFMono-Regular", Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .875em; }
    code { background: var(--code); padding: .1em .3em; border-radius: .25em; }
    pre { background: var(--code); padding: .9rem; border-radius: .4rem; overflow-x: auto; white-space: pre-wrap; margin: .5rem 0; line-height: 1.45; }
    small { display: block; font-weight: 400; color: var(--dim); font-size: .85rem; }
    .meta, .crumbs, .empty { color: var(--dim); font-size: .92rem; margin: .2rem 0 .8rem; }
    .lead { font-size: 1.05rem; margin: .2rem 0 1rem; }
    .good { color: var(--good); } .bad { color: var(--bad); }
    .warning { background: var(--warn-back); color: var(--warn); border-left: .3rem solid; border-radius: .3rem; padding: .6rem .9rem; margin: .8rem 0; }
    .warning a { color: inherit; } .warning p { margin: 0; }
    .tag { display: inline-block; background: var(--plain-back); border-radius: .3rem; padding: 0 .4rem; font-size: .8rem; font-weight: 600; }
    .verdict { display: inline-block; border-radius: 1rem; padding: .05rem .65rem; font-size: .85rem; font-weight: 650; white-space: nowrap;
      background: var(--plain-back); }
    .v-approved { background: var(--good-back); color: var(--good); }
    .v-needs-approval, .v-held, .v-restricted { background: var(--warn-back); color: var(--warn); }
    .v-not-self-serviceable, .v-invalid, .v-conflict, .v-failed { background: var(--bad-back); color: var(--bad); }
    .numbers { display: flex; flex-wrap: wrap; gap: .6rem; margin: 0 0 1rem; }
    .numbers div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: .45rem .9rem; min-width: 6.2rem; flex: 0 1 auto;
      display: flex; flex-direction: column-reverse; justify-content: flex-end; }
    .numbers dt { color: var(--dim); font-size: .82rem; } .numbers dd { margin: 0; font-size: 1.35rem; font-weight: 650; line-height: 1.3; }
    .numbers .alarm { background: var(--bad-back); border-color: var(--bad); } .alarm dt, .alarm dd { color: var(--bad); }
    .filter { display: flex; flex-wrap: wrap; gap: .7rem; align-items: end; margin: 1rem 0; }
    .filter label { font-size: .85rem; color: var(--dim); display: grid; gap: .15rem; }
    select, input, button, .button { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--dim); border-radius: .4rem;
      padding: .4rem .6rem; min-height: 2.5rem; }
    button, .button { background: var(--link); color: var(--card); border-color: var(--link); font-weight: 600; cursor: pointer; padding-inline: 1rem;
      text-decoration: none; display: inline-block; }
    .clear { padding: .5rem 0; }
    .queue { background: var(--good-back); border-radius: .5rem; padding: .7rem 1rem; margin: .4rem 0 1rem; }
    .queue p { margin: .2rem 0; } .queue ol { margin: .2rem 0; padding-left: 1.4rem; } .queue small { display: inline; }
    .list { border-collapse: collapse; width: 100%; }
    .list th, .list td { text-align: left; vertical-align: top; padding: .6rem .7rem .6rem 0; border-top: 1px solid var(--line); }
    .list thead th { color: var(--dim); font-size: .82rem; font-weight: 600; border-top: 0; padding-bottom: .3rem; white-space: nowrap; }
    .list td { min-width: 5rem; } .list .why { width: 34%; } .list .who { min-width: 7rem; } .list .short { white-space: nowrap; min-width: 0; }
    .list tbody th { font-weight: 600; min-width: 14rem; } .list tbody th a { text-decoration: none; }
    .list tbody th a:hover { text-decoration: underline; }
    .list td p { margin: 0; } .list ul { margin: .15rem 0 0; padding-left: 1.1rem; color: var(--dim); font-size: .92rem; } .list ul:empty { display: none; }
    .list .bad { color: var(--bad); }
    .n { color: var(--dim); font-weight: 500; }
    .facts { display: grid; gap: .45rem; margin: .3rem 0 0; }
    .facts div { display: grid; grid-template-columns: 8rem 1fr; gap: .5rem; }
    .facts dt { color: var(--dim); } .facts dd { margin: 0; }
    .obstacles, .jobs { list-style: none; margin: .4rem 0; padding: 0; display: grid; gap: .5rem; }
    .obstacles:empty { display: none; }
    .obstacles li { display: flex; gap: .6rem; align-items: baseline; }
    .mover { flex: 0 0 auto; background: var(--plain-back); border-radius: .3rem; padding: 0 .5rem; font-size: .82rem; font-weight: 600; }
    .m-people { background: var(--warn-back); color: var(--warn); } .m-pipeline, .m-forge { background: var(--plain-back); }
    @media (max-width: 46rem) {
      .bar, main, footer { padding-inline: .9rem; }
      h1 { font-size: 1.35rem; }
      .numbers { display: grid; grid-template-columns: repeat(3, 1fr); gap: .4rem; } .numbers div { min-width: 0; padding: .35rem .6rem; }
      .filter label { flex: 1 1 40%; min-width: 0; } .filter select, .filter input { width: 100%; min-width: 0; } .filter button { flex: 1 1 100%; }
      section { padding: .85rem .85rem; }
      .list, .list tbody, .list tr, .list td, .list tbody th { display: block; }
      .list thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      .list tr { border-top: 1px solid var(--line); padding: .7rem 0; } .list tr:first-child { border-top: 0; padding-top: .2rem; }
      .list th, .list td, .list .why { border: 0; padding: .1rem 0; width: auto; } .list tbody th { min-width: 0; padding-bottom: .3rem; }
      .list td[data-label] { display: grid; grid-template-columns: 6.2rem 1fr; gap: .5rem; }
      .list td[data-label]::before { content: attr(data-label); color: var(--dim); font-size: .85rem; }
      .list td > p, .list td > ul, .list td > span, .list td > code, .list td > time { grid-column: 2; justify-self: start; }
      .list td > p:first-of-type { grid-row: 1; }
      .facts div { grid-template-columns: 6.2rem 1fr; }
    }
    @media print { header, .filter, .skip { display: none; } body { background: #fff; } }
    """
}
