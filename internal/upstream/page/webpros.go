package page

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// WebprosCloud reads the text of the Webpros Cloud reference, which Redoc builds. HTML of it is not for this importer:
// such a page carries the vendor's whole document. The text has lost the paths and the methods, so the operations have the
// paths /operation/1 and so on, in the order of the page, with the parameters that are in the path behind the number, and
// the methods GET, or POST with a body. To find the operation of another document that is meant, see Match.
//
// An operation ends with its examples, and the next begins where the last of them ends, often in the same line. Of where a
// parameter stands the text has kept this much: an example that repeats the name is of a query, one without is of the path
// or of a header; and a body is described after the permissions, or its names are in the first of two examples.
var WebprosCloud = Importer{
	title: "Webpros Cloud API",
	words: []string{webprosPermissions, "{-"},
	detect: func(p page) bool {
		return !p.html && p.has(func(l line) bool { return strings.HasPrefix(l.text, webprosPermissions) }) &&
			p.has(func(l line) bool { return strings.HasPrefix(l.text, "{-") })
	},
	read: func(p page) (api, error) {
		if p.html {
			return api{}, p.errorf(1, "this is HTML of Redoc: take its document out of it, this importer reads the text only")
		}
		r := webpros{page: p, api: api{mediaType: "application/json", madeUp: []string{"methods", "paths"}}}
		return r.api, r.read()
	},
}

const webprosPermissions = "Required permissions: "

var (
	webprosPermission = regexp.MustCompile(`^\w+:\w+(:\w+)?$`)
	// webprosTyped is a row that has lost the bar at its end.
	webprosTyped = regexp.MustCompile(`^\S+( required)? \| (string|integer|number|boolean|object|Array of )`)
	// webprosNames is a line that does nothing but name permissions.
	webprosNames  = regexp.MustCompile(`^\w+ ?\w+: ?\w+:\w+`)
	webprosInline = regexp.MustCompile(`Requires (\w+:[\w:]+(?: or \w+:[\w:]+)*) permission\.`)
)

// webpros is the reader of one page.
type webpros struct {
	page
	api     api
	current *webprosOperation
}

// webprosOperation is what was read of an operation.
type webprosOperation struct {
	operation
	rows []*webprosRow
	// begun says that a row or the permissions were read: texts that follow are about the body.
	begun, body bool
	examples    []webprosExample
}

// webprosRow is a parameter of which the place is not known yet.
type webprosRow struct {
	parameter
	// examples are the values that the row gives as examples.
	examples string
	body     bool
}

func (r *webpros) read() error {
	for i := r.introduction(); i < len(r.lines); i++ {
		l := r.lines[i]
		if r.current == nil {
			r.begin(l.number)
		}
		// A line may hold the end of an example, and behind it the beginning of the next one or of the next operation.
		for text := l.text; text != ""; {
			if beginsExample(text) {
				example, last, rest, err := r.example(i, text)
				if err != nil {
					return err
				}
				r.current.examples = append(r.current.examples, example)
				i, text = last, rest
				l = r.lines[i]
				r.current.last = l.number
				continue
			}
			if len(r.current.examples) > 0 {
				if err := r.end(); err != nil {
					return err
				}
				r.begin(l.number)
			}
			if err := r.text(line{l.number, text}); err != nil {
				return err
			}
			text = ""
		}
	}
	if r.current == nil {
		return nil
	}
	if len(r.current.examples) == 0 {
		return r.errorf(r.current.first, "the operation that begins here has no example, so its end is not known")
	}
	return r.end()
}

func (r *webpros) begin(number int) {
	r.current = &webprosOperation{operation: operation{first: number, last: number}}
}

// introduction returns the index of the line with which the first operation begins: the one before its permissions, its
// parameters or else its example. Tables of the introduction have a rule below their head, those of parameters have none.
func (r *webpros) introduction() int {
	table := false
	for i, l := range r.lines {
		switch {
		case l.isRule():
			table = true
		case i+1 < len(r.lines) && r.lines[i+1].isRule():
		case beginsExample(l.text), strings.HasPrefix(l.text, webprosPermissions), l.cells() != nil && !table:
			return max(0, i-1)
		case l.cells() == nil:
			table = false
		}
	}
	return len(r.lines)
}

