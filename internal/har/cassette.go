package har

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// Cassette is the part of go-vcr's format, version 2, that fixtures use.
type Cassette struct {
	Version      int           `yaml:"version"`
	Interactions []interaction `yaml:"interactions"`
}

type interaction struct {
	ID      int `yaml:"id"`
	Request struct {
		Method  string      `yaml:"method"`
		URL     string      `yaml:"url"`
		Headers http.Header `yaml:"headers,omitempty"`
		Body    string      `yaml:"body,omitempty"`
	} `yaml:"request"`
	Response struct {
		Code    int         `yaml:"code"`
		Headers http.Header `yaml:"headers,omitempty"`
		Body    string      `yaml:"body"`
	} `yaml:"response"`
}

// Existing selects what Write does with a fixture that already exists.
type Existing int

const (
	// Keep makes Write return an error and write nothing.
	Keep Existing = iota
	// Add makes Write add the exchanges to the fixture.
	Add
	// Replace makes Write replace the fixture.
	Replace
)

// Write writes the cassettes to a folder, each as <operationId>.yaml, and returns a line for each file. It checks the existing
// fixtures first, and writes nothing if one of them is an error.
func (im *Import) Write(folder string, existing Existing) (lines []string, err error) {
	files := map[string][]byte{}
	for _, id := range slices.Sorted(maps.Keys(im.Cassettes)) {
		if !filepath.IsLocal(id) {
			return nil, fmt.Errorf("operationId %q: want one that can be a file name in %s", id, folder)
		}
		file, tape, done := filepath.Join(folder, id+".yaml"), im.Cassettes[id], "wrote"
		old, err := os.ReadFile(file)
		switch {
		case errors.Is(err, os.ErrNotExist):
			old = nil
		case err != nil:
			return nil, err
		case existing == Keep:
			return nil, fmt.Errorf("%s exists: -add adds exchanges to it, -force replaces it", file)
		case existing == Replace:
			old, done = nil, "replaced"
		default:
			done = "added to"
		}
		if files[file], err = tape.encode(old); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		lines = append(lines, fmt.Sprintf("%s %s: %s", done, file, count(len(tape.Interactions), "exchange")))
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, files[file], 0o644); err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// encode returns the cassette as YAML. If old is not nil, encode appends the exchanges to it and preserves its comments.
func (c *Cassette) encode(old []byte) ([]byte, error) {
	var document yaml.Node
	if old == nil {
		if err := document.Encode(c); err != nil {
			return nil, err
		}
	} else if err := c.appendTo(&document, old); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	err := errors.Join(encoder.Encode(&document), encoder.Close())
	return b.Bytes(), err
}

// appendTo parses the cassette old into document, and appends the exchanges of c. Their IDs follow the existing IDs.
func (c *Cassette) appendTo(document *yaml.Node, old []byte) error {
	if err := yaml.Unmarshal(old, document); err != nil {
		return err
	}
	var before Cassette
	if err := document.Decode(&before); err != nil {
		return err
	}
	var list *yaml.Node
	for _, top := range document.Content {
		list = node.Get(top, "interactions")
	}
	if list == nil || list.Kind != yaml.SequenceNode {
		return errors.New("want a cassette with a list of interactions")
	}
	next := 0
	for _, x := range before.Interactions {
		next = max(next, x.ID+1)
	}
	added := slices.Clone(c.Interactions)
	for i := range added {
		added[i].ID = next + i
	}
	var behind yaml.Node
	err := behind.Encode(added)
	list.Content = append(list.Content, behind.Content...)
	return err
}

// SkippedLines returns the number of skipped exchanges, one line for each reason.
func (im *Import) SkippedLines() []string {
	var lines []string
	for _, why := range slices.Sorted(maps.Keys(im.Skipped)) {
		lines = append(lines, fmt.Sprintf("skipped %s: %s", count(im.Skipped[why], "exchange"), why))
	}
	return lines
}

func count(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
