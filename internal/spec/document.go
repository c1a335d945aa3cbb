// Package spec loads an API's OpenAPI document together with its overlay, checks both against the rules of this
// project, and knows for every element of the result which file and line it came from.
package spec

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"
)

// Document is an OpenAPI document with its overlay applied.
type Document struct {
	// T is the document as kin-openapi reads it.
	T *openapi3.T

	root   *yaml.Node
	files  sources
	bytes  []byte
	origin string
	folder string // where the names of files start from; "" is the working directory

	once   sync.Once
	places map[int]*yaml.Node // by the line of bytes
}

// Error is a fault of a document or an overlay, and where it is.
type Error struct {
	File string
	Line int // 1-based; 0 if the fault has no line
	Msg  string
	// Needless is true of an action of an overlay that does what is done without it.
	Needless bool
}

// Error returns "file:line: message" on one line.
func (e *Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return place + ": " + oneLine(e.Msg)
}

// oneLine folds the several lines in which libraries like to explain themselves.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Beginning cuts a text that would fill an error.
func Beginning(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Load reads the document at spec and the overlay at overlay, which may be "" for none, applies the overlay strictly, and
// checks the result: it is valid OpenAPI 3.0, every operation has an operationId, and every extension is one that this
// project knows, in a place where it means something. Files are named in errors as they were given. References to other
// files are followed within spec's folder; nothing is fetched.
func Load(spec, overlay string) (*Document, error) { return LoadBelow("", spec, overlay) }

// LoadBelow is Load for files whose names start from folder, in errors too.
func LoadBelow(folder, spec, overlay string) (*Document, error) {
	return load(folder, spec, overlay, false, func(err *Error) error { return err })
}

// LoadLenient is Load for a document that somebody else wrote, and for which the overlay was not written. Its extensions are
// left out where this project knows none of that name. An action, or a part of one, whose target is not there, or that changes
// nothing, is left out too, and returned as an error with the action's line.
func LoadLenient(spec, overlay string) (d *Document, left []*Error, err error) {
	d, err = load("", spec, overlay, true, func(err *Error) error {
		left = append(left, err)
		return nil
	})
	return d, left, err
}

// load loads a document, one of somebody else's if foreign is true. What unfit returns for an action that does not fit the
// document ends it, unless that is nil.
func load(folder, spec, overlay string, foreign bool, unfit func(*Error) error) (*Document, error) {
	root, err := readYAML(folder, spec)
	if err != nil {
		return nil, err
	}
	d := &Document{root: root, origin: spec, folder: folder, files: sources{}}
	d.files.add(spec, root)
	if foreign {
		if err := d.dropStrange(); err != nil {
			return nil, err
		}
	}
	if overlay != "" {
		if err := d.apply(overlay, unfit); err != nil {
			return nil, err
		}
	}
	if err := d.checkVocabulary(); err != nil {
		return nil, err
	}
	if d.bytes, err = yaml.Marshal(root); err != nil {
		return nil, &Error{File: spec, Msg: err.Error()}
	}
	if d.T, err = d.Parse(); err != nil {
		return nil, err
	}
	err = checkEndless(d.T, func(pointer string, _ *openapi3.Schema, msg string) error { return d.At(pointer, "%s", msg) })
	if err != nil {
		return nil, err
	}
	if err := d.checkOperations(); err != nil {
		return nil, err
	}
	// The examples of a supplied document may contradict its schemas; fixtures are what is checked.
	if err := d.T.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, &Error{File: spec, Msg: err.Error()}
	}
	return d, nil
}

// Parse returns the document anew, for users that change it. Its origins are lines of a text that nobody sees: Source says
// what they stand for.
func (d *Document) Parse() (*openapi3.T, error) {
	t, err := parseWhole(d.folder, d.origin, d.bytes)
	if err != nil {
		return nil, err
	}
	// Types are made of components only: what other files hold becomes some.
	t.InternalizeRefs(context.Background(), nil)
	return t, nil
}

// Read reads any document as it is, without an overlay and without a check. References to other files are followed within
// its folder; nothing is fetched. Its origins are lines of the files.
func Read(file string) (*openapi3.T, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if _, err := Tree(file, data); err != nil {
		return nil, err
	}
	t, err := parseWhole("", file, data)
	if err != nil {
		return nil, err
	}
	return t, checkEndless(t, func(_ string, s *openapi3.Schema, msg string) error {
		fault := &Error{File: file, Msg: msg}
		if s.Origin != nil && s.Origin.Key != nil {
			fault.File, fault.Line = s.Origin.Key.File, s.Origin.Key.Line
		}
		return fault
	})
}

func parse(start, file string, data []byte) (*openapi3.T, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.IncludeOrigin = true
	folder, err := filepath.Abs(Below(start, filepath.Dir(file)))
	if err != nil {
		return nil, err
	}
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		target, err := filepath.Abs(Below(start, filepath.FromSlash(location.Path)))
		if err != nil {
			return nil, err
		}
		if location.Host != "" || !strings.HasPrefix(target, folder+string(filepath.Separator)) {
			return nil, fmt.Errorf("the reference %q leaves the document's folder", location)
		}
		return readPart(location.Path, target)
	}
	t, err := loader.LoadFromDataWithPath(data, &url.URL{Path: filepath.ToSlash(file)})
	if err != nil {
		return nil, &Error{File: file, Msg: err.Error()}
	}
	return t, nil
}

// readPart reads a file that a document refers to, and that may hold any element of it.
func readPart(name, file string) ([]byte, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil || len(root.Content) == 0 {
		return data, nil //nolint:nilerr // the loader says what is wrong with it
	}
	if err := expand(name, &root); err != nil {
		return nil, err
	}
	return data, checkNulls(name, &root)
}

