import Deciding
import Testing

/// Which commands a comment holds: when in doubt none, but ordinary lines always.
@Suite struct CommandTests {
  @Test(
    arguments: [
      "/lgtm", "/lgtm\n", "\n/lgtm", "/lgtm  ", "  /lgtm", "/lgtm\t", "/lgtm\r\n", "thanks\r\n\r\n/lgtm\r\n",
      "thanks\n/lgtm", "thanks\n\n/lgtm", "/lgtm\nthanks", "/lgtm\n\nthanks", "one\n/lgtm\ntwo", "one\r/lgtm\rtwo",
      "```\ncode\n```\n/lgtm", "~~~\ncode\n~~~\n/lgtm", "````\n```\n/hold\n````\n/lgtm", "```yaml\na: b\n```\n\n/lgtm",
      "~~~\n```\n~~~\n/lgtm", "   ```\ncode\n```\n/lgtm", "text\n```\ncode\n```\n/lgtm", "`` ` ``\n/lgtm",
      "`code`\n/lgtm",
      "> quote\n\n/lgtm", "> a\n>\n> b\n\n/lgtm", "> a\n> ```\n\n/lgtm", "- a\n- b\n\n/lgtm", "1. a\n\n/lgtm",
      "* a\n\n  more\n\n/lgtm",
      "- ```\n  x\n\n/lgtm", "# Heading\n/lgtm", "Heading\n=======\n/lgtm", "Heading\n---\n/lgtm", "---\n/lgtm",
      "* * *\n/lgtm",
      "- a\n---\n/lgtm", "/lgtm\n-- \nBob", "<!-- note -->\n\n/lgtm", "<!--\nnote\n-->\n\n/lgtm",
      "text <!-- note -->\n/lgtm",
      "<details>\n<summary>log</summary>\nlong\n</details>\n\n/lgtm", "<br>\n\n/lgtm", "<https://example.com>\n/lgtm",
      "| a | b |\n|---|---|\n| 1 | 2 |\n\n/lgtm", "[link](https://example.com)\n/lgtm", "see [link]\n/lgtm",
      "a < b\n/lgtm",
      "great :(\n/lgtm", "<3\n/lgtm", "it`s fine\n/lgtm", "2 * 3\n/lgtm", "2020. A year\n\n/lgtm",
      ">>>\nquote\n\nmore\n>>>\n/lgtm",
      "$$\nx\n$$\n/lgtm", "a~b\n/lgtm", "text\n2. more\n/lgtm", "\u{1F44D}\n/lgtm", "Gr\u{00FC}\u{00DF}e\n/lgtm",
      "- [x] read\n\n/lgtm",
      "    code\n\n/lgtm", "> quote\n---\n/lgtm", "\\`a\n/lgtm\nb`",
    ])
  func approves(_ text: String) {
    #expect(Command.parse(markdown: text) == [.approve(commit: nil)], "\(text.debugDescription)")
  }

