package spec

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// ease repairs errors of a foreign document that do not prevent the generation of a client, with a note for each. An invalid keyword
// is removed from its schema, which then accepts more, or any JSON. An operation or component that cannot be read is left out.
func (d *Document) ease(note func(string)) {
	e := &easing{d: d, note: note, words: OpenAPI30}
	e.info()
	e.all()
	eachOperation(d.root, func(path, verb, op *yaml.Node) {
		if reference := node.Get(op, "$ref"); reference != nil {
			e.say(reference, "an operation cannot be a reference: bundle the document into one file first")
			e.broken = append(e.broken, []string{"paths", path.Value, verb.Value})
		}
	})
	e.leaveOutAll()
	eachOperation(d.root, func(_, verb, op *yaml.Node) {
		if responses := node.Get(op, "responses"); responses == nil || len(responses.Content) == 0 {
			e.say(verb, "the operation has no responses: any response is accepted")
			anyResponse(op, verb.Line)
		}
	})
}

type easing struct {
	d     *Document
	note  func(string)
	words Grammar
	// broken lists the objects that cannot be read, as JSON pointers split into tokens.
	broken [][]string
}

// all repairs every object.
func (e *easing) all() {
	_ = e.words.Walk(e.d.root, func(kind Kind, at []string, object *yaml.Node) error {
		e.object(kind, at, object)
		return nil
	})
}

// info adds an info object without a title to a document that has none. The generator needs the object.
func (e *easing) info() {
	document := e.d.root.Content[0]
	info := node.Get(document, "info")
	if info != nil && !isNull(info) {
		return
	}
	e.say(document, "the document has no info: the package gets no title")
	node.Set(document, "info", node.Map(document.Line))
}

// leaveOutAll removes broken objects, and the objects that refer to them.
func (e *easing) leaveOutAll() {
	for e.leaveOut() {
		_ = e.words.Walk(e.d.root, func(kind Kind, at []string, object *yaml.Node) error {
			e.grammar(kind, at, object)
			return nil
		})
	}
}

func (e *easing) say(at *yaml.Node, format string, args ...any) {
	e.note(e.d.noted(at, format, args...))
}

// object repairs an object. Objects inside it are already repaired.
func (e *easing) object(kind Kind, at []string, object *yaml.Node) {
	e.facts(kind, object)
	switch kind {
	case "schema":
		e.schema(object)
	case "responses":
		e.statuses(object)
	case "paths":
		e.paths(object)
	}
	e.grammar(kind, at, object)
}

// shapes lists the keywords whose values have the same shape in every object. The shape of required depends on the object.
var shapes = []struct {
	words, want string
	fits        func(*yaml.Node) bool
}{
	{" nullable readOnly writeOnly deprecated uniqueItems explode allowReserved allowEmptyValue required ", "true or false", isBool},
	{" minLength maxLength minItems maxItems minProperties maxProperties ", "a number from 0", func(value *yaml.Node) bool {
		return isNumber(value) && !strings.HasPrefix(value.Value, "-")
	}},
	{" minimum maximum multipleOf ", "a number", isNumber},
	{" enum tags ", "a list", func(value *yaml.Node) bool { return value.Kind == yaml.SequenceNode }},
	{" schema.required ", "a list of properties", func(value *yaml.Node) bool { return value.Kind == yaml.SequenceNode }},
	{" description title summary format pattern operationId name in style url version propertyName ", "a string", isText},
}

func isBool(value *yaml.Node) bool { return value.ShortTag() == "!!bool" }
func isNumber(value *yaml.Node) bool {
	return value.ShortTag() == "!!int" || value.ShortTag() == "!!float"
}

// isText reports whether a value is a scalar, and converts it to a string.
func isText(value *yaml.Node) bool {
	if value.Kind == yaml.ScalarNode && value.ShortTag() == "!!null" {
		value.SetString("")
	} else if value.Kind == yaml.ScalarNode && value.ShortTag() != "!!str" {
		value.SetString(value.Value)
	}
	return value.Kind == yaml.ScalarNode
}

// facts removes keywords whose values have an invalid shape.
func (e *easing) facts(kind Kind, object *yaml.Node) {
	node.Keep(object, func(key, value *yaml.Node) bool {
		name := key.Value
		if word, known := e.words.Word(kind, name); !known || word.Shape != Fact && word.Shape != Prose {
			return true
		}
		if name == "required" && kind == "schema" {
			name = "schema.required"
		}
		for _, shape := range shapes {
			if strings.Contains(shape.words, " "+name+" ") && !shape.fits(value) {
				e.say(value, "%s is ignored: want %s, got %s", key.Value, shape.want, shapeOf(value))
				return false
			}
		}
		return true
	})
}

