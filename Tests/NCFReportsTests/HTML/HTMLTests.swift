import NCFReports
import Testing

@Suite struct HTMLTests {
  @Test func textIsNeverMarkup() {
    #expect(
      HTML.text("<script>alert('a') & \"b\"</script>").markup
        == "&lt;script&gt;alert('a') &amp; &quot;b&quot;&lt;/script&gt;")
    #expect(HTML.prose("a `b<i>` c").markup == "a <code>b&lt;i&gt;</code> c")
  }

  @Test func attributesCannotBeClosed() {
    let element = HTML.element("a", ["href": "#x\" onclick=\"y"], [.text("z")])
    #expect(element.markup == "<a href=\"#x&quot; onclick=&quot;y\">z</a>")
  }

  /// HTML has no way to write them.
  @Test func controlCharactersAreReplaced() {
    #expect(HTML.text("a\u{0}b\u{1b}[2Jc\nd").markup == "a\u{FFFD}b\u{FFFD}[2Jc\nd")
  }
}
