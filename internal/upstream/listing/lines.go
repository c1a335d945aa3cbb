package listing

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// A line is one line of the document, as the listing shows it.
type line struct {
	text     string // without its number and what was left of its indentation
	tail     string // spaces after the text
	indented bool   // a space stood before the text
	class    class  // what it looks like
	at       int    // its line in the listing
	speaks   int    // the first line from this one on that is neither blank nor a comment
}

var head = regexp.MustCompile(`^["']?openapi["']?:( |$)`)

// start finds the line of the listing that begins with the document's line 1: the numbers that count up from there lead to
// the member "openapi".
func start(rows []string) (int, bool) {
	for i, row := range rows {
		if !strings.HasPrefix(row, "1") {
			continue
		}
		for number, j := 1, i; j < len(rows); number, j = number+1, j+1 {
			rest, ok := strings.CutPrefix(rows[j], strconv.Itoa(number))
			if !ok {
				break
			}
			if head.MatchString(strings.TrimLeft(rest, " ")) {
				return i, true
			}
		}
	}
	return 0, false
}

// Looking for a word costs little where splitting a large text into rows does not.
func rowsOf(data []byte) []string {
	if !bytes.Contains(data, []byte("openapi")) {
		return nil
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	rows := strings.Split(string(data), "\n")
	for i := range rows {
		rows[i] = strings.TrimSuffix(rows[i], "\r")
	}
	return rows
}

// linesOf takes the numbered lines out of a listing.
func linesOf(name string, data []byte) ([]line, error) {
	rows := rowsOf(data)
	first, found := start(rows)
	if !found {
		return nil, fmt.Errorf("%s:1: no line 1 of an OpenAPI document is in this listing", name)
	}
	var lines []line
	end := first
	for ; end < len(rows); end++ {
		text, ok := strings.CutPrefix(rows[end], strconv.Itoa(len(lines)+1))
		if !ok {
			break
		}
		bare := strings.TrimLeft(text, " ")
		if strings.HasPrefix(bare, "\t") {
			return nil, fmt.Errorf("%s:%d: a tab indents the text", name, end+1)
		}
		if bare != "" && len(text)-len(bare) > 1 {
			return nil, fmt.Errorf("%s:%d: %d spaces before the text: only listings that lost their indentation are read",
				name, end+1, len(text)-len(bare))
		}
		shown := line{text: strings.TrimRight(bare, " "), indented: bare != text && bare != "", at: end + 1}
		shown.tail, shown.class = bare[len(shown.text):], classify(shown.text)
		lines = append(lines, shown)
	}
	if err := checkRest(name, rows, end, len(lines)); err != nil {
		return nil, err
	}
	speaks := len(lines)
	for i := len(lines) - 1; i >= 0; i-- {
		if c := lines[i].class; c != blank && c != comment {
			speaks = i
		}
		lines[i].speaks = speaks
	}
	for _, l := range lines {
		if l.indented && head.MatchString(l.text) {
			// A space is before every line, and says nothing.
			for i := range lines {
				lines[i].indented = false
			}
		}
	}
	return lines, nil
}

// saying is what file managers say of files.
var saying = regexp.MustCompile(
	`^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9.]+ ?([KMGT]i?)?[Bb](ytes)?|[0-9]+ (file|folder|item)s?)\b`,
)

// checkRest refuses what comes after the last line if numbers go on there: then a line in between lost its number, or two
// have the same.
func checkRest(name string, rows []string, end, last int) error {
	for i := end; i < len(rows); i++ {
		if saying.MatchString(rows[i]) {
			continue
		}
		if i+1 < len(rows) && countsUp(rows[i], rows[i+1], last) {
			return missing(name, end, last, i)
		}
		// At the row i the number would be last+1+(i-end), had no line been lost or doubled; a few are allowed for.
		for number := last + 1 + i - end - 3; number <= last+1+i-end+3; number++ {
			ok := strings.HasPrefix(rows[i], strconv.Itoa(number))
			if !ok || number < 1 {
				continue
			}
			if strings.HasPrefix(rows[end], strconv.Itoa(last)) {
				return fmt.Errorf("%s:%d: line %d comes again, where line %d is expected", name, end+1, last, last+1)
			}
			return missing(name, end, last, i)
		}
	}
	return nil
}

func missing(name string, end, last, i int) error {
	return fmt.Errorf("%s:%d: line %d is expected here, and lines go on in line %d", name, end+1, last+1, i+1)
}

// countsUp says whether two rows begin with numbers that follow one another, behind the last.
func countsUp(row, next string, last int) bool {
	for digits := 1; digits <= len(row) && digits < 10; digits++ {
		number, err := strconv.Atoi(row[:digits])
		if err != nil || row[0] == '0' || row[0] == '+' || row[0] == '-' {
			return false
		}
		if number > last && strings.HasPrefix(next, strconv.Itoa(number+1)) {
			return true
		}
	}
	return false
}
