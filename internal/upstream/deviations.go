package upstream

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// Deviation is a row of the table in an API's README that lists where our document deviates from the vendor's on purpose.
type Deviation struct {
	File string
	Line int
	// Says is the line of a fact; each * matches any text.
	Says string
	Here string
	Why  string
}

const (
	deviationsHeading = "## Where upstream says otherwise"
	deviationsColumns = "| Upstream says | Here | Why |"
)

var rule = regexp.MustCompile(`^\|(?: *:?-+:? *\|){3}$`)

// Deviations reads the table of a README, whose name in errors is file. A README without a table has no deviations.
func Deviations(file string, data []byte) ([]Deviation, error) {
	var all []Deviation
	inside, rows, line := false, 0, 0
	for text := range bytes.Lines(data) {
		line++
		row := strings.TrimSpace(string(text))
		fail := func(format string, args ...any) error {
			return &spec.Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
		}
		switch {
		case strings.HasPrefix(row, "#"):
			inside = row == deviationsHeading
		case !inside || !strings.HasPrefix(row, "|"):
		case rows == 0 && row != deviationsColumns:
			return nil, fail("want the columns %s", deviationsColumns)
		case rows == 1 && !rule.MatchString(row):
			return nil, fail("want the rule below the columns, such as | --- | --- | --- |")
		case rows < 2:
			rows++
		default:
			d, err := deviation(row)
			if err != nil {
				return nil, fail("%s", err)
			}
			d.File, d.Line = file, line
			all = append(all, d)
		}
	}
	return all, nil
}

func deviation(row string) (Deviation, error) {
	const bar = "\x00" // which no README has
	cells := strings.Split(strings.Trim(strings.ReplaceAll(row, `\|`, bar), "|"), "|")
	if len(cells) != 3 {
		return Deviation{}, fmt.Errorf("want three cells in a row, got %d", len(cells))
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, bar, "|"))
		if cells[i] == "" {
			return Deviation{}, fmt.Errorf("cell %d is empty: want the fact, what is here, and why", i+1)
		}
	}
	says := cells[0]
	if len(says) < 3 || says[0] != '`' || says[len(says)-1] != '`' {
		return Deviation{}, fmt.Errorf("want what upstream says between backquotes")
	}
	return Deviation{Says: says[1 : len(says)-1], Here: cells[1], Why: cells[2]}, nil
}

// covers reports whether a row is about a fact.
func (d Deviation) covers(f Fact) bool {
	return matches(d.Says, f.String())
}

// matches reports whether a text matches a pattern, in which each * matches any text.
func matches(pattern, text string) bool {
	parts := strings.Split(pattern, "*")
	first, last := parts[0], parts[len(parts)-1]
	if len(parts) == 1 {
		return pattern == text
	}
	if !strings.HasPrefix(text, first) || len(text) < len(first)+len(last) || !strings.HasSuffix(text, last) {
		return false
	}
	text = text[len(first) : len(text)-len(last)]
	for _, part := range parts[1 : len(parts)-1] {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}

// Excuse returns the facts that no row covers, and the rows that cover no fact.
func Excuse(missing []Fact, rows []Deviation) (unexcused []Fact, unneeded []Deviation) {
	needed := make([]bool, len(rows))
	for _, f := range missing {
		excused := false
		for i, row := range rows {
			if row.covers(f) {
				needed[i], excused = true, true
			}
		}
		if !excused {
			unexcused = append(unexcused, f)
		}
	}
	for i, row := range rows {
		if !needed[i] {
			unneeded = append(unneeded, row)
		}
	}
	return unexcused, unneeded
}
