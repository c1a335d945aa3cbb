package report_test

import (
	"io"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/internal/diff/report"
)

func TestTheTextGroupsByOperationWorstFirst(t *testing.T) {
	assert.Equal(t, `specdiff boxes: specs/boxes/openapi.yaml -> new.yaml

* GET /box (listBoxes)
  breaking    go: API.ListBoxes: gone
      [method-removed]
  compatible  wire: explained
      [description-changed]

* GET /box/{id} (getBox)
  breaking    wire: query parameter color: removed
      [request-parameter-removed] specs/boxes/openapi.yaml:12
      because servers may ignore it
      -> do not send it
  compatible  wire: query parameter count: the maximum is 100, was 50
      [limit-loosened]

* the document as a whole
  risky       wire: different title
      [info-changed] new.yaml

* GET /lid (listLids)
  compatible  wire: new
      [operation-added] new.yaml:40

* accepted before: 1
  breaking    fixtures: GET /box/{id} (getBox): recorded/getBox.yaml, interaction 0: .size is missing
      [fixture-response-invalid]
      -> the server is older

not compared: responses
wire: 1 breaking, 1 risky, 3 compatible; go: 1 breaking; fixtures: nothing; accepted: 1 breaking; suggested version: minor
`, written(t, text(boxes())))
}

func TestTheTextSaysThatNothingChanged(t *testing.T) {
	r := report.Report{API: "boxes", Old: "a", New: "b", Bump: report.None}
	assert.Equal(t, `specdiff boxes: a -> b

nothing changed

wire: nothing; go: nothing; fixtures: nothing; suggested version: none
`, written(t, text(r)))
}

func TestTheTextHasColorsOnRequest(t *testing.T) {
	colored := written(t, func(w io.Writer) error { return one(boxes()).Text(w, true) })
	assert.Contains(t, colored, "\x1b[1;31mbreaking  \x1b[0m  wire: query parameter color")
	assert.Contains(t, colored, "\x1b[33mrisky     \x1b[0m")
	assert.Contains(t, colored, "\x1b[32mcompatible\x1b[0m")
	uncolor := strings.NewReplacer("\x1b[1;31m", "", "\x1b[33m", "", "\x1b[32m", "", "\x1b[1m", "", "\x1b[0m", "")
	plain := uncolor.Replace(colored)
	assert.Equal(t, written(t, text(boxes())), plain)
}

func TestNoTextFromADocumentEscapesItsLine(t *testing.T) {
	lines := strings.Count(written(t, text(with("x"))), "\n")
	for name, hostile := range hostile {
		t.Run(name, func(t *testing.T) {
			out := written(t, text(with(hostile)))
			if hostile != "" { // with "", the operations are those of boxes, and the groups differ
				assert.Equal(t, lines, strings.Count(out, "\n"))
			}
			assert.True(t, utf8.ValidString(out))
			assert.Equal(t, -1, strings.IndexFunc(out, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }))
			assert.NotContains(t, out, "##[")
			for _, line := range strings.Split(out, "\n") {
				assert.False(t, strings.HasPrefix(strings.TrimSpace(line), "::"), line)
				assert.Less(t, len(line), 10000)
			}
		})
	}
}

func TestUnprintableCharactersAreEscaped(t *testing.T) {
	r := report.Report{API: "a\x1b[31mb\nc\xffd\u202ee" + strings.Repeat("ö", 500)}
	out, _, _ := strings.Cut(written(t, text(r)), "->")
	assert.Equal(t, `specdiff a\x1b[31mb\nc\xffd\u202ee`+strings.Repeat("ö", 387)+"… (113 more characters):  ", out)
}
