package generate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// namedRule is a core.Rule that several bodies share: the one of a component.
type namedRule struct {
	Name, Literal string
}

// rule returns the Go expression of the core.Rule for what a schema demands of a request; "" if it demands nothing. A
// recursive schema is checked one level deep.
func (p *pkg) rule(ref *openapi3.SchemaRef, form bool, stack []*openapi3.Schema) string {
	if ref == nil || ref.Value == nil || slices.Contains(stack, ref.Value) {
		return ""
	}
	literal := p.ruleLiteral(ref.Value, form, append(stack, ref.Value))
	component, named := strings.CutPrefix(ref.Ref, "#/components/schemas/")
	if literal == "" || !named {
		return literal
	}
	name := "rule" + goName(component)
	if form {
		name += "Form"
	}
	if !slices.ContainsFunc(p.Rules, func(r namedRule) bool { return r.Name == name }) {
		p.Rules = append(p.Rules, namedRule{name, literal})
	}
	return name
}

func (p *pkg) ruleLiteral(s *openapi3.Schema, form bool, stack []*openapi3.Schema) string {
	var fields []string
	add := func(format string, args ...any) { fields = append(fields, fmt.Sprintf(format, args...)) }
	if s.MinLength > 0 {
		add("MinLength: %d", s.MinLength)
	}
	if s.MaxLength != nil {
		add("MaxLength: %d", *s.MaxLength)
	}
	if s.Pattern != "" {
		add("Pattern: regexp.MustCompile(%q)", s.Pattern)
	}
	if isClosed(s) {
		add("Enum: %s", stringList(s.Enum))
	}
	if s.Not != nil && s.Not.Value != nil && len(s.Not.Value.Enum) > 0 {
		add("Not: %s", stringList(s.Not.Value.Enum))
	}
	if s.Format == "email" {
		add("Email: true")
	}
	fields = append(fields, p.sets[s].literals(form)...)
	if s.Min != nil && s.ExclusiveMin.IsTrue() {
		add("Above: %q", fmt.Sprint(*s.Min))
	} else if s.Min != nil {
		add("Minimum: %q", fmt.Sprint(*s.Min))
	}
	if s.Max != nil && s.ExclusiveMax.IsTrue() {
		add("Below: %q", fmt.Sprint(*s.Max))
	} else if s.Max != nil {
		add("Maximum: %q", fmt.Sprint(*s.Max))
	}
	if s.MinItems > 0 {
		add("MinItems: %d", s.MinItems)
	}
	if s.MaxItems != nil {
		add("MaxItems: %d", *s.MaxItems)
	}
	if len(s.Required) > 0 {
		add("Required: %s", stringList(anys(s.Required)))
		// In Go these are nil unless somebody fills them, and nil is null in JSON.
		var containers []any
		for _, name := range s.Required {
			if ref := s.Properties[name]; ref != nil && isContainer(ref.Value) && !ref.Value.Nullable {
				containers = append(containers, name)
			}
		}
		if len(containers) > 0 {
			add("NotNull: %s", stringList(containers))
		}
	}
	if properties := p.propertyRules(s, form, stack); properties != "" {
		add("Properties: %s", properties)
	}
	if items := p.rule(s.Items, form, stack); items != "" {
		add("Items: %s", items)
	}
	if values := s.AdditionalProperties.Schema; values != nil && values.Value != nil && !values.Value.Nullable && !isAny(values) {
		add("NoNulls: true")
	}
	if values := p.rule(s.AdditionalProperties.Schema, form, stack); values != "" {
		add("Values: %s", values)
	}
	var all []string
	for _, part := range s.AllOf {
		if rule := p.rule(part, form, stack); rule != "" {
			all = append(all, rule)
		}
	}
	if len(all) > 0 {
		add("All: []*core.Rule{%s}", strings.Join(all, ", "))
	}
	if len(fields) == 0 {
		return ""
	}
	return "&core.Rule{" + strings.Join(fields, ", ") + "}"
}

func (p *pkg) propertyRules(s *openapi3.Schema, form bool, stack []*openapi3.Schema) string {
	var rules []string
	for _, name := range sorted(s.Properties) {
		property := s.Properties[name]
		// What is encoded as one text is no form inside.
		rule := p.rule(property, form && wordsOf(property, "x-form") == nil, stack)
		if demand := formDemand(property); form && slices.Contains(s.Required, name) && demand != "" {
			if rule == "" {
				rule = "&core.Rule{" + demand + "}"
			} else {
				rule = "&core.Rule{" + demand + ", All: []*core.Rule{" + rule + "}}"
			}
		}
		if rule != "" {
			rules = append(rules, fmt.Sprintf("%q: %s", name, rule))
		}
	}
	if len(rules) == 0 {
		return ""
	}
	return "map[string]*core.Rule{\n" + strings.Join(rules, ",\n") + ",\n}"
}

