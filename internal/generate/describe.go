package generate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oapi-codegen/oapi-codegen/v2/pkg/codegen"
)

// operation is what the templates need to know about one operation.
type operation struct {
	Name, ID, Method, Path string
	Comment                []string
	Args                   []arg
	Params                 string // the Go type of the query and header parameters; "" if there are none
	ParamsRule             string // what the document demands of them; "" if nothing
	Body                   *bodyArg
	Result                 string // the Go type of the result; "" if there is none
	Builder                string // the request builder's name
	Pager                  *pager
	Literal                []string // the fields of its core.Operation

	plan *plan
}

// arg is an argument that goes into the path.
type arg struct {
	Name, Type, Wire string
}

type bodyArg struct {
	Type     string // "" if the client alone fills the body
	Encode   string // JSON or Form
	Optional bool
}

// describe fills p.Operations, with the names that oapi-codegen gave.
func (p *pkg) describe() error {
	definitions, err := codegen.OperationDefinitions(p.t)
	if err != nil {
		return err
	}
	for _, def := range definitions {
		op, err := p.describeOperation(def)
		if err != nil {
			return err
		}
		p.Operations = append(p.Operations, op)
	}
	for _, s := range p.Schemes {
		if s.Exchange == nil {
			continue
		}
		if err := p.resolveExchange(s); err != nil {
			return err
		}
	}
	for _, op := range p.Operations {
		op.Comment = p.comment(op)
	}
	return nil
}

func (p *pkg) describeOperation(def codegen.OperationDefinition) (*operation, error) {
	pl := p.plan[def.OperationId]
	op := &operation{plan: pl, Name: def.OperationId, ID: pl.id, Method: def.Method, Path: def.Path}
	op.Builder = "new" + op.Name + "Request"
	for _, param := range def.PathParams {
		op.Args = append(op.Args, arg{Name: argName(param.ParamName), Type: param.TypeDef(), Wire: param.ParamName})
	}
	if def.RequiresParamObject() {
		op.Params = op.Name + "Params"
	}
	var err error
	if pl.body != nil {
		op.Builder += "WithBody"
		body, err := goSchema(pl.body, op.Name+"Request")
		if err != nil {
			return nil, err
		}
		op.Body = &bodyArg{Type: body.TypeDecl(), Encode: "JSON", Optional: !def.BodyRequired}
		if pl.credential {
			// There is always a body then, if only with the credential in it.
			op.Body.Optional = false
			if pl.alone {
				op.Body.Type = ""
			}
		}
		if pl.bodyMedia == mediaForm {
			op.Body.Encode = "Form"
		}
	}
	switch {
	case pl.raw:
		op.Result = "core.Raw"
	case pl.result != nil:
		result, err := goSchema(pl.result, op.Name+"Result")
		if err != nil {
			return nil, err
		}
		op.Result = result.TypeDecl()
	}
	if op.Literal, err = p.literal(op, pl); err != nil {
		return nil, err
	}
	if pl.ext.Pagination != nil {
		if op.Pager, err = p.describePager(op, pl, def); err != nil {
			return nil, err
		}
	}
	return op, nil
}

func goSchema(ref *openapi3.SchemaRef, name string) (codegen.Schema, error) {
	return codegen.GenerateGoSchema(ref, []string{name})
}

// literal returns the fields of the core.Operation that stands for op.
func (p *pkg) literal(op *operation, pl *plan) ([]string, error) {
	fields := []string{
		fmt.Sprintf("API: %q", p.source.name()),
		fmt.Sprintf("ID: %q", op.ID),
		fmt.Sprintf("Method: %q", op.Method),
		fmt.Sprintf("Path: %q", op.Path),
	}
	if len(pl.security) > 0 {
		fields = append(fields, "Security: "+securityLiteral(pl.security))
	}
	switch pl.ext.Retry {
	case "always":
		fields = append(fields, "Repeat: core.RepeatAlways")
	case "never":
		fields = append(fields, "Repeat: core.RepeatNever")
	}
	if pl.ext.Timeout != "" {
		timeout, _ := time.ParseDuration(pl.ext.Timeout) // checked when it was read
		fields = append(fields, fmt.Sprintf("Timeout: %d * time.Second", int64(timeout.Seconds())))
	}
	if c := pl.ext.Codes; c != nil {
		fields = append(fields, fmt.Sprintf("Codes: core.CodeRange{First: %d, Last: %d}", c.First, c.Last))
	}
	if pl.resultName != "" {
		fields = append(fields, fmt.Sprintf("Result: %q", pl.resultName))
	}
	if pl.nullable {
		fields = append(fields, "Nullable: true")
	}
	if op.Result == "" {
		fields = append(fields, "Answer: core.AnswerNone")
	} else if pl.raw {
		fields = append(fields, "Answer: core.AnswerRaw")
	}
	if form := formLiteral(pl); form != "" {
		fields = append(fields, "Form: "+form)
	}
	if e := pl.ext.ErrorBody; e != nil {
		fields = append(fields, fmt.Sprintf("ErrorBody: core.ErrorBody{Message: %q, Code: %q}", e.Message, e.Code))
	}
	if len(pl.ext.Envelopes) > 0 {
		fields = append(fields, envelopeLiteral(pl.ext.Envelopes))
	}
	if p.endsSession(pl.id) {
		fields = append(fields, "EndsSession: true")
	}
	if len(pl.details) > 0 {
		var b strings.Builder
		b.WriteString("Details: []core.Detail{\n")
		for _, status := range sorted(pl.details) {
			schema, err := goSchema(pl.details[status], op.Name+"Failure")
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "{Status: %d, New: func() any { return new(%s) }},\n", status, schema.TypeDecl())
		}
		fields = append(fields, b.String()+"}")
	}
	if rules := p.pathRules(op, pl); rules != "" {
		fields = append(fields, "PathRules: "+rules)
	}
	if op.ParamsRule = p.paramsRule(pl); op.ParamsRule != "" {
		fields = append(fields, "ParamsRule: "+op.ParamsRule)
	}
	if pl.body != nil {
		if rule := p.rule(pl.body, pl.bodyMedia == mediaForm, nil); rule != "" {
			fields = append(fields, "BodyRule: "+rule)
		}
	}
	return fields, nil
}

