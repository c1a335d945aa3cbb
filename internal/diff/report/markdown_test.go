package report_test

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	gtext "github.com/yuin/goldmark/text"

	"github.com/hostclients/hostclients/internal/diff/report"
)

func TestTheMarkdownHasAFoldedSectionPerOperation(t *testing.T) {
	assert.Equal(t, `### specdiff: boxes

specs/boxes/openapi.yaml → new.yaml

| Boundary | Breaking | Risky | Compatible |
| --- | --: | --: | --: |
| wire | 1 | 1 | 3 |
| go | 1 | 0 | 0 |
| fixtures | 0 | 0 | 0 |

Suggested version: **minor**

Not compared: responses

<details open><summary><code>GET /box (listBoxes)</code>: 1 breaking, 1 compatible</summary>

- **breaking** go: API.ListBoxes: gone
- **compatible** wire: explained

</details>

<details open><summary><code>GET /box/{id} (getBox)</code>: 1 breaking, 1 compatible</summary>

- **breaking** wire: query parameter color: removed — specs/boxes/openapi.yaml:12<br>because servers may ignore it<br>→ do not send it
- **compatible** wire: query parameter count: the maximum is 100, was 50

</details>

<details><summary>the document as a whole: 1 risky</summary>

- **risky** wire: different title — new.yaml

</details>

<details><summary><code>GET /lid (listLids)</code>: 1 compatible</summary>

- **compatible** wire: new — new.yaml:40

</details>

<details><summary>accepted before: 1 breaking</summary>

- **breaking** fixtures: GET /box/{id} (getBox): recorded/getBox.yaml, interaction 0: .size is missing<br>→ the server is older

</details>
`, written(t, one(boxes()).Markdown))
}

// parse reads Markdown as GitHub does.
func parse(source string) ast.Node {
	return goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(gtext.NewReader([]byte(source)))
}

// skeleton returns the structure of Markdown without its text. HTML is reduced to its tags.
func skeleton(t *testing.T, source string) string {
	t.Helper()
	var b strings.Builder
	err := ast.Walk(parse(source), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteString(" break")
			}
		case *ast.String:
		case *ast.HTMLBlock:
			if entering {
				fmt.Fprint(&b, " ", tags(linesOf(n, source)))
			}
		case *ast.RawHTML:
			if entering {
				for i := range n.Segments.Len() {
					at := n.Segments.At(i)
					fmt.Fprint(&b, " ", tags(source[at.Start:at.Stop]))
				}
			}
		default:
			if entering {
				fmt.Fprintf(&b, " (%s", n.Kind())
			} else {
				b.WriteString(")")
			}
		}
		return ast.WalkContinue, nil
	})
	require.NoError(t, err)
	return b.String()
}

func linesOf(n ast.Node, source string) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		at := n.Lines().At(i)
		b.WriteString(source[at.Start:at.Stop])
	}
	return b.String()
}

var tag = regexp.MustCompile(`<[^>]*>?`)

func tags(source string) []string { return tag.FindAllString(source, -1) }

// shown returns the text that a reader sees.
func shown(t *testing.T, source string) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(source), &b))
	return html.UnescapeString(tag.ReplaceAllString(b.String(), ""))
}

func TestNoTextFromADocumentIsReadAsMarkdown(t *testing.T) {
	want := skeleton(t, written(t, one(with("x")).Markdown))
	for name, hostile := range hostile {
		if hostile == "" { // the operations are the same as in boxes, so the groups differ from those of want
			continue
		}
		t.Run(name, func(t *testing.T) {
			out := written(t, one(with(hostile)).Markdown)
			assert.Equal(t, want, skeleton(t, out))
			assert.True(t, utf8.ValidString(out))
			assert.LessOrEqual(t, len(out), 65536-256)
		})
	}
}

func TestTheMarkdownShowsTextsUnchanged(t *testing.T) {
	for _, name := range []string{"backquotes", "HTML", "Markdown", "placeholders", "percent", "an entity", "quotes"} {
		out := strings.ReplaceAll(shown(t, written(t, one(with(hostile[name])).Markdown)), "\u200b", "")
		assert.GreaterOrEqual(t, strings.Count(out, hostile[name]), len(boxes().Changes), name)
	}
}

func TestTheMarkdownMentionsNobody(t *testing.T) {
	out := written(t, one(with(hostile["names"])).Markdown)
	assert.Contains(t, out, "@\u200bsomeone")
	assert.NotRegexp(t, `@\w`, out)
	assert.NotRegexp(t, `\w#\w|\\#\d`, out)
}

func TestALongMarkdownKeepsBreakingChanges(t *testing.T) {
	for _, test := range []struct {
		changes int
		left    string
	}{
		{200, ""}, {450, ""}, {5000, "Left out"},
	} {
		r := many(test.changes)
		for i := range r.Changes {
			r.Changes[i].Operation = fmt.Sprintf("GET /box/%d", i/3)
		}
		r.Accepted = boxes().Accepted
		out := written(t, one(r).Markdown)
		assert.LessOrEqual(t, len(out), 65536-256)
		assert.Equal(t, strings.Count(out, "<details"), strings.Count(out, "</details>"))
		if test.left == "" {
			assert.NotContains(t, out, "Left out")
			continue
		}
		assert.Contains(t, out, test.left)
		assert.Greater(t, len(out), 60000, "want most of the available length used")
		assert.NotContains(t, out, "**compatible**")
		assert.NotContains(t, out, "accepted before")
		note := regexp.MustCompile(`Left out: (\d+) breaking, 1667 risky, 1667 compatible; accepted: 1\.`)
		found := note.FindStringSubmatch(out)
		require.NotNil(t, found, out[len(out)-200:])
		assert.Equal(t, fmt.Sprint(1666-strings.Count(out, "- **breaking**")), found[1])
	}
}

func TestManyChangesAreFolded(t *testing.T) {
	assert.NotContains(t, written(t, one(many(200)).Markdown), "<details open>")
	assert.Contains(t, written(t, one(many(30)).Markdown), "<details open>")
}

func TestTheMarkdownWithoutChangesHasNoSections(t *testing.T) {
	assert.NotContains(t, written(t, one(report.Report{API: "boxes"}).Markdown), "<details")
}

func TestEverySpecialCharacterOfMarkdownIsEscaped(t *testing.T) {
	r := report.Report{API: "& < > $ \\ ` * _ [ ] | ~ # ! @a a://b www.a GH-1 \n \x1b"}
	head, _, _ := strings.Cut(written(t, one(r).Markdown), "\n")
	assert.Equal(t, "### specdiff: &amp; &lt; &gt; &#36; \\\\ \\` \\* \\_ \\[ \\] \\| \\~ \\#\u200b \\! "+
		"@\u200ba a:\u200b//b www\u200b.a GH\u200b-1 \\\\n \\\\x1b", head)
}