// Source returns the file and the line of what an origin in T gives as the document's line. Below an overlay, both are the
// overlay's where it wrote what stands there; the line is 0 if nothing stands there.
func (d *Document) Source(line int) (file string, at int) {
	d.once.Do(func() {
		d.places = map[int]*yaml.Node{}
		var written yaml.Node
		if err := yaml.Unmarshal(d.bytes, &written); err == nil { // it was parsed before
			d.remember(&written, d.root)
		}
	})
	node := d.places[line]
	if node == nil {
		return d.origin, 0
	}
	return d.files.of(node, d.origin), node.Line
}

// remember remembers which node of the tree begins each line of what was written of it.
func (d *Document) remember(written, node *yaml.Node) {
	if _, known := d.places[written.Line]; !known && written.Kind != yaml.DocumentNode {
		d.places[written.Line] = node
	}
	for i := range min(len(written.Content), len(node.Content)) {
		d.remember(written.Content[i], node.Content[i])
	}
}

// Count returns how many elements carry an extension.
func (d *Document) Count(extension string) int {
	count := 0
	var walk func(*yaml.Node)
	walk = func(node *yaml.Node) {
		for i, child := range node.Content {
			if node.Kind == yaml.MappingNode && i%2 == 0 && child.Value == extension {
				count++
			}
			walk(child)
		}
	}
	walk(d.root)
	return count
}

// File is the document's file, as it was given.
func (d *Document) File() string { return d.origin }

// At returns the error msg at the element that pointer names, such as "/paths/~1status/get". If there is no such element,
// the place is the nearest one above it.
func (d *Document) At(pointer, format string, args ...any) error {
	file, line := d.Place(pointer)
	return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Place returns the file and the line that At names.
func (d *Document) Place(pointer string) (file string, line int) {
	node := d.root.Content[0]
	for _, token := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		child := childOf(node, unescape(token))
		if child == nil {
			break
		}
		node = child
	}
	return d.files.of(node, d.origin), node.Line
}

// Pointer joins tokens to a JSON pointer.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(token))
	}
	return b.String()
}

func unescape(token string) string { return strings.NewReplacer("~1", "/", "~0", "~").Replace(token) }

func childOf(node *yaml.Node, token string) *yaml.Node {
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == token {
				return node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		var index int
		if _, err := fmt.Sscanf(token, "%d", &index); err == nil && index >= 0 && index < len(node.Content) {
			return node.Content[index]
		}
	}
	return nil
}

// sources remembers which file a node was read from.
type sources map[*yaml.Node]string

func (s sources) add(file string, node *yaml.Node) {
	s[node] = file
	for _, child := range node.Content {
		s.add(file, child)
	}
}

// of returns the file of node; nodes that the overlay library copied are those of the overlay.
func (s sources) of(node *yaml.Node, fallback string) string {
	if file, ok := s[node]; ok {
		return file
	}
	return fallback
}

// Below returns the path of a file whose name starts from folder, unless it is absolute.
func Below(folder, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(folder, file)
}

func readYAML(folder, file string) (*yaml.Node, error) {
	data, err := os.ReadFile(Below(folder, file))
	if err != nil {
		var path *os.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
		return nil, &Error{File: file, Msg: err.Error()}
	}
	return Tree(file, data)
}

// syntax is how the YAML library says what it cannot read.
var syntax = regexp.MustCompile(`^yaml: line (\d+): `)

// Tree reads a document that is written in YAML; file is its name in errors.
func Tree(file string, data []byte) (*yaml.Node, error) {
	var root yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&root); err != nil {
		fault := &Error{File: file, Msg: err.Error()}
		if found := syntax.FindStringSubmatch(fault.Msg); found != nil {
			fault.Line, _ = strconv.Atoi(found[1])
			fault.Msg = strings.TrimPrefix(fault.Msg, found[0])
		}
		return nil, fault
	}
	if err := expand(file, &root); err != nil {
		return nil, err
	}
	return &root, CheckTree(file, &root)
}

// CheckTree refuses a tree that is no mapping, or has a mapping with a key that stands in it twice; and a document of an API
// with a null where an element has to be.
func CheckTree(file string, root *yaml.Node) error {
	if root.Kind != yaml.DocumentNode || root.Content[0].Kind != yaml.MappingNode {
		return &Error{File: file, Line: 1, Msg: "not a YAML mapping"}
	}
	if err := checkDuplicates(file, root); err != nil {
		return err
	}
	if childOf(root.Content[0], "openapi") == nil && childOf(root.Content[0], "swagger") == nil {
		return nil
	}
	return checkNulls(file, root)
}

// Find returns the element of a tree that a reference within the document leads to, such as "#/components/schemas/Box", or
// nil.
func Find(root *yaml.Node, reference string) *yaml.Node {
	node := root.Content[0]
	for _, token := range strings.Split(strings.TrimPrefix(reference, "#/"), "/") {
		if node = childOf(node, unescape(token)); node == nil {
			return nil
		}
	}
	return node
}

// checkDuplicates refuses what yaml.v3 lets pass in trees of nodes: a key that stands twice in a mapping.
func checkDuplicates(file string, node *yaml.Node) error {
	seen := map[string]int{}
	for i, child := range node.Content {
		if node.Kind == yaml.MappingNode && i%2 == 0 {
			if first, ok := seen[child.Value]; ok {
				return &Error{File: file, Line: child.Line, Msg: fmt.Sprintf("%q stands here twice, first on line %d", child.Value, first)}
			}
			seen[child.Value] = child.Line
		}
		if err := checkDuplicates(file, child); err != nil {
			return err
		}
	}
	return nil
}
