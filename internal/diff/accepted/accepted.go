// Package accepted is the list of an API's changes that somebody has reviewed and accepted: specs/<api>/accepted.yaml. A listed
// change is not reported until it changes again. The list is read strictly, and an unused entry is an error, so that the list
// stays short.
package accepted

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/diff/change"
	"github.com/hostclients/hostclients/internal/spec"
)

// List is a list of accepted changes.
type List struct {
	file    string
	entries []entry
}

// entry is one accepted change. Its fields are those of the file.
type entry struct {
	Fingerprint string `yaml:"fingerprint"`
	// Reason is why the change is accepted, and Date is the day of the decision.
	Reason string `yaml:"reason"`
	Date   string `yaml:"date"`
	// Change describes the change for readers; only the fingerprint counts.
	Change string `yaml:"change"`

	line int
}

var fingerprint = regexp.MustCompile(`^[0-9a-f]{16}$`)

// Read reads the list in file. An API without the file has accepted nothing. All errors in the list are reported, each with its
// line.
func Read(file spec.Source) (*List, error) {
	l := &List{file: file.Name}
	data, err := file.Read()
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	root, err := l.parse(data)
	if err != nil || root == nil {
		return l, err
	}
	var faults []error
	first := map[string]int{}
	for _, item := range root.Content {
		e, err := l.entry(item)
		if err != nil {
			faults = append(faults, err)
			continue
		}
		if line, twice := first[e.Fingerprint]; twice {
			faults = append(faults, l.fault(item.Line, "the fingerprint %s occurs twice, first on line %d", e.Fingerprint, line))
			continue
		}
		first[e.Fingerprint] = item.Line
		l.entries = append(l.entries, e)
	}
	return l, errors.Join(faults...)
}

// parse returns the sequence that the file holds; nil if it holds nothing but comments.
func (l *List) parse(data []byte) (*yaml.Node, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var root yaml.Node
	if err := decoder.Decode(&root); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, l.broken(err)
	}
	var second yaml.Node
	switch err := decoder.Decode(&second); {
	case err == nil:
		return nil, l.fault(second.Line, "want one YAML document, got another")
	case !errors.Is(err, io.EOF):
		return nil, l.broken(err)
	}
	list := root.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, l.fault(list.Line, "want a list of accepted changes")
	}
	return list, nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// broken is the error of a file that is not YAML.
func (l *List) broken(err error) error {
	text, line := err.Error(), 0
	if found := yamlLine.FindStringSubmatch(text); found != nil {
		text = strings.TrimPrefix(text, found[0])
		_, _ = fmt.Sscan(found[1], &line) // digits
	}
	return l.fault(line, "%s", text)
}

// entry reads one item of the list.
func (l *List) entry(item *yaml.Node) (entry, error) {
	e := entry{line: item.Line}
	if item.Kind != yaml.MappingNode {
		return e, l.fault(item.Line, "want an accepted change with fingerprint, reason, date and change")
	}
	fields := map[string]*string{"fingerprint": &e.Fingerprint, "reason": &e.Reason, "date": &e.Date, "change": &e.Change}
	var faults []error
	for i := 0; i+1 < len(item.Content); i += 2 {
		key, value := item.Content[i], item.Content[i+1]
		field, known := fields[key.Value]
		switch {
		case !known:
			faults = append(faults, l.fault(key.Line, "unknown field %q", key.Value))
		case *field != "":
			faults = append(faults, l.fault(key.Line, "the field %s occurs twice", key.Value))
		case value.Kind == yaml.ScalarNode && value.Tag != "!!null" && strings.TrimSpace(value.Value) == "":
			faults = append(faults, l.fault(value.Line, "the %s is empty", key.Value))
			*field = "empty" // is not missing
		case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
			faults = append(faults, l.fault(value.Line, "the %s must be a string", key.Value))
			*field = "no text" // is not missing
		default:
			*field = value.Value
		}
	}
	if len(faults) > 0 {
		return e, errors.Join(faults...)
	}
	for _, name := range []string{"fingerprint", "reason", "date", "change"} {
		if *fields[name] == "" {
			faults = append(faults, l.fault(item.Line, "the %s is missing", name))
		}
	}
	if e.Fingerprint != "" && !fingerprint.MatchString(e.Fingerprint) {
		faults = append(faults, l.fault(item.Line, "the fingerprint must have 16 digits, 0 to 9 and a to f, got %q", e.Fingerprint))
	}
	if _, err := time.Parse(time.DateOnly, e.Date); err != nil && e.Date != "" {
		faults = append(faults, l.fault(item.Line, "the date must be a day as YYYY-MM-DD, got %q", e.Date))
	}
	return e, errors.Join(faults...)
}

func (l *List) fault(line int, format string, args ...any) error {
	return &spec.Error{File: l.file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Apply splits the changes into those to report and those that the list accepts, whose advice becomes the reason and the date.
// The error names unused entries, whose change was undone or has changed again.
func (l *List) Apply(changes []change.Change) (left, silenced []change.Change, stale error) {
	entries := map[string]entry{}
	for _, e := range l.entries {
		entries[e.Fingerprint] = e
	}
	used := map[string]bool{}
	for _, c := range changes {
		e, ok := entries[c.Fingerprint()]
		if !ok {
			left = append(left, c)
			continue
		}
		used[e.Fingerprint] = true
		c.Advice = fmt.Sprintf("%s (%s)", e.Reason, e.Date)
		silenced = append(silenced, c)
	}
	var faults []error
	for _, e := range l.entries {
		if !used[e.Fingerprint] {
			faults = append(faults, l.fault(e.line, "accepted, but not found any more: %s %s", e.Fingerprint, e.Change))
		}
	}
	return left, silenced, errors.Join(faults...)
}