// formLiteral returns the Go expression of how the form is spelled; "" if as any other.
func formLiteral(pl *plan) string {
	var parts []string
	if f := pl.ext.Form; f != nil {
		parts = append(parts, fmt.Sprintf("True: %q, False: %q", f.True, f.False))
	}
	if len(pl.formFields) > 0 {
		text := "Fields: map[string]core.FormField{\n"
		for _, name := range sorted(pl.formFields) {
			text += fmt.Sprintf("%q: %s,\n", name, pl.formFields[name])
		}
		parts = append(parts, text+"}")
	}
	if len(parts) == 0 {
		return ""
	}
	return "core.FormStyle{" + strings.Join(parts, ", ") + "}"
}

// envelopeLiteral returns the field of a core.Operation that says how errors inside a success look.
func envelopeLiteral(envelopes []envelopeExt) string {
	var b strings.Builder
	b.WriteString("Envelopes: []core.Envelope{\n")
	for _, v := range envelopes {
		fmt.Fprintf(&b, "{Field: %q", v.Field)
		if v.Falsy {
			b.WriteString(", Falsy: true")
		}
		if v.Message != "" {
			fmt.Fprintf(&b, ", Message: %q", v.Message)
		}
		if v.Means != "" {
			b.WriteString(", Means: " + meanings[v.Means])
		}
		if len(v.Meanings) > 0 {
			var all []string
			for _, said := range sorted(v.Meanings) {
				all = append(all, fmt.Sprintf("%q: %s", said, meanings[v.Meanings[said]]))
			}
			b.WriteString(", Meanings: map[string]error{" + strings.Join(all, ", ") + "}")
		}
		if v.Schema != "" {
			fmt.Fprintf(&b, ", New: func() any { return new(%s) }", goName(v.Schema))
		}
		b.WriteString("},\n")
	}
	return b.String() + "}"
}

// endsSession reports whether an operation makes the tokens of an exchange void.
func (p *pkg) endsSession(id string) bool {
	return slices.ContainsFunc(p.Schemes, func(s *scheme) bool { return s.Exchange != nil && slices.Contains(s.Exchange.Ends, id) })
}

func securityLiteral(alternatives [][]string) string {
	var sets []string
	for _, set := range alternatives {
		sets = append(sets, strings.TrimPrefix(stringList(anys(set)), "[]string"))
	}
	return "[][]string{" + strings.Join(sets, ", ") + "}"
}

// propertyOf returns the property of the struct that a schema becomes; nil if it becomes none, or has no such property.
func propertyOf(ref *openapi3.SchemaRef, name string) *codegen.Property {
	if ref == nil || !isStruct(ref.Value) {
		return nil
	}
	// Of a reference, oapi-codegen tells the type's name alone. The path is what it names types after that have no name.
	component := strings.TrimPrefix(ref.Ref, "#/components/schemas/")
	s, err := codegen.GenerateGoSchema(&openapi3.SchemaRef{Value: ref.Value}, []string{component})
	if err != nil {
		return nil
	}
	for i := range s.Properties {
		if s.Properties[i].JsonFieldName == name {
			found := s.Properties[i]
			if skip, ok := found.Extensions["x-go-type-skip-optional-pointer"].(bool); ok {
				found.Schema.SkipOptionalPointer = skip
			}
			return &found
		}
	}
	return nil
}
