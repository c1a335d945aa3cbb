package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Rule holds the document's constraints on a value that is sent. A zero field is no constraint.
type Rule struct {
	// Name is the name of a rule that others refer to; "" if the rule is used only once.
	Name string

	NotEmpty                 bool
	MinLength, MaxLength     uint64
	Pattern                  string
	Enum, Not                []string
	Above, Below             string
	Minimum, Maximum         string
	MinItems, MaxItems       uint64
	Email                    bool
	Required, NotNull        []string
	RequiredAny, RequiredOne [][]string
	Form                     bool
	Properties               map[string]*Rule
	Items                    *Rule
	NoNulls                  bool
	Values                   *Rule
	All                      []*Rule
}

// isEmpty reports whether a rule has no constraints.
func (r *Rule) isEmpty() bool {
	return !r.NotEmpty && !r.Email && !r.NoNulls && r.MinLength+r.MaxLength+r.MinItems+r.MaxItems == 0 &&
		r.Pattern+r.Above+r.Below+r.Minimum+r.Maximum == "" &&
		len(r.Enum)+len(r.Not)+len(r.Required)+len(r.NotNull)+len(r.RequiredAny)+len(r.RequiredOne)+len(r.Properties)+len(r.All) == 0 &&
		r.Items == nil && r.Values == nil
}

// inferred marks an element as a guess. Guesses are not enforced, because the server may accept more. The mark applies to everything
// inside the element, but not to schemas that the element refers to.
const inferred = "x-inferred"

// isGuess reports whether the constraints of an element are a guess. A mark that is only about the element's meaning does not count.
func isGuess(extensions map[string]any) bool {
	mark, _ := extensions[inferred].(map[string]any)
	return extensions[inferred] != nil && mark["about"] != "meaning"
}

// rule returns the rule for a schema of the catalog, or nil if the schema has no constraints. Guessed is true if the schema is
// inside a guess. A recursive schema is checked one level deep.
func (b *builder) rule(ref *openapi3.SchemaRef, form, guessed bool, stack []*openapi3.Schema) *Rule {
	if ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	known := b.catalog.component(ref)
	if known != nil {
		s = known.schema
	}
	if slices.Contains(stack, s) {
		return nil
	}
	isHere := isGuess(ref.Extensions)
	if known == nil || isHere {
		return b.schemaRule(s, form, guessed && known == nil || isHere || isGuess(s.Extensions), append(stack, s))
	}
	name := "rule" + known.name
	if form {
		name += "Form"
	}
	if shared, done := b.rules[name]; done {
		return shared
	}
	r := b.schemaRule(s, form, isGuess(s.Extensions), append(stack, s))
	b.rules[name] = r
	if r != nil {
		r.Name = name
		b.plan.Rules = append(b.plan.Rules, r)
	}
	return r
}

func (b *builder) schemaRule(s *openapi3.Schema, form, guessed bool, stack []*openapi3.Schema) *Rule {
	r := &Rule{}
	if !guessed {
		b.demands(r, s, form)
	}
	if s.Not != nil && s.Not.Value != nil {
		r.Not = enumTexts(s.Not.Value)
	}
	r.Properties = b.propertyRules(s, form, guessed, stack)
	r.Items = b.rule(s.Items, form, guessed, stack)
	if values := s.AdditionalProperties.Schema; values != nil && values.Value != nil {
		raw := values.Value.Extensions["x-go-type"] == rawMessage
		r.NoNulls = !values.Value.Nullable && !raw && b.catalog.from[values.Value] != nil && !b.catalog.from[values.Value].Nullable
		r.Values = b.rule(values, form, guessed, stack)
	}
	for _, part := range s.AllOf {
		if rule := b.rule(part, form, guessed, stack); rule != nil {
			r.All = append(r.All, rule)
		}
	}
	if r.isEmpty() {
		return nil
	}
	return r
}

// demands sets the constraints of the schema itself, without those of its parts.
func (b *builder) demands(r *Rule, s *openapi3.Schema, form bool) {
	sets := b.catalog.sets[s]
	r.MinItems, r.MaxItems, r.RequiredAny, r.RequiredOne = s.MinItems, limit(s.MaxItems), sets.any, sets.one
	r.MinLength, r.MaxLength, r.Pattern, r.Enum, r.Email = s.MinLength, limit(s.MaxLength), s.Pattern, b.enum(s), s.Format == "email"
	r.Form = form && (sets.any != nil || sets.one != nil)
	r.numbers(s)
	r.Required = append(slices.Clone(s.Required), b.catalog.demanded[s]...)
	for _, name := range s.Required {
		if property := s.Properties[name]; property != nil && b.isNull(property) {
			r.NotNull = append(r.NotNull, name)
		}
	}
}

// isNull reports whether the zero value in Go would be sent as null, although the schema does not allow null. That is the case for
// lists, maps and unions.
func (b *builder) isNull(ref *openapi3.SchemaRef) bool {
	s := b.target(ref)
	return (isContainer(s) || isUnion(s)) && !ref.Value.Nullable && !s.Nullable
}