// schema repairs the keywords of a schema.
func (e *easing) schema(s *yaml.Node) {
	if pattern := node.Get(s, "pattern"); pattern != nil {
		if _, err := regexp.Compile(pattern.Value); err != nil {
			node.Remove(s, "pattern")
			e.say(pattern, "the pattern is ignored: Go does not support it")
		}
	}
	if kind := node.Get(s, "type"); kind != nil && kind.Kind == yaml.SequenceNode {
		lowerTypes(s) // a list of types, as in OpenAPI 3.1
	}
	e.properties(s)
	kind := node.Get(s, "type")
	if kind == nil || kind.Kind != yaml.ScalarNode {
		return
	}
	if value := node.Get(s, "default"); value != nil && !isOf(value, kind.Value, node.Value(s, "format")) {
		node.Remove(s, "default")
		e.say(value, "the default is ignored: it is not of type %s", kind.Value)
	}
	e.items(s)
}

// items adds items to an array that has none.
func (e *easing) items(s *yaml.Node) {
	if kind := node.Get(s, "type"); kind != nil && kind.Value == "array" && node.Get(s, "items") == nil {
		node.Set(s, "items", node.Map(kind.Line))
		e.say(kind, "the array has no items: any JSON is accepted as an item")
	}
}

// properties removes properties whose names cannot appear in a Go struct tag.
func (e *easing) properties(s *yaml.Node) {
	node.Keep(node.Get(s, "properties"), func(key, _ *yaml.Node) bool {
		if key.Value != "" && key.Value != "-" && !strings.ContainsAny(key.Value, "\"`\\,\n\r\t") {
			return true
		}
		e.say(key, "the property is left out: a Go JSON tag cannot hold the name %q", Beginning(key.Value, 40))
		if required := node.Get(s, "required"); required != nil && required.Kind == yaml.SequenceNode {
			required.Content = slices.DeleteFunc(required.Content, func(name *yaml.Node) bool { return name.Value == key.Value })
		}
		return false
	})
}

// isOf reports whether a value has a schema's type.
func isOf(value *yaml.Node, kind, format string) bool {
	tag := value.ShortTag()
	switch {
	case tag == "!!null":
		return true
	case kind == "boolean":
		return isBool(value)
	case kind == "integer":
		return tag == "!!int" || tag == "!!float" && strings.HasSuffix(value.Value, ".0")
	case kind == "number":
		return isNumber(value)
	case kind == "array":
		return value.Kind == yaml.SequenceNode
	case kind == "object":
		return value.Kind == yaml.MappingNode
	case format == "date" || format == "date-time":
		return value.Value != "" && value.Value[0] >= '0' && value.Value[0] <= '9'
	}
	return tag == "!!str" || tag == "!!timestamp"
}

var status = regexp.MustCompile(`^([1-5][0-9][0-9]|[1-5]XX)$`)

// statuses writes ranges of statuses in uppercase, and removes keys that are not statuses.
func (e *easing) statuses(responses *yaml.Node) {
	node.Keep(responses, func(key, _ *yaml.Node) bool {
		upper := strings.ToUpper(key.Value)
		switch {
		case IsExtension(key.Value), key.Value == "default", status.MatchString(key.Value):
		case status.MatchString(upper) && node.Get(responses, upper) == nil:
			e.say(key, "the status %s is read as %s", key.Value, upper)
			key.Value = upper
		default:
			e.say(key, "the response is left out: want a status such as 404, 4XX or default, got %q", Beginning(key.Value, 40))
			return false
		}
		return true
	})
}

// paths adds missing slashes at the start of paths, and notes paths that differ only in the names of their parameters.
func (e *easing) paths(paths *yaml.Node) {
	seen := map[string]*yaml.Node{}
	for key := range node.Pairs(paths) {
		if IsExtension(key.Value) {
			continue
		}
		if !strings.HasPrefix(key.Value, "/") && node.Get(paths, "/"+key.Value) == nil {
			e.say(key, "the path is read with a leading slash")
			key.Value = "/" + key.Value
		}
		plain := AnonymousPath(key.Value)
		if other := seen[plain]; other != nil {
			e.say(key, "the path differs from the one on line %d only in the names of its parameters", other.Line)
		}
		seen[plain] = key
	}
}

