package godiff

import (
	"go/ast"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/change"
)

// cookieScheme is the security scheme of the session's cookie; "" if there is none.
func (s *side) cookieScheme() string {
	name := ""
	s.eachCall("New", func(function string, call *ast.CallExpr) {
		if function == "core.NewClient" {
			fields, _ := s.value(call.Args[0]).(map[string]any)
			name, _ = fields["CookieScheme"].(string)
		}
	})
	return name
}

// compareDeprecations reports what has become deprecated, or is not any more.
func (d *differ) compareDeprecations() {
	for _, subject := range sorted(d.was.deprecated) {
		before := d.was.deprecated[subject]
		after, there := d.is.deprecated[d.renamed(subject)]
		switch {
		case !there || before == after || !ast.IsExported(subject):
		case after:
			d.report(change.Compatible, "deprecated", subject, "%s is deprecated", subject)
		default:
			d.report(change.Compatible, "deprecation-withdrawn", subject, "%s is no longer deprecated", subject)
		}
	}
}

// compareDefaults compares what the server does for values that are left out. Go does not see the default, but code that
// relies on it means something else.
func (d *differ) compareDefaults() {
	for _, name := range sorted(d.was.operations) {
		subject := "API." + name
		old, current := d.was.operations[name], d.is.operations[strings.TrimPrefix(d.renamed(subject), "API.")]
		if current == nil {
			continue
		}
		before, after := d.was.defaults(old), d.is.defaults(current)
		for _, place := range sorted(before) {
			switch is, there := after[place]; {
			case !there || is == before[place]:
			case before[place] == words(nil):
				d.report(change.Compatible, "default-added", subject, "%s: what leaving out %s means is said now: %s", subject,
					place, is)
			default:
				d.report(change.Doubtful, "default-changed", subject, "%s: leaving out %s meant %s, means %s", subject, place,
					before[place], is)
			}
		}
	}
}

// defaults are the defaults of an operation's parameters and of its body's fields, by what leaves them out.
func (s *side) defaults(op *operation) map[string]string {
	item := s.doc.T.Paths.Value(op.Path)
	spec := item.GetOperation(op.Method)
	all := map[string]string{}
	note := func(place string, schema *openapi3.SchemaRef) {
		if schema != nil && schema.Value != nil {
			all[place] = words(schema.Value.Default)
		}
	}
	for _, parameters := range []openapi3.Parameters{item.Parameters, spec.Parameters} {
		for _, p := range parameters {
			note("the parameter "+p.Value.Name, p.Value.Schema)
		}
	}
	if spec.RequestBody == nil {
		return all
	}
	for _, media := range spec.RequestBody.Value.Content {
		eachProperty("the body's ", media.Schema, nil, note)
	}
	return all
}

// eachProperty visits the properties of a schema and of the objects in it. A schema that holds itself is visited once.
func eachProperty(at string, ref *openapi3.SchemaRef, above map[*openapi3.Schema]bool,
	visit func(string, *openapi3.SchemaRef)) {
	if ref == nil || ref.Value == nil || above[ref.Value] {
		return
	}
	inside := map[*openapi3.Schema]bool{ref.Value: true}
	for schema := range above {
		inside[schema] = true
	}
	for name, property := range ref.Value.Properties {
		visit(at+name, property)
		eachProperty(at+name+".", property, inside, visit)
	}
	for _, part := range ref.Value.AllOf {
		eachProperty(at, part, inside, visit)
	}
	eachProperty(strings.TrimSuffix(at, ".")+"[].", ref.Value.Items, inside, visit)
}

// styles are how a request builder writes parameters, by their name: style, explode and place.
func (s *side) styles(builder string) map[string]string {
	all := map[string]string{}
	s.eachCall(builder, func(function string, call *ast.CallExpr) {
		if strings.HasPrefix(function, "runtime.StyleParam") && len(call.Args) > 2 {
			if name, ok := s.value(call.Args[2]).(string); ok {
				all[name] = "style " + s.text(call.Args[0]) + ", explode " + s.text(call.Args[1])
			}
		}
	})
	return all
}

// builder is the name of the function that builds a method's request.
func (s *side) builder(method string) string {
	for _, name := range []string{"new" + method + "Request", "new" + method + "RequestWithBody"} {
		if s.funcs[name] != nil {
			return name
		}
	}
	return ""
}

// compareRequests looks into the code that builds requests and walks pages, for what no signature, tag or rule tells.
func (d *differ) compareRequests() {
	for _, name := range sorted(d.was.methods()) {
		subject := "API." + name
		other := strings.TrimPrefix(d.renamed(subject), "API.")
		if d.is.funcs["API."+other] == nil {
			continue
		}
		before, after := d.was.styles(d.was.builder(name)), d.is.styles(d.is.builder(other))
		for _, parameter := range sorted(before) {
			if is, there := after[parameter]; there && is != before[parameter] {
				d.report(change.Doubtful, "parameter-style-changed", subject, "%s: the parameter %s was written with %s, is with %s",
					subject, parameter, before[parameter], is)
			}
		}
		if d.was.source(name) == d.is.source(other) || d.explained(name) {
			continue
		}
		if d.was.operations[name] == nil {
			d.report(change.Doubtful, "pagination-changed", subject, "%s: it finds the next page in another way", subject)
		} else {
			d.report(change.Doubtful, "code-changed", subject,
				"%s: its signature is the same, what it does is not: compare the generated code", subject)
		}
	}
}

// source is the code of a method and of its request builder.
func (s *side) source(method string) string {
	text := s.text(s.funcs["API."+method].Body)
	if builder := s.funcs[s.builder(method)]; builder != nil {
		text += s.text(builder.Body)
	}
	return text
}

// explained reports whether there is a change that explains why the code of a method is other. What is only added
// explains the code of a method, which hands it on, but not that of an iterator.
func (d *differ) explained(method string) bool {
	op := d.was.operationOf(method)
	if op == nil || d.names["API."+method] != "" {
		return true
	}
	iterator := op.Name != method
	for _, c := range d.found {
		typeName, _, _ := strings.Cut(c.Subject, ".")
		if c.Subject == "API."+method {
			return true
		}
		if typeName == "API" || iterator && c.Severity == change.Compatible {
			continue
		}
		if slices.Contains(d.was.users[typeName], op.Name) || slices.Contains(d.is.users[d.renamed(typeName)], op.Name) {
			return true
		}
	}
	return false
}