// enum returns the values that the document allows, even if they have no constants. It returns nil for a foreign document: a vendor
// may add values before documenting them, and a value from the server must be accepted when it is sent back.
func (b *builder) enum(s *openapi3.Schema) []string {
	if b.config.Foreign {
		return nil
	}
	if from := b.catalog.from[s]; from != nil {
		s = from
	}
	if isTyped(s) || !isClosed(s) {
		return nil
	}
	return enumTexts(s)
}

// target returns the schema of the component that ref refers to, or the inline schema of ref.
func (b *builder) target(ref *openapi3.SchemaRef) *openapi3.Schema {
	if known := b.catalog.component(ref); known != nil {
		return known.schema
	}
	return ref.Value
}

func limit(n *uint64) uint64 {
	if n == nil {
		return 0
	}
	return *n
}

func (r *Rule) numbers(s *openapi3.Schema) {
	switch {
	case s.Min != nil && s.ExclusiveMin.IsTrue():
		r.Above = fmt.Sprint(*s.Min)
	case s.Min != nil:
		r.Minimum = fmt.Sprint(*s.Min)
	}
	switch {
	case s.Max != nil && s.ExclusiveMax.IsTrue():
		r.Below = fmt.Sprint(*s.Max)
	case s.Max != nil:
		r.Maximum = fmt.Sprint(*s.Max)
	}
}

func (b *builder) propertyRules(s *openapi3.Schema, form, guessed bool, stack []*openapi3.Schema) map[string]*Rule {
	rules := map[string]*Rule{}
	for _, name := range sorted(s.Properties) { // the order decides where a recursion ends
		property := s.Properties[name]
		// A value that is encoded as one string has no form fields inside.
		rule := b.rule(property, form && wordsOf(property, "x-form") == nil, guessed, stack)
		if demand := b.formDemand(property); form && !guessed && slices.Contains(s.Required, name) && demand != nil {
			if rule != nil {
				demand.All = []*Rule{rule}
			}
			rule = demand
		}
		if rule != nil {
			rules[name] = rule
		}
	}
	if len(rules) == 0 {
		return nil
	}
	return rules
}

// formDemand returns the rule that makes a required property appear in a form, or nil if it always appears. Back ends treat an
// empty string in a form as missing, unless x-empty-allowed is set. An empty list or map does not appear in the form at all, unless
// it is encoded as a string.
func (b *builder) formDemand(property *openapi3.SchemaRef) *Rule {
	s := b.target(property)
	spelling, _ := wordsOf(property, "x-form").(map[string]any)
	switch {
	case s.Type.Is("string") && wordsOf(property, "x-empty-allowed") != true && s.Extensions["x-empty-allowed"] != true:
		return &Rule{NotEmpty: true}
	case isContainer(s) && !property.Value.Nullable && s.MinItems == 0 && spelling["encode"] == nil:
		return &Rule{MinItems: 1}
	}
	return nil
}

// argumentRule returns the rule for a path argument. The rule rejects values with which the URL would match a different path of the
// API.
func (b *builder) argumentRule(d *draft, param *Parameter) *Rule {
	document := d.params[param].Schema
	if document == nil {
		return nil
	}
	reserved := b.reservedSegments(d.Path, param.Wire)
	if not := document.Value.Not; not != nil {
		reserved = slices.DeleteFunc(slices.Clone(reserved), func(word string) bool { return slices.Contains(enumTexts(not.Value), word) })
	}
	wanted := d.wanted["argument "+param.Wire]
	rule := b.rule(wanted, false, false, nil)
	if rule == nil {
		// Here even a guess is enforced: a forgotten argument must not become the resource 0.
		least := &Rule{}
		if least.numbers(b.target(wanted)); !least.isEmpty() {
			rule = least
		}
	}
	if len(reserved) == 0 || document.Value.Type.Is("integer") {
		return rule
	}
	if rule == nil {
		return &Rule{Not: reserved}
	}
	return &Rule{All: []*Rule{{Not: reserved}, rule}}
}

// segmentsAfter maps each prefix of a document's paths to the fixed segments that follow it.
func segmentsAfter(t *openapi3.T) map[string][]string {
	after := map[string][]string{}
	for _, path := range t.Paths.InMatchingOrder() {
		segments := strings.Split(spec.AnonymousPath(path), "/")
		for i, word := range segments {
			before := strings.Join(segments[:i], "/")
			if !strings.HasPrefix(word, "{") && !slices.Contains(after[before], word) {
				after[before] = append(after[before], word)
			}
		}
	}
	return after
}

// reservedSegments returns the fixed segments that other paths have at the position of an argument, if the paths match up to there.
// With /license/plesk/order, or /license/plesk/order/{id}, "order" is reserved in /license/plesk/{keyNumber}. The longer path counts
// because it is unknown what a server does with /license/plesk/order.
func (b *builder) reservedSegments(path, param string) []string {
	before, after, ok := strings.Cut(path, "/{"+param+"}")
	if !ok || after != "" && after[0] != '/' {
		return nil
	}
	return b.segmentsAfter[spec.AnonymousPath(before)]
}