  @Test(
    arguments: [
      "", "lgtm", "//lgtm", "/LGTM", "/Lgtm", "/lgtm thanks", "I say /lgtm", "/lgtm, thanks", "/lgtm.", "/lgtm /hold",
      "\\/lgtm",
      "`/lgtm`", "**/lgtm**", "[/lgtm](https://example.com)", "~~/lgtm~~", "/lgtm please", "@bot /lgtm", "/lgtmcancel",
      // Fences of both kinds, nested and unclosed.
      "```\n/lgtm\n```", "~~~\n/lgtm\n~~~", "```\n/lgtm", "~~~ yaml\n/lgtm", "````\n```\n/lgtm\n```\n````",
      "```\n~~~\n/lgtm\n~~~\n```",
      "~~~\n```\n/lgtm", "```\n```yaml\n/lgtm\n```", "text\n```\n/lgtm\n```", "   ```\n/lgtm", "> a\n```\n/lgtm",
      "```\n    ```\n/lgtm",
      "```\na\n\n/lgtm\n\n```", "- a\n  ```\n  /lgtm\n  ```", "- a\n\n  ```\n  /lgtm\n  ```", "- a\n  ```\n```\n/lgtm",
      "- a\n ```\n/lgtm\n ```",
      "- a\n ```\nx\n\n/lgtm\n ```", "- a\n  ```\nx\n  ```\n/lgtm", "text\n2. b\n   ```\n\n/lgtm\n```",
      // Indented code, also where a paragraph might go on.
      "    /lgtm", "\t/lgtm", "  \t/lgtm", "text\n\n    /lgtm", "text\n    /lgtm", "# Heading\n    /lgtm",
      "Heading\n===\n    /lgtm",
      // Quotes and what lazily continues them.
      "> /lgtm", ">/lgtm", "  > /lgtm", "> > /lgtm", "> quote\n/lgtm", "> quote\nmore\n/lgtm", "> ```\n> /lgtm\n> ```",
      "text\n> /lgtm",
      ">>>\n/lgtm\n>>>", ">>>\nquote\n\n/lgtm\n>>>", "On Monday Bob wrote:\n> Looks good\n/lgtm",
      // Lists.
      "- /lgtm", "* /lgtm", "+ /lgtm", "1. /lgtm", "1) /lgtm", "- a\n/lgtm", "- a\n  /lgtm", "- a\n\n  /lgtm",
      "1. a\n   /lgtm", "- a\n- b\n/lgtm",
      "- [ ] /lgtm", "- a\n\n      /lgtm",
      // HTML.
      "<!-- /lgtm -->", "<!--\n/lgtm\n-->", "<!--\n\n/lgtm\n\n-->", "text <!--\n/lgtm\n-->", "- a\n<!--\n\n/lgtm\n-->",
      "<!-- a\n/lgtm",
      "<pre>\n/lgtm\n</pre>", "<pre>\n\n/lgtm\n\n</pre>", "<div>\n/lgtm\n</div>",
      "<blockquote>\n\n/lgtm\n\n</blockquote>", "<PRE>\n\n/lgtm\n\n</PRE>",
      "<details>\n<details>\n</details>\n\n/lgtm\n\n</details>", "<table><tr><td>\n\n/lgtm\n\n</td></tr></table>",
      "<del>\n\n/lgtm\n\n</del>",
      "<?\n\n/lgtm\n?>", "<script>\n\n/lgtm\n</script>", "<a\n/lgtm\n>", "text <a\n/lgtm\nb>", "<p>/lgtm</p>",
      "text\n<div>\n/lgtm\n</div>",
      // Inside of something that goes over lines.
      "`a\n/lgtm\nb`", "``a\n/lgtm\nb``", "[a\n/lgtm\nb](https://example.com)",
      "[a](https://example.com \"b\n/lgtm\nc\")", "[a]: /b '\n/lgtm\n'",
      "~~a\n/lgtm\nb~~", "$$\n/lgtm\n$$", "![a\n/lgtm\nb](c.png)",
      // Tables.
      "| a |\n|---|\n| /lgtm |", "| a |\n|---|\n/lgtm", "a | b\n--|--\n1 | 2\n/lgtm",
      // Characters that are not what they look like.
      "\u{200B}/lgtm", "/lgtm\u{200B}", "/l\u{200D}gtm", "\u{FEFF}/lgtm", "\u{FF0F}lgtm", "\u{2215}lgtm",
      "/\u{2113}gtm", "/l\u{0261}tm", "/lgtm\u{0301}",
      "\u{00A0}/lgtm", "/lgtm\u{00A0}", "\u{202E}/lgtm", "/lgtm\u{2028}", "a\u{2028}/lgtm", "a\u{0B}/lgtm",
      "a\u{85}/lgtm", "/lgtm\u{0}",
      "/lgtm 12345", "/lgtm abcdefg", "/lgtm \u{0430}bcdef12", "/lgtm cancel now",
    ])
  func isSilent(_ text: String) {
    #expect(Command.parse(markdown: text).isEmpty, "\(text.debugDescription)")
  }

  @Test(
    arguments: [
      ("/lgtm\n/hold", [.approve(commit: nil), .hold]), ("/hold\n```\n/hold cancel\n```\n/recheck", [.hold, .recheck]),
      ("/lgtm cancel", [.cancelApproval]), ("/lgtm  \t cancel ", [.cancelApproval]), ("/hold cancel", [.cancelHold]),
      ("/ok-to-test\n\n/why\n\n/help", [.okToTest, .why, .help]), ("/lgtm 0123ABC", [.approve(commit: "0123abc")]),
      ("/lgtm " + String(repeating: "a", count: 40), [.approve(commit: String(repeating: "a", count: 40))]),
      ("> /lgtm\n\n/hold", [.hold]), ("- /lgtm\n\n/hold", [.hold]),
    ] as [(String, [Command])])
  func severalCommands(_ text: String, _ commands: [Command]) {
    #expect(Command.parse(markdown: text) == commands, "\(text.debugDescription)")
  }

  /// Hostile comments cost no more than their length.
  @Test(arguments: [
    "/lgtm\n", "`\n/lgtm\n", "[\n", "[a](\n", "<a\n", "> a\n", "- a\n", "~~\n", "``` \n", "<pre>\n", "](\n/lgtm\n",
  ])
  func longCommentsAreRead(_ line: String) {
    _ = Command.parse(markdown: String(repeating: line, count: 5_000))
    _ = Command.parse(markdown: "a" + String(repeating: String(line.dropLast()), count: 5_000))
  }
}
