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
	// Says is a fact on one line. Each * in it matches any characters.
	Says string
	// Here is what our document states instead.
	Here string
	Why  string
}

const (
	deviationsHeading = "## Where upstream says otherwise"
	deviationsColumns = "| Upstream says | Here | Why |"
)

var rule = regexp.MustCompile(`^\|(?: *:?-+:? *\|){3}$`)

// Deviations reads the table in a README. A README without a table has no deviations. File is its name in errors.
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
			return nil, fail("want a delimiter row below the header, such as | --- | --- | --- |")
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
	const bar = "\x00" // does not occur in a README
	cells := strings.Split(strings.Trim(strings.ReplaceAll(row, `\|`, bar), "|"), "|")
	if len(cells) != 3 {
		return Deviation{}, fmt.Errorf("want 3 cells in the row, got %d", len(cells))
	}
	for i, cell := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, bar, "|"))
		if cells[i] == "" {
			return Deviation{}, fmt.Errorf("cell %d is empty: want the fact, our version, and the reason", i+1)
		}
	}
	says := cells[0]
	if len(says) < 3 || says[0] != '`' || says[len(says)-1] != '`' {
		return Deviation{}, fmt.Errorf("want the fact in backticks in the first cell")
	}
	return Deviation{Says: says[1 : len(says)-1], Here: cells[1], Why: cells[2]}, nil
}

// pattern returns a pattern that matches the facts that the row covers.
func (d Deviation) pattern() *regexp.Regexp {
	return regexp.MustCompile(`(?s)^` + strings.ReplaceAll(regexp.QuoteMeta(d.Says), `\*`, `.*`) + `$`)
}

// Excuse returns the facts that no row covers, and the rows that cover no fact.
func Excuse(missing []Fact, rows []Deviation) (unexcused []Fact, unneeded []Deviation) {
	needed, patterns := make([]bool, len(rows)), make([]*regexp.Regexp, len(rows))
	for i, row := range rows {
		patterns[i] = row.pattern()
	}
	for _, f := range missing {
		excused := false
		for i, pattern := range patterns {
			if pattern.MatchString(f.String()) {
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