// text reads a line outside of examples.
func (r *webpros) text(l line) error {
	o := r.current
	o.last = l.number
	if names, found := strings.CutPrefix(l.text, webprosPermissions); found {
		if len(o.permissions) > 0 {
			return r.errorf(l.number, "the operation has permissions already")
		}
		o.begun = true
		return r.permissions(l, strings.Split(names, " or "))
	}
	if cells := l.cells(); cells != nil {
		o.begun = true
		p, err := webprosCells(cells)
		if err != nil {
			return r.errorf(l.number, "%s", err)
		}
		p.first, p.last, p.body = l.number, l.number, o.body
		o.rows = append(o.rows, p)
		return nil
	}
	if strings.ContainsAny(l.text[:1], "|}]") || strings.HasPrefix(l.text, "- ") || webprosTyped.MatchString(l.text) {
		return r.errorf(l.number, "%q is no row, and belongs to no example", l.text)
	}
	if webprosNames.MatchString(l.text) {
		return r.errorf(l.number, "%q names permissions, but not as %q", l.text, webprosPermissions)
	}
	o.body = o.begun
	if match := webprosInline.FindStringSubmatch(l.text); match != nil {
		return r.permissions(l, strings.Split(match[1], " or "))
	}
	return nil
}

// permissions reads the names of permissions.
func (r *webpros) permissions(l line, names []string) error {
	for _, name := range names {
		name = strings.TrimSuffix(name, " (admin)")
		if !webprosPermission.MatchString(name) {
			return r.errorf(l.number, "%q is no permission", name)
		}
		r.current.permissions = append(r.current.permissions, name)
	}
	return nil
}

// end puts the parameters of the current operation where they belong, and adds it to the API.
func (r *webpros) end() error {
	o := r.current
	for _, p := range o.rows {
		if p.name == "" {
			if err := r.baptise(p); err != nil {
				return err
			}
		}
	}
	path := fmt.Sprintf("/operation/%d", len(r.api.operations)+1)
	method := "GET"
	sent := map[string]bool{} // what the first of two examples names
	if len(o.examples) > 1 {
		for _, name := range o.examples[0].names {
			sent[name] = true
		}
	}
	for _, p := range o.rows {
		o.place(p, sent[p.name])
		switch p.in {
		case "path":
			if path += "/{" + p.name + "}"; len(path) > longestPath {
				return r.errorf(p.first, "%q is too long for a path", path)
			}
		case "body":
			method = "POST"
		}
		o.add(&p.parameter)
	}
	o.method, o.path = method, path
	return o.addTo(&r.api, r.page)
}

// place says where a parameter stands, which may be named in what is sent.
func (o *webprosOperation) place(p *webprosRow, sent bool) {
	switch {
	case strings.HasPrefix(p.examples, p.name+"="):
		p.in = "query"
	case p.examples != "" && p.required:
		p.in = "path"
	case p.examples != "":
		p.in = "header" // what is in the path is required
	case p.body, sent:
		p.in = "body"
	default:
		p.in = "query"
		p.facts = append(p.facts, member{"x-location", "not documented"})
	}
}

// baptise gives a name to an object whose name is lost: the only object of the request's example that no row names.
func (r *webpros) baptise(p *webprosRow) error {
	o := r.current
	if len(o.examples) > 1 {
		named := map[string]bool{}
		for _, row := range o.rows {
			named[row.name] = true
		}
		missing := slices.DeleteFunc(slices.Clone(o.examples[0].objects), func(example string) bool { return named[example] })
		if len(missing) == 1 {
			p.name, p.body = missing[0], true
			p.facts = append(p.facts, member{"x-name-from", "sample"})
			return nil
		}
	}
	return r.errorf(p.first, "this parameter has no name, and the example does not tell it")
}

// webprosCells reads a row: "name required" and "type (Named) limits Default: 1 Examples: 2 description".
func webprosCells(cells []string) (*webprosRow, error) {
	if len(cells) == 1 { // the cell of the name is lost, or only what stood before "required"
		cells = []string{"", cells[0]}
	}
	if len(cells) != 2 {
		return nil, fmt.Errorf("a row has two cells, a name and a type, but this one has %d", len(cells))
	}
	p := &webprosRow{}
	label, required := strings.CutSuffix(" "+cells[0], " required")
	p.name, p.required = strings.TrimSpace(label), required
	if p.name != "" && !name.MatchString(p.name) {
		return nil, fmt.Errorf("%q is no name of a parameter", p.name)
	}
	var err error
	p.schema, p.facts, p.examples, err = webprosType(cells[1])
	if p.name == "" && err == nil && !slices.Contains(p.schema, member{"type", "object"}) {
		err = errors.New("this parameter has no name, and is no object")
	}
	return p, err
}

// yamlScalar returns the value that a text writes.
func yamlScalar(text string) (any, error) {
	var value any
	err := yaml.Unmarshal([]byte(text), &value)
	return value, err
}
