// Package accepted reads specs/<api>/accepted.yaml, the list of changes that somebody has reviewed and accepted. A listed change is not
// reported until its fingerprint changes. An entry that matches no change is an error, so that the list stays short.
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
	"github.com/hostclients/hostclients/internal/spec/node"
)

// List contains the accepted changes of one API.
type List struct {
	file    string
	entries []entry
}

// entry is one accepted change.
type entry struct {
	Fingerprint string `yaml:"fingerprint"`
	// Reason is why the change is accepted, and Date is the day of the decision.
	Reason string `yaml:"reason"`
	Date   string `yaml:"date"`
	// Change describes the change for readers. Only the fingerprint is compared.
	Change string `yaml:"change"`

	line int
}

var fingerprint = regexp.MustCompile(`^[0-9a-f]{16}$`)

// Read reads the list in the file. If the file does not exist, the list is empty. The error joins an error with its line for each
// mistake in the list.
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
	var errs []error
	first := map[string]int{}
	for _, item := range root.Content {
		e, err := l.entry(item)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if line, twice := first[e.Fingerprint]; twice {
			errs = append(errs, l.errorf(item.Line, "the fingerprint %s occurs twice, first on line %d", e.Fingerprint, line))
			continue
		}
		first[e.Fingerprint] = item.Line
		l.entries = append(l.entries, e)
	}
	return l, errors.Join(errs...)
}

// parse returns the YAML list in the file, or nil if the file is empty or contains only comments.
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
		return nil, l.errorf(second.Line, "want a single YAML document")
	case !errors.Is(err, io.EOF):
		return nil, l.broken(err)
	}
	list := root.Content[0]
	if list.Kind != yaml.SequenceNode {
		return nil, l.errorf(list.Line, "want a list of accepted changes")
	}
	return list, nil
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): `)

// broken returns the error for a file that is not valid YAML, with the line number from the YAML library's error.
func (l *List) broken(err error) error {
	message, line := err.Error(), 0
	if found := yamlLine.FindStringSubmatch(message); found != nil {
		message = strings.TrimPrefix(message, found[0])
		_, _ = fmt.Sscan(found[1], &line) // cannot fail, because it matched \d+
	}
	return l.errorf(line, "%s", message)
}

// entry reads one item of the list.
func (l *List) entry(item *yaml.Node) (entry, error) {
	e := entry{line: item.Line}
	if item.Kind != yaml.MappingNode {
		return e, l.errorf(item.Line, "want an accepted change with fingerprint, reason, date and change")
	}
	fields := map[string]*string{"fingerprint": &e.Fingerprint, "reason": &e.Reason, "date": &e.Date, "change": &e.Change}
	var errs []error
	for key, value := range node.Pairs(item) {
		field, known := fields[key.Value]
		switch {
		case !known:
			errs = append(errs, l.errorf(key.Line, "unknown field %q", key.Value))
		case *field != "":
			errs = append(errs, l.errorf(key.Line, "the field %s occurs twice", key.Value))
		case value.Kind != yaml.ScalarNode || value.Tag == "!!null":
			errs = append(errs, l.errorf(value.Line, "the %s must be a string", key.Value))
		case strings.TrimSpace(value.Value) == "":
			errs = append(errs, l.errorf(value.Line, "the %s is empty", key.Value))
		default:
			*field = value.Value
		}
	}
	if len(errs) > 0 {
		return e, errors.Join(errs...)
	}
	for _, name := range []string{"fingerprint", "reason", "date", "change"} {
		if *fields[name] == "" {
			errs = append(errs, l.errorf(item.Line, "the %s is missing", name))
		}
	}
	if e.Fingerprint != "" && !fingerprint.MatchString(e.Fingerprint) {
		errs = append(errs, l.errorf(item.Line, "the fingerprint must have 16 digits, 0 to 9 and a to f, got %q", e.Fingerprint))
	}
	if _, err := time.Parse(time.DateOnly, e.Date); err != nil && e.Date != "" {
		errs = append(errs, l.errorf(item.Line, "the date must be a valid day as YYYY-MM-DD, got %q", e.Date))
	}
	return e, errors.Join(errs...)
}

func (l *List) errorf(line int, format string, args ...any) error {
	return &spec.Error{File: l.file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Apply splits the changes into those to report and those that the list accepts. As advice, an accepted change gets the reason and the
// date of its entry. The error names the entries that match no change.
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
	var errs []error
	for _, e := range l.entries {
		if !used[e.Fingerprint] {
			errs = append(errs, l.errorf(e.line, "no change matches this entry, so remove it: %s %s", e.Fingerprint, e.Change))
		}
	}
	return left, silenced, errors.Join(errs...)
}