// formDemand returns the field of a core.Rule that makes a required value be there in a form; "" if it is there in any
// case. A back end that reads a form takes an empty text for a missing one, unless its documentation says otherwise, and an
// empty list or map leaves nothing in the form, unless it is encoded.
func formDemand(property *openapi3.SchemaRef) string {
	s := property.Value
	spelling, _ := wordsOf(property, "x-form").(map[string]any)
	switch {
	case s.Type.Is("string") && wordsOf(property, "x-empty-allowed") != true:
		return "NotEmpty: true"
	case isContainer(s) && !s.Nullable && s.MinItems == 0 && spelling["encode"] == nil:
		return "MinItems: 1"
	}
	return ""
}

// wordsOf returns an extension of a property, which may stand beside a reference; nil if it has none.
func wordsOf(property *openapi3.SchemaRef, name string) any {
	if value := property.Extensions[name]; value != nil {
		return value
	}
	return property.Value.Extensions[name]
}

// paramsRule returns the rule for the query and header parameters; "" if the document demands nothing of them.
func (p *pkg) paramsRule(pl *plan) string {
	object := openapi3.NewObjectSchema()
	for _, param := range pl.params {
		if param.Value.In == "path" || param.Value.Schema == nil {
			continue
		}
		object.WithPropertyRef(param.Value.Name, param.Value.Schema)
		if param.Value.Required {
			object.Required = append(object.Required, param.Value.Name)
		}
	}
	return p.ruleLiteral(object, false, nil)
}

// pathRules returns the rules for the arguments of the path, among them the words that would make the request one for
// another resource of the API.
func (p *pkg) pathRules(op *operation, pl *plan) string {
	var rules []string
	for _, a := range op.Args {
		param := pl.params.GetByInAndName("path", a.Wire)
		var all []string
		words := p.reserved(op.Path, a.Wire)
		if not := param.Schema.Value.Not; not != nil {
			words = slices.DeleteFunc(words, func(word any) bool { return slices.Contains(not.Value.Enum, word) })
		}
		if len(words) > 0 && !param.Schema.Value.Type.Is("integer") {
			all = append(all, "{Not: "+stringList(words)+"}")
		}
		if rule := p.rule(param.Schema, false, nil); rule != "" {
			if len(all) == 0 {
				rules = append(rules, fmt.Sprintf("%q: %s", a.Wire, rule))
				continue
			}
			all = append(all, rule)
		}
		if len(all) > 0 {
			rules = append(rules, fmt.Sprintf("%q: {All: []*core.Rule{%s}}", a.Wire, strings.Join(all, ", ")))
		}
	}
	if len(rules) == 0 {
		return ""
	}
	return "map[string]*core.Rule{" + strings.Join(rules, ", ") + "}"
}

// reserved returns the words that stand in place of an argument in paths of the API that are alike up to there:
// /license/plesk/order reserves "order" for /license/plesk/{keyNumber}. So does /license/plesk/order/{id}, as what a server
// makes of /license/plesk/order is then nothing that anybody has said.
func (p *pkg) reserved(path, param string) []any {
	segments := strings.Split(path, "/")
	place := slices.Index(segments, "{"+param+"}")
	if place < 0 {
		return nil
	}
	var words []any
	for _, other := range p.t.Paths.InMatchingOrder() {
		theirs := strings.Split(other, "/")
		if len(theirs) < place+1 || strings.HasPrefix(theirs[place], "{") {
			continue
		}
		if slices.EqualFunc(segments[:place], theirs[:place], sameSegment) && !slices.Contains(words, any(theirs[place])) {
			words = append(words, theirs[place])
		}
	}
	return words
}

// sameSegment reports whether two segments of path templates are the same word, or both arguments.
func sameSegment(a, b string) bool {
	return a == b || strings.HasPrefix(a, "{") && strings.HasPrefix(b, "{")
}

func anys(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

func stringList(values []any) string {
	var quoted []string
	for _, v := range values {
		if v != nil {
			quoted = append(quoted, fmt.Sprintf("%q", fmt.Sprint(v)))
		}
	}
	return "[]string{" + strings.Join(quoted, ", ") + "}"
}
