package listing_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/upstream/listing"
)

// A writer writes documents by chance. Each is written by one hand: what that hand does once it does everywhere.
type writer struct {
	*rand.Rand
	notesFirst bool // annotations before contents
	blanks     bool // blank lines before paths and components
	quoted     bool // status codes in quotes
	flows      bool // short lists in brackets
	step       int  // columns from a key to the dashes of its list
	schemas    []string
}

func newWriter(seed uint64) *writer {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 1))}
	w.notesFirst, w.blanks, w.quoted, w.flows = w.chance(2), w.chance(2), w.chance(2), w.chance(2)
	w.step = 2 * w.IntN(2)
	w.schemas = []string{"Box", "Crate", "Lid", "Seal"}[:1+w.IntN(4)]
	return w
}

func (w *writer) chance(n int) bool { return w.IntN(n) == 0 }

func (w *writer) pick(words ...string) string { return words[w.IntN(len(words))] }

func indent(text string, columns int) string {
	rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, row := range rows {
		if row != "" {
			rows[i] = strings.Repeat(" ", columns) + row
		}
	}
	return strings.Join(rows, "\n") + "\n"
}

// in is a member with an object, or a map.
func in(key, object string) string { return key + ":\n" + indent(object, 2) }

// list is a member with a list.
func (w *writer) list(key string, items ...string) string {
	out := key + ":\n"
	for _, item := range items {
		out += indent("- "+strings.TrimPrefix(indent(item, 2), "  "), w.step)
	}
	return out
}

func (w *writer) words(key string, words ...string) string {
	if w.flows {
		return key + ": [" + strings.Join(words, ", ") + "]\n"
	}
	return w.list(key, words...)
}

// prose is a description, in one of the ways that YAML has for texts.
func (w *writer) prose() string {
	const key = "description"
	text := w.pick("What it is.", "A thing; with # in it", "The id: none", "- not a list")
	switch w.IntN(6) {
	case 0:
		return key + ": |\n" + indent("First line.\n\nLast line, "+w.pick("type: string", "no more", "- one", "note: that")+"\n- item", 2)
	case 1:
		return key + ": >-\n" + indent(w.pick("Some text\nand more of it.", "Note: this\nis all.", "# head\ntext"), 2)
	case 2:
		return key + ": some text\n  and more\n"
	case 3:
		return fmt.Sprintf("%s: %q\n", key, text)
	}
	return key + ": It is " + strings.NewReplacer(": ", " ", " #", "").Replace(text) + "\n"
}

func (w *writer) ref(section, name string) string {
	if w.flows {
		return fmt.Sprintf("$ref: '#/components/%s/%s'\n", section, name)
	}
	return fmt.Sprintf("$ref: \"#/components/%s/%s\"\n", section, name)
}

// schema is a schema that is at most so deep.
func (w *writer) schema(depth int) string {
	var notes, contents []string
	if w.chance(5) {
		return w.ref("schemas", w.schemas[w.IntN(len(w.schemas))])
	}
	kind := w.pick("string", "integer", "boolean", "object", "array", "")
	if depth == 0 && kind != "string" {
		kind = w.pick("integer", "boolean")
	}
	if kind != "" {
		contents = append(contents, "type: "+kind+"\n")
	}
	if w.chance(4) {
		notes = append(notes, w.prose())
	}
	if w.chance(8) {
		notes = append(notes, "nullable: true\n")
	}
	switch kind {
	case "string":
		if w.chance(4) {
			contents = append(contents, w.words("enum", "a", "b"))
		}
		if w.chance(4) {
			notes = append(notes, w.pick("example: some\n", "default: a\n", "example:\n  some\n"))
		}
		if w.chance(5) {
			contents = append(contents, "maxLength: 7\n")
		}
	case "object":
		if w.chance(10) {
			notes = append(notes, w.pick("example: {id: 1}\n", in("example", "id: 1\ntype: a"), in("x-note", "by: me")))
		}
		contents = append(contents, w.object(depth)...)
	case "array":
		contents = append(contents, in("items", w.schema(depth-1)))
	case "":
		if w.chance(2) {
			contents = append(contents, w.object(depth)...)
		} else {
			contents = append(contents, w.list(w.pick("allOf", "oneOf", "anyOf"), w.schema(depth-1), w.schema(depth-1)))
		}
	}
	if w.notesFirst {
		return strings.Join(append(notes, contents...), "")
	}
	return strings.Join(append(contents, notes...), "")
}

