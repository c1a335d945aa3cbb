package page

import (
	"regexp"
	"slices"
	"strings"
)

// WebSoftSolus reads the wiki page of WebSoftSolus. An operation is "Path /a Method GET", sometimes followed by "Parameters" and
// declarations. It may be on one line, on several lines or in the rows of a table. A declaration is:
//
//	name (required|string) [A|B] {a remark} : a description
//
// In copied text all declarations are on one line. A description with parentheses is rejected, because it looks like an invalid
// declaration.
var WebSoftSolus = Importer{
	title: "WebSoftSolus API",
	words: []string{"Path"},
	detect: func(p page) bool {
		for i := range p.lines {
			if beginsWebSoftSolus(p, i) {
				return p.has(webSoftSolusMethod)
			}
		}
		return false
	},
	read: func(p page) (api, error) {
		r := webSoftSolus{page: p, api: api{mediaType: "application/x-www-form-urlencoded"}}
		for i := range p.lines {
			if err := r.line(i); err != nil {
				return api{}, err
			}
		}
		return r.api, r.end()
	},
}

var (
	webSoftSolusDeclared = regexp.MustCompile(`^([^\s()\[\]{}|]+) \(([^()\[\]{}]*)\)` + // the name, and its requirement and type
		`(?: \[([^()\[\]{}]*)\])?(?: \{[^()\[\]{}]*\})?(?: :|$| )`) // the values and a remark
	webSoftSolusRequired = regexp.MustCompile(`\((?:required|optional)[|)]`)
	webSoftSolusMethods  = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
)

// beginsWebSoftSolus reports whether line i begins an operation: with the word Path, and a path on this line or the next.
func beginsWebSoftSolus(p page, i int) bool {
	text := p.lines[i].plain()
	return strings.HasPrefix(text, "Path /") ||
		text == "Path" && i+1 < len(p.lines) && strings.HasPrefix(p.lines[i+1].plain(), "/")
}

func webSoftSolusMethod(l line) bool {
	return slices.ContainsFunc(webSoftSolusMethods, func(method string) bool {
		return strings.Contains(" "+l.plain()+" ", " Method "+method+" ") || l.plain() == method
	})
}

// webSoftSolus is the reader of one page.
type webSoftSolus struct {
	page
	api     api
	current *operation
	// wanted is the part that the operation needs next, such as Method or "a method". It is "" in the declarations.
	wanted string
	// over is true after the operation has ended.
	over bool
}

func (r *webSoftSolus) line(i int) error {
	l := r.lines[i]
	text := l.plain()
	if beginsWebSoftSolus(r.page, i) {
		if err := r.end(); err != nil {
			return err
		}
		r.current = &operation{first: l.number}
		r.wanted, r.over = "Path", false
	}
	if r.current == nil || r.over {
		return r.stray(l, text)
	}
	for text != "" && !r.over {
		var err error
		if text, err = r.take(l, text); err != nil {
			return err
		}
	}
	return nil
}

// stray rejects a line outside of an operation that looks like a part of an operation.
func (r *webSoftSolus) stray(l line, text string) error {
	word, _, _ := strings.Cut(text, " ")
	declared := r.current != nil && webSoftSolusDeclared.MatchString(text) && declares(text)
	switch {
	case declared, word == "Method" && (r.current != nil || webSoftSolusMethod(l)), word == "Parameters" && r.current != nil:
		return r.errorf(l.number, "%s is outside of any operation: want Path before it", word)
	case strings.Contains(text, " Method ") && webSoftSolusMethod(l), webSoftSolusRequired.MatchString(text):
		return r.errorf(l.number, "%q looks like a part of an operation: want Path before it", text)
	}
	return nil
}

