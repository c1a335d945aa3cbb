package page

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hostclients/hostclients/internal/spec"
)

// page is the visible text of a page. Empty lines are dropped, because copied text has them anywhere.
type page struct {
	name  string
	lines []line
}

// line is a line of text, or a row of a table: "| a | b |", with \| for a bar inside a cell.
type line struct {
	number int
	text   string
}

// open reads a page, which is HTML or text.
func open(name string, data []byte) (page, error) {
	p := page{name: name}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	texts := strings.Split(string(data), "\n")
	if i := slices.IndexFunc(texts, func(text string) bool { return !utf8.ValidString(text) }); i >= 0 {
		return p, p.errorf(i+1, "want UTF-8")
	}
	if strings.HasPrefix(http.DetectContentType(data), "text/html") {
		return p, p.flatten(data)
	}
	for i, text := range texts {
		if strings.Contains(strings.TrimSpace(text), "\t") {
			// Browsers copy the cells of a row separated by tabs. The last cell may be empty.
			text = row(strings.Split(strings.TrimLeft(text, " \t"), "\t"))
		}
		if text = strings.TrimSpace(text); text != "" {
			p.lines = append(p.lines, line{i + 1, text})
		}
	}
	return p, nil
}

// shown is the maximum number of characters of a string that an error quotes.
const shown = 40

// errorf returns an error about a line. It shortens long arguments.
func (p page) errorf(number int, format string, args ...any) error {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = spec.Beginning(text, shown)
		}
	}
	return fmt.Errorf("%s:%d: %s", p.name, number, fmt.Sprintf(format, args...))
}

// has reports whether a line of the page passes a test.
func (p page) has(test func(line) bool) bool {
	return slices.ContainsFunc(p.lines, test)
}

// row joins cells into a row. It is the reverse of cells.
func row(cells []string) string {
	var b strings.Builder
	for _, cell := range cells {
		b.WriteString("| " + strings.ReplaceAll(strings.TrimSpace(cell), "|", `\|`) + " ")
	}
	return b.String() + "|"
}

// cells returns the cells of a row, or nil if the line is not a row. Copied rows may lack the first bar.
func (l line) cells() []string {
	text, ended := strings.CutSuffix(l.text, "|")
	if !ended || strings.HasSuffix(text, `\`) {
		return nil
	}
	text = strings.TrimPrefix(text, "|")
	var all []string
	var cell strings.Builder
	for part := range strings.SplitSeq(text, "|") {
		if before, escaped := strings.CutSuffix(part, `\`); escaped {
			cell.WriteString(before + "|")
			continue
		}
		cell.WriteString(part)
		all = append(all, strings.TrimSpace(cell.String()))
		cell.Reset()
	}
	return all
}

var rule = regexp.MustCompile(`^\|?(-+\|)+$`)

// isRule reports whether the line is the rule between the header of a table and its rows.
func (l line) isRule() bool { return rule.MatchString(l.text) }

// plain returns the text of the line, without the bars between cells.
func (l line) plain() string {
	if cells := l.cells(); cells != nil {
		return strings.TrimSpace(strings.Join(cells, " "))
	}
	return l.text
}

// name matches names of parameters.
var name = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
