package page

import (
	"bytes"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/hostclients/hostclients/internal/spec"
)

// page is what a reader of a page sees, line by line. No line is empty, as text that was copied has empty lines anywhere.
type page struct {
	name string
	// html says that the page was HTML.
	html  bool
	lines []line
}

// line is a line of text, or a row of a table: "| a | b |", with \| for a bar within a cell.
type line struct {
	number int
	text   string
}

// open reads a page, whichever of the two it is.
func open(name string, data []byte) (page, error) {
	p := page{name: name}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if strings.HasPrefix(http.DetectContentType(data), "text/html") {
		p.html = true
		for number, text := 1, data; len(text) > 0; number++ {
			var here []byte
			if here, text, _ = bytes.Cut(text, []byte("\n")); !utf8.Valid(here) {
				return p, p.errorf(number, "this is not UTF-8")
			}
		}
		return p, p.flatten(data)
	}
	number := 0
	for text := range strings.SplitSeq(string(data), "\n") {
		number++
		if !utf8.ValidString(text) {
			return p, p.errorf(number, "this is not UTF-8")
		}
		if strings.Contains(strings.TrimSpace(text), "\t") {
			// A row, as browsers copy it; its last cell may be empty.
			text = row(strings.Split(strings.TrimLeft(text, " \t"), "\t"))
		}
		if text = strings.TrimSpace(text); text != "" {
			p.lines = append(p.lines, line{number, text})
		}
	}
	return p, nil
}

// shown is how many characters of a text an error shows.
const shown = 40

// errorf returns an error about a line. Of long texts it has the beginnings.
func (p page) errorf(number int, format string, args ...any) error {
	for i, arg := range args {
		if text, ok := arg.(string); ok {
			args[i] = spec.Beginning(text, shown)
		}
	}
	return fmt.Errorf("%s:%d: %s", p.name, number, fmt.Sprintf(format, args...))
}

// has says whether there is a line that a test holds for.
func (p page) has(test func(line) bool) bool {
	for _, l := range p.lines {
		if test(l) {
			return true
		}
	}
	return false
}

// row is the reverse of cells.
func row(cells []string) string {
	var b strings.Builder
	for _, cell := range cells {
		b.WriteString("| " + strings.ReplaceAll(strings.TrimSpace(cell), "|", `\|`) + " ")
	}
	return b.String() + "|"
}

// cells returns the cells of a row, of which the bar before the first may be lost, or nil if the line is none.
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

// isRule says whether the line only stands between the head of a table and its rows.
func (l line) isRule() bool { return rule.MatchString(l.text) }

// plain returns the text of the line, without the bars between cells.
func (l line) plain() string {
	if cells := l.cells(); cells != nil {
		return strings.TrimSpace(strings.Join(cells, " "))
	}
	return l.text
}

// name is what parameters are called.
var name = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