// grammar finds keywords with invalid values. It removes such a keyword from a schema. Any other object is marked as broken.
func (e *easing) grammar(kind Kind, at []string, object *yaml.Node) {
	if reference := node.Get(object, "$ref"); reference != nil && strings.Contains(reference.Value, "%") && Find(e.d.root, reference.Value) == nil {
		if plain, err := url.PathUnescape(reference.Value); err == nil && Find(e.d.root, plain) != nil {
			e.say(reference, "the reference is read as %s", plain)
			reference.Value = plain
		}
	}
	isBroken := false
	node.Keep(object, func(key, value *yaml.Node) bool {
		if isBroken || IsExtension(key.Value) || key.Value == "type" && value.Kind != yaml.ScalarNode {
			return true
		}
		wrong, msg := e.words.Fault(e.d.root, kind, key, value)
		if word, _ := e.words.Word(kind, key.Value); key.Value == "$ref" && word == (Word{Shape: Fact}) && isElsewhere(value.Value) {
			wrong, msg = value, "cannot resolve the reference "+Beginning(value.Value, 80)
		}
		switch {
		case msg == "":
			return true
		case kind == "schema":
			e.say(wrong, "%s is ignored: %s", key.Value, msg)
			return false
		}
		e.say(wrong, "%s", msg)
		e.broken, isBroken = append(e.broken, at), true
		return true
	})
}

// isElsewhere reports whether a reference is a URL, or a fragment that is not a pointer.
func isElsewhere(reference string) bool {
	return strings.Contains(reference, "://") || strings.HasPrefix(reference, "#") && !strings.HasPrefix(reference, "#/")
}

// leaveOut removes the operations and components that contain broken objects, and reports whether it removed any.
func (e *easing) leaveOut() bool {
	broken := e.broken
	e.broken = nil
	removed := false
	for _, at := range broken {
		if len(at) < 2 {
			continue // the document as a whole is broken: the loader reports it
		}
		last := min(len(at), 3) - 1
		parent := Find(e.d.root, "#"+Pointer(at[:last]...))
		if parent == nil || parent.Kind != yaml.MappingNode || node.Get(parent, at[last]) == nil {
			continue
		}
		e.say(node.Get(parent, at[last]), "the element at %s is left out: part of it is invalid", strings.Join(at[:last+1], " "))
		node.Remove(parent, at[last])
		removed = true
	}
	return removed
}

// endEndless replaces endlessly recursive schemas with empty ones, which accept any JSON. The libraries cannot resolve such schemas.
func (d *Document) endEndless(note func(string)) error {
	for {
		var pointers, msgs []string
		_ = eachEndless(d.T, func(pointer, msg string) error {
			pointers, msgs = append(pointers, pointer), append(msgs, msg)
			return nil
		})
		if len(pointers) == 0 {
			return nil
		}
		ended := false
		for i, pointer := range pointers {
			// The schema no longer exists if it was inside an earlier one.
			if at := Find(d.root, "#"+pointer); at != nil && at.Kind == yaml.MappingNode && len(at.Content) > 0 {
				note(d.noted(at, "the schema is read as one that accepts any JSON: %s", msgs[i]))
				at.Content, ended = nil, true
			}
		}
		if !ended {
			return d.At(pointers[0], "%s", msgs[0])
		}
		if err := d.parseTree(); err != nil {
			return err
		}
	}
}

// knownGoType matches Go types that every generated package can use.
var knownGoType = regexp.MustCompile(`^(\[\]|\*|map\[string\])*(string|bool|byte|u?int(8|16|32|64)?|float(32|64)|any|(json|core|lenient|nullable)\.\w+)`)

// dropGoTypes removes x-go-type without x-go-type-import from a foreign document, because the package of the type is unknown.
func (d *Document) dropGoTypes(note func(string)) {
	noted := false
	_ = OpenAPI30.Walk(d.root, func(kind Kind, _ []string, object *yaml.Node) error {
		named := node.Get(object, "x-go-type")
		if kind != "schema" || named == nil || node.Get(object, "x-go-type-import") != nil || knownGoType.MatchString(named.Value) {
			return nil
		}
		node.Remove(object, "x-go-type")
		if !noted {
			note(d.noted(named, "x-go-type is ignored without x-go-type-import, because its package is unknown"))
		}
		noted = true
		return nil
	})
}
