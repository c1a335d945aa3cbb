package report_test

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/diff/report"
)

// boxes returns a report that uses every field and severity.
func boxes() report.Report {
	return report.Report{
		API: "boxes", Old: "specs/boxes/openapi.yaml", New: "new.yaml", Bump: report.Minor, Unknown: []string{"responses"},
		Changes: []change.Change{
			{
				Boundary: change.Go, Severity: change.Breaking, Rule: "method-removed", Operation: "GET /box",
				OperationID: "listBoxes", Subject: "API.ListBoxes", Text: "gone",
			},
			{
				Boundary: change.Wire, Severity: change.Compatible, Rule: "operation-added", Operation: "GET /lid",
				OperationID: "listLids", Text: "new", New: &change.Place{File: "new.yaml", Line: 40},
			},
			{
				Boundary: change.Wire, Severity: change.Risky, Rule: "info-changed", Text: "different title",
				New: &change.Place{File: "new.yaml"},
			},
			{
				Boundary: change.Wire, Severity: change.Compatible, Rule: "limit-loosened", Operation: "GET /box/{id}",
				OperationID: "getBox", Subject: "query parameter count", Text: "the maximum is 100, was 50",
			},
			{
				Boundary: change.Wire, Severity: change.Breaking, Rule: "request-parameter-removed",
				Operation: "GET /box/{id}", OperationID: "getBox",
				Subject: "query parameter color", Text: "removed", Advice: "do not send it",
				Args: []string{"query", "color"}, Why: "servers may ignore it",
				Old: &change.Place{File: "specs/boxes/openapi.yaml", Line: 12},
			},
			{
				Boundary: change.Wire, Severity: change.Compatible, Rule: "description-changed", Operation: "GET /box",
				OperationID: "listBoxes", Text: "explained",
			},
		},
		Accepted: []change.Change{{
			Boundary: change.Fixtures, Severity: change.Breaking, Rule: "fixture-response-invalid",
			Operation: "GET /box/{id}", OperationID: "getBox",
			Subject: "recorded/getBox.yaml, interaction 0", Text: ".size is missing", Advice: "the server is older",
		}},
	}
}

// hostile has texts that a document may contain and that have a special meaning in one of the formats.
var hostile = map[string]string{
	"an empty text":     "",
	"newlines":          "a\n::error file=x::b\r\n::add-mask::c\u2028d\u0085e",
	"a command":         "::error file=x,line=1::b %0A::stop-commands::x",
	"an old command":    "##[error]x ]] ##[set-env name=a]b",
	"backquotes":        "`a` ```b``` ``` ~~~ \\` ``",
	"colors":            "\x1b[31mred\x1b[0m \x1b]8;;https://example.com\x07link\x1b]8;;\x07 \u009b2J",
	"HTML":              "</code></summary></details><script>alert(1)</script><img src=x onerror=a()> &lt; <!-- x",
	"Markdown":          "**a** _b_ __c__ ~~d~~ [e](https://example.com) ![f](x) # g > h $1$ | i | \\| - [ ] [^1] &amp;",
	"a table":           "| a | b |\n| - | - |\n| 1 | 2 |",
	"a list":            "- a\n\n1. b\n\n    c\n***\n---\n===\n# d",
	"names":             "@someone @org/team #12 GH-12 org/repo#3 a@example.com",
	"10,000 characters": strings.Repeat("ö]", 5000),
	"10,000 backquotes": strings.Repeat("`", 10000),
	"invalid UTF-8":     "a\xff\xfe\xc3(\xf0\x28\x8c\x28",
	"text direction":    "a\u202etxt.exe\u2066\u200b\ufeff\U000e0041",
	"placeholders":      "{0} {{1}} {a} [b](3) \\[c\\](d)",
	"controls":          "a\x00b\x07c\x08d\x7fe\tf\vg\fh",
	"percent":           "100%25 %0A %3A %2C 50%",
	"quotes":            `"a" 'b' </ " onclick="x`,
	"a property":        "a,line=1,title=b::c",
	"an entity":         "&#42;a&#42; &lt;b&gt; &copy",
	"end of a fold":     "\n\n</details>\n\n# a",
	"a heading":         "* a\n* b",
}

// with returns the report boxes with the text in every field that may contain text from a document.
func with(text string) report.Report {
	r := boxes()
	r.API, r.Old, r.New, r.Unknown = "a"+text, "b"+text, "c"+text, []string{"d" + text}
	edit := func(all []change.Change) {
		for i := range all {
			c := &all[i]
			c.Rule, c.Subject, c.Text = "a"+text, "b"+text, text
			if c.Operation != "" {
				c.Operation = text + c.Operation
			}
			if c.OperationID != "" {
				c.OperationID = text + c.OperationID
			}
			if c.Advice != "" {
				c.Advice = text + "."
			}
			if c.Why != "" {
				c.Why = text + "!"
			}
			for _, at := range []*change.Place{c.Old, c.New} {
				if at != nil {
					at.File = "d" + text
				}
			}
		}
	}
	edit(r.Changes)
	edit(r.Accepted)
	return r
}

func one(r report.Report) report.Reports { return report.Reports{r} }

func written(t *testing.T, write func(io.Writer) error) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, write(&b))
	return b.String()
}

func text(all ...report.Report) func(io.Writer) error {
	return func(w io.Writer) error { return report.Reports(all).Text(w, false) }
}

// many returns a report with n operations. Each operation has one change, and each severity has a third of the changes.
func many(n int) report.Report {
	r := report.Report{API: "boxes", Old: "old.yaml", New: "new.yaml"}
	for i := range n {
		r.Changes = append(r.Changes, change.Change{
			Boundary: change.Wire, Severity: change.Severity(i % 3), Rule: "response-field-removed",
			Operation: "GET /box/" + strings.Repeat("x", i),
			Subject:   "response 200, .data.size", Text: "removed", Advice: "do not read it",
		})
	}
	return r
}

// full is a writer that always fails.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestEveryFormatReturnsTheErrorOfTheWriter(t *testing.T) {
	r := boxes()
	for name, write := range map[string]func(io.Writer) error{
		"text": text(r), "Markdown": one(r).Markdown, "JSON": one(r).JSON, "annotations": one(r).Annotations, "SARIF": one(r).SARIF,
	} {
		require.ErrorIs(t, write(full{}), io.ErrShortWrite, name)
	}
}

func TestNoFormatChangesTheReport(t *testing.T) {
	r := boxes()
	for _, write := range []func(io.Writer) error{text(r), one(r).Markdown, one(r).JSON, one(r).Annotations, one(r).SARIF} {
		written(t, write)
	}
	require.Equal(t, boxes(), r)
}