// take reads the next part of the operation from text, and returns the rest.
func (r *webSoftSolus) take(l line, text string) (rest string, err error) {
	word, rest, _ := strings.Cut(text, " ")
	switch {
	case word == r.wanted && word != "":
		r.wanted = map[string]string{"Path": "a path", "Method": "a method", "Parameters": ""}[word]
	case r.wanted == "a path":
		if !strings.HasPrefix(word, "/") || !balanced(word) {
			return "", r.errorf(l.number, "want a path, got %q", word)
		}
		r.current.path = word
		r.wanted = "Method"
	case r.wanted == "a method":
		if !slices.Contains(webSoftSolusMethods, word) {
			return "", r.errorf(l.number, "want a method, got %q", word)
		}
		r.current.method = word
		if err := r.current.addTo(&r.api, r.page); err != nil {
			return "", err
		}
		r.wanted = "Parameters"
	case r.wanted == "Parameters":
		if l.number == r.current.last {
			return "", r.errorf(l.number, "want Parameters, got %q", word)
		}
		r.over = true
		return "", r.stray(l, text)
	case r.wanted == "":
		if l.number != r.current.last && !declares(text) {
			r.over = true
			return "", nil
		}
		return "", r.declarations(l, text)
	default:
		return "", r.errorf(l.number, "want %s, got %q", r.wanted, word)
	}
	r.current.last = l.number
	return rest, nil
}

// declares reports whether text looks like the declaration of a parameter, even an invalid one.
func declares(text string) bool {
	return strings.ContainsAny(text, "|[]{}") || strings.Contains(text, "(required") || strings.Contains(text, "(optional")
}

// declarations reads parameters with their descriptions.
func (r *webSoftSolus) declarations(l line, text string) error {
	for text != "" {
		match := webSoftSolusDeclared.FindStringSubmatch(text)
		if match == nil {
			return r.errorf(l.number, "want the declaration of a parameter, got %q", text)
		}
		p, err := r.parameter(l, match)
		if err != nil {
			return err
		}
		r.current.add(p)
		r.current.last = l.number
		// A description ends before the word that precedes the next parenthesis.
		text = strings.TrimSpace(text[len(match[0]):])
		bracket := strings.IndexAny(text, "()[]{}|")
		if bracket < 0 {
			if !strings.HasSuffix(match[0], ":") && text != "" {
				return r.errorf(l.number, "want a description or a parameter, got %q", text)
			}
			return nil
		}
		before := strings.TrimSpace(text[:bracket])
		start := strings.LastIndex(before, " ") + 1
		if text[bracket] != '(' || !strings.HasSuffix(match[0], ":") && start > 0 {
			return r.errorf(l.number, "want a description or a parameter, got %q", text)
		}
		text = text[start:]
	}
	return nil
}

// parameter reads the parts of a declaration.
func (r *webSoftSolus) parameter(l line, match []string) (*parameter, error) {
	p := &parameter{name: match[1], in: "body", first: l.number, last: l.number}
	if !name.MatchString(p.name) {
		return nil, r.errorf(l.number, "want the name of a parameter, got %q", p.name)
	}
	requirement, word := "", ""
	for part := range strings.SplitSeq(match[2], "|") {
		_, isType := types[part]
		switch {
		case part == "can be empty":
			p.facts = object{{"x-empty-allowed", true}}
		case (part == "required" || part == "optional") && requirement == "":
			requirement = part
		case isType && word == "":
			word = part
		default:
			return nil, r.errorf(l.number, "unknown word %q in (%s)", part, match[2])
		}
	}
	if requirement == "" {
		return nil, r.errorf(l.number, "the parameter %s: want required or optional", p.name)
	}
	p.required = requirement == "required"
	if word != "" {
		p.schema = typed(word)
	}
	if match[3] == "" {
		return p, nil
	}
	values := strings.Split(match[3], "|")
	if slices.Contains(values, "") {
		return nil, r.errorf(l.number, "[%s]: want a value between all bars", match[3])
	}
	switch word {
	case "string":
		p.schema = append(p.schema, member{"enum", values})
	case "array":
		p.schema = schema{{"type", "array"}, {"items", schema{{"enum", values}}}}
	default:
		return nil, r.errorf(l.number, "the parameter %s: want the type string or array, because values are listed", p.name)
	}
	return p, nil
}

// end ends the current operation.
func (r *webSoftSolus) end() error {
	if r.current == nil {
		return nil
	}
	if r.current.method == "" {
		return r.errorf(r.current.first, "want %s, got the end of the operation", r.wanted)
	}
	r.current.addPath(r.current.first)
	return nil
}

// balanced reports whether every brace in a path belongs to a valid {name}.
func balanced(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if strings.ContainsAny(part, "{}") && !name.MatchString(strings.TrimSuffix(strings.TrimPrefix(part, "{"), "}")) {
			return false
		}
	}
	return strings.Count(path, "{") == strings.Count(path, "}")
}
