// Package listing turns the listing of an OpenAPI 3.0 document in a web file manager back into the document. Such a listing
// was copied out of a page: each line begins with its number, of the indentation one space is left or nothing, and around
// it stands what the page shows of folders and files.
//
// What a line belongs to follows from the grammar of OpenAPI: every reading that the grammar allows is followed from line to
// line, with its open objects and lists, until a member that is missing, a member that comes twice, a reference that leads
// nowhere or a value of the wrong type ends it. It is taken for granted that the document was valid. If several readings get
// to the end, the rules in rules.go decide, most by what the same document does elsewhere; where they do not, the listing is
// refused with the place. No line is changed, and only these things are settled without looking for other readings:
//
//   - The text of a block scalar ends before the first line that can be a member or an item of what encloses it. How far its
//     lines were indented beyond the first is lost.
//   - A line that begins with a dash is an item, never the continuation of a plain text.
//   - A member without a value is null only where anything is allowed; in other places its value follows.
//   - A space before a line says that it is indented. No space says that it is not, if other lines have one and the document
//     can be read so.
//
// Free values (examples, defaults, extensions) over several lines can hardly be told from what follows them, and are mostly
// refused. Anchors, aliases, tags and lists in lists are not read.
package listing

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	specs "github.com/hostclients/hostclients/internal/spec"
)

// Detect says whether data is the listing of an OpenAPI document.
func Detect(data []byte) bool {
	_, found := start(rowsOf(data))
	return found
}

// Import returns the document that a listing shows.
func Import(name string, data []byte) ([]byte, error) {
	lines, err := linesOf(name, data)
	if err != nil {
		return nil, err
	}
	s := newSearch(name, lines)
	r, err := s.decide()
	if errors.Is(err, errUnread) && s.spaced {
		// The space may be lost as well.
		s.spaced = false
		if lenient, again := s.decide(); again == nil {
			r, err = lenient, nil
		}
	}
	if err != nil {
		return nil, err
	}
	out := s.written(r)
	var tree any // no node: names that come twice are a fault as well
	if err := yaml.Unmarshal(out, &tree); err != nil {
		return nil, noYAML(name, lines, err)
	}
	return out, nil
}

var lineOfYAML = regexp.MustCompile(`line ([0-9]+)`)

// noYAML says where what came out is no YAML. The lines in an error of YAML are those of the document.
func noYAML(name string, lines []line, err error) error {
	var all *yaml.TypeError
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	if errors.As(err, &all) {
		text = all.Errors[0]
	}
	at := lines[0].at
	text = lineOfYAML.ReplaceAllStringFunc(text, func(found string) string {
		number, err := strconv.Atoi(strings.TrimPrefix(found, "line "))
		if err != nil || number < 1 || number > len(lines) {
			return found
		}
		return fmt.Sprint("line ", lines[number-1].at)
	})
	if first := lineOfYAML.FindStringSubmatch(text); first != nil {
		at, _ = strconv.Atoi(first[1])
		text = strings.TrimPrefix(strings.TrimPrefix(text, first[0]), ": ")
	}
	return fmt.Errorf("%s:%d: what comes out is no YAML: %s", name, at, specs.Beginning(text, shown))
}

// decide reads the lines without habits, and with those that came out if that leaves a doubt.
func (s *search) decide() (*reading, error) {
	s.habits = nil
	r, err := s.run()
	if err != nil || r.doubt == nil {
		return r, err
	}
	s.habits = s.habitsOf(r)
	r, err = s.run()
	if err != nil {
		return nil, err
	}
	if r.doubt != nil {
		return nil, s.doubtful(r.doubt)
	}
	return r, nil
}