func (w *writer) object(depth int) []string {
	names := []string{"id", "name", "type", "description", "properties", "items", "required", "example", "default", "enum", "404"}
	w.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	names = names[:1+w.IntN(3)]
	var members, required string
	for _, name := range names {
		members += in(name, w.schema(depth-1))
	}
	out := []string{in("properties", members)}
	if w.chance(2) {
		required = w.words("required", names[:1+w.IntN(len(names))]...)
	}
	if w.notesFirst {
		out = slices.Insert(out, 0, required)
	} else {
		out = append(out, required)
	}
	if w.chance(8) {
		out = append(out, w.pick("additionalProperties: false\n", in("additionalProperties", w.schema(0))))
	}
	return out
}

func (w *writer) parameter() string {
	out := "name: " + w.pick("page", "size") + "\nin: query\n"
	if w.chance(3) {
		out += w.prose()
	}
	if w.chance(3) {
		out += "example: 7\n"
	}
	return out + in("schema", w.schema(0))
}

func (w *writer) content() string {
	return in("content", in("application/json", in("schema", w.schema(2))))
}

func (w *writer) response() string {
	out := w.prose()
	if w.chance(2) {
		out += w.content()
	}
	return out
}

func (w *writer) operation() string {
	var out, codes string
	if w.chance(2) {
		out += w.words("tags", "Boxes")
	}
	if w.chance(2) {
		out += w.prose()
	}
	if w.chance(2) {
		out += w.list("parameters", w.parameter(), w.parameter())
	}
	if w.chance(3) {
		out += in("requestBody", "required: true\n"+w.content())
	}
	for _, code := range []string{"200", "404", "default"} {
		if w.quoted && code != "default" {
			code = `"` + code + `"`
		}
		if w.chance(2) || code == "default" {
			codes += in(code, w.response())
		}
	}
	return out + in("responses", codes)
}

// members joins members of a map, with blank lines between them or not.
func (w *writer) members(members ...string) string {
	if w.blanks {
		return strings.Join(members, "\n")
	}
	return strings.Join(members, "")
}

func (w *writer) document() string {
	out := "openapi: 3.0.3\n" + in("info", "title: Boxes\n"+w.prose()+"version: \"1\"\n")
	if w.chance(2) {
		out += w.list("servers", "url: https://example.com\n"+w.prose(), "url: https://{host}\n"+
			in("variables", in("host", "default: example.com\n"+w.words("enum", "example.com", "example.org"))))
	}
	var paths, schemas []string
	for i := range 1 + w.IntN(3) {
		operations := in("get", w.operation())
		if w.chance(2) {
			operations += in("post", w.operation())
		}
		paths = append(paths, in(fmt.Sprintf("/boxes%d", i), operations))
	}
	for _, name := range w.schemas {
		schemas = append(schemas, in(name, w.schema(2)))
	}
	out += in("paths", w.members(paths...))
	components := in("schemas", w.members(schemas...))
	if w.chance(2) {
		components += in("securitySchemes", in("key", "type: apiKey\nname: X-Key\nin: header\n"))
		out += w.list("security", "key: []")
	}
	return out + in("components", components)
}

func TestAGeneratedDocumentComesBackOrIsRefused(t *testing.T) {
	const documents = 600
	back := 0
	for seed := range uint64(documents) {
		want := newWriter(seed).document()
		for _, spaces := range []bool{true, false} {
			got, err := listing.Import("listing.txt", []byte(listed(want, spaces)))
			if err != nil {
				require.Regexp(t, `^listing\.txt:[0-9]+: `, err.Error(), want)
				continue
			}
			back++
			if !assert.Equal(t, meaning(t, []byte(want)), meaning(t, got), "seed %d, spaces %v:\n%s", seed, spaces, want) {
				t.FailNow()
			}
		}
	}
	assert.Greater(t, back, documents/5, "too few come back to prove anything")
}
