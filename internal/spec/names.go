package spec

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// nameOperations gives every operation of a foreign document an operationId in camel case. It is built from the operationId in the
// document. Without one, it is built from the method and the path: GET /boxes/{id} becomes getBoxesById. A name that begins with a digit is
// prefixed with the method. A name that is already taken gets a number: name2, name3.
func (d *Document) nameOperations(note func(string)) {
	first := map[string]*yaml.Node{}
	eachOperation(d.root, func(path, verb, op *yaml.Node) {
		written := node.Value(op, "operationId")
		name := camel(written)
		switch {
		case name == "":
			name = camel(verb.Value + " " + strings.ReplaceAll(path.Value, "{", " by "))
		case unicode.IsDigit(rune(name[0])):
			name = verb.Value + name
		}
		unique := Unique(name, "", func(name string) bool { return first[name] != nil })
		if unique != name {
			other := first[name]
			note(d.errorAt(verb, "the operation is named %s, because %s is already the name of the operation on line %d", unique, name, other.Line).Error())
		}
		first[unique] = verb
		if id := node.Get(op, "operationId"); id != nil {
			id.SetString(unique)
			return
		}
		for _, added := range []*yaml.Node{node.Text("operationId"), node.Text(unique)} {
			added.Line, added.LineComment = verb.Line, verb.LineComment
			op.Content = append(op.Content, added)
		}
	})
}

// eachOperation calls visit for every operation of a tree, with the keys of its path and its method.
func eachOperation(root *yaml.Node, visit func(path, verb, op *yaml.Node)) {
	for path, item := range node.Pairs(node.Get(root.Content[0], "paths")) {
		for verb, op := range node.Pairs(item) {
			if slices.Contains(Methods, verb.Value) && op.Kind == yaml.MappingNode {
				visit(path, verb, op)
			}
		}
	}
}

// Unique returns a name that is not taken: name itself, or name followed by 2, 3 and so on.
func Unique(name, separator string, isTaken func(string) bool) string {
	unique := name
	for n := 2; isTaken(unique); n++ {
		unique = name + separator + strconv.Itoa(n)
	}
	return unique
}

// camel returns the words of a string in camel case.
func camel(text string) string {
	words := strings.FieldsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, word := range words {
		if i > 0 {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
		}
	}
	return strings.Join(words, "")
}

// noted returns a note with the file and line of a node.
func (d *Document) noted(at *yaml.Node, format string, args ...any) string {
	return fmt.Sprint(d.errorAt(at, format, args...))
}
