// Package spec loads an API's OpenAPI document together with its overlay and checks both against the rules of this project. For every
// element of the result it can report the original file and line.
package spec

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// Document is an OpenAPI document with its overlay applied.
type Document struct {
	// T is the document as kin-openapi reads it.
	T *openapi3.T
	// LeftOut lists the elements of the original that OpenAPI 3.0 cannot express, each with file and line. Only [ReadSource] sets it.
	LeftOut []string

	root   *yaml.Node
	source Source
	bytes  []byte // the JSON that T was read from
	lines  lines  // for bytes, and for the files that the document refers to
}

// Error is an error in a document or an overlay, with its file and line.
type Error struct {
	File string
	Line int // 1-based; 0 if there is none
	Msg  string
	// Needless is true for an overlay action without effect, because the document already has what it adds.
	Needless bool

	cause error
}

// Error returns "file:line: message" on one line.
func (e *Error) Error() string { return e.place() + ": " + OneLine(e.Msg) }

// Unwrap returns the cause of the error, such as an error of the file system, or nil.
func (e *Error) Unwrap() error { return e.cause }

func (e *Error) place() string {
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	return e.File
}

// OneLine joins the lines of a string, and reduces other whitespace to single spaces.
func OneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Beginning returns the first most characters of text, followed by an ellipsis if the text is longer.
func Beginning(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Locate converts an origin in T to a file and a line. For an element that an overlay added, it returns the overlay's file and line.
func (d *Document) Locate(file string, line int) (string, int) {
	nodes := d.lines[locationOf(file)]
	name := d.source.NameOf(file)
	switch {
	case line < 1 || line > len(nodes):
		return name, line
	case name != d.File():
		return name, nodes[line-1].Line
	}
	return d.where(nodes[line-1])
}

// where returns the file and the line of a node of the tree. A node without an overlay's mark belongs to the document.
func (d *Document) where(node *yaml.Node) (file string, line int) {
	if file, line, ok := marked(node); ok {
		return file, line
	}
	return d.File(), node.Line
}

// Count returns the number of times that an extension occurs in the document.
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

// File returns the document's file name, as the caller gave it.
func (d *Document) File() string { return d.source.Name }

// Source returns the source that the document was read from.
func (d *Document) Source() Source { return d.source }

// At returns an error with the file and line of the element that pointer names, such as "/paths/~1status/get". If that element does
// not exist, it uses the nearest element above it.
func (d *Document) At(pointer, format string, args ...any) error {
	file, line := d.Place(pointer)
	return &Error{File: file, Line: line, Msg: fmt.Sprintf(format, args...)}
}

// Place returns the file and the line of an element. If the element does not exist, it uses the nearest element above it.
func (d *Document) Place(pointer string) (file string, line int) {
	if origin := d.outside(pointer); origin != nil && origin.Key != nil {
		return d.Locate(origin.Key.File, origin.Key.Line)
	}
	node, _ := follow(d.root, strings.TrimPrefix(pointer, "/"))
	return d.where(node)
}

// Pointer joins tokens to a JSON pointer.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, token := range tokens {
		b.WriteString("/" + escaping.Replace(token))
	}
	return b.String()
}

var (
	escaping   = strings.NewReplacer("~", "~0", "/", "~1")
	unescaping = strings.NewReplacer("~1", "/", "~0", "~")
)

func unescape(token string) string { return unescaping.Replace(token) }

func childOf(at *yaml.Node, token string) *yaml.Node {
	if at.Kind != yaml.SequenceNode {
		return node.Get(at, token)
	}
	if index, err := strconv.Atoi(token); err == nil && index >= 0 && index < len(at.Content) {
		return at.Content[index]
	}
	return nil
}

// syntax matches the YAML library's syntax errors.
var syntax = regexp.MustCompile(`^yaml: line (\d+): `)

// Tree reads a document in YAML or JSON. File is its name in errors.
func Tree(file string, data []byte) (*yaml.Node, error) {
	root, err := anyTree(file, data)
	if err != nil {
		return nil, err
	}
	return root, checkTree(file, root)
}

// anyTree is Tree without the check that the file is a document.
func anyTree(file string, data []byte) (*yaml.Node, error) {
	if isJSON(data) {
		return treeOfJSON(data, 1), nil
	}
	var root yaml.Node
	if err := yaml.NewDecoder(bytes.NewReader(data)).Decode(&root); err != nil {
		invalid := &Error{File: file, Msg: err.Error()}
		if found := syntax.FindStringSubmatch(invalid.Msg); found != nil {
			invalid.Line, _ = strconv.Atoi(found[1])
			invalid.Msg = strings.TrimPrefix(invalid.Msg, found[0])
		}
		return nil, invalid
	}
	return expandAliases(file, &root)
}

// checkTree rejects a tree that is not a mapping, and duplicate keys in mappings. In an API document it also rejects null where an
// element is required, and references that lead back to themselves.
func checkTree(file string, root *yaml.Node) error {
	if root.Kind != yaml.DocumentNode || root.Content[0].Kind != yaml.MappingNode {
		return &Error{File: file, Line: 1, Msg: "want a YAML mapping"}
	}
	if err := checkDuplicates(file, root); err != nil {
		return err
	}
	if childOf(root.Content[0], "openapi") == nil && childOf(root.Content[0], "swagger") == nil {
		return nil
	}
	return checkElements(file, root)
}

// checkElements rejects null where an element is required, and references that lead back to themselves.
func checkElements(file string, root *yaml.Node) error {
	if err := elementNulls(file, "", root.Content[0]); err != nil {
		return err
	}
	return checkReferences(file, root, root)
}

// Find returns the target of a reference within the document, such as "#/components/schemas/Box", or nil.
func Find(root *yaml.Node, reference string) *yaml.Node {
	if node, found := follow(root, strings.TrimPrefix(reference, "#/")); found {
		return node
	}
	return nil
}

// follow returns the element of a document at a pointer without its first slash, and whether it exists. If it does not, follow returns
// the nearest element above it.
func follow(root *yaml.Node, pointer string) (node *yaml.Node, found bool) {
	node = root.Content[0]
	for token := range strings.SplitSeq(pointer, "/") {
		child := childOf(node, unescape(token))
		if child == nil {
			return node, false
		}
		node = child
	}
	return node, true
}

// checkDuplicates rejects duplicate keys in mappings. The yaml.v3 library does not when it decodes into nodes.
func checkDuplicates(file string, node *yaml.Node) error {
	var seen map[string]int
	if node.Kind == yaml.MappingNode {
		seen = make(map[string]int, len(node.Content)/2)
	}
	for i, child := range node.Content {
		if seen != nil && i%2 == 0 {
			if first, ok := seen[child.Value]; ok {
				return &Error{File: file, Line: child.Line, Msg: fmt.Sprintf("%q occurs twice, first on line %d", child.Value, first)}
			}
			seen[child.Value] = child.Line
		}
		if err := checkDuplicates(file, child); err != nil {
			return err
		}
	}
	return nil
}
