package generate

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// comment returns the lines of a method's comment: what the document says about the operation, and what follows from it.
func (p *pkg) comment(op *operation) []string {
	pl := op.plan
	spec := p.doc.T.Paths.Value(op.Path).GetOperation(op.Method)
	paragraphs := []string{op.Name + " " + thirdPerson(spec.Summary)}
	description := p.linkMethods(strings.TrimSpace(spec.Description))
	switch {
	case spec.Summary == "" && description == "":
		paragraphs[0] = op.Name + " sends " + op.Method + " " + op.Path + "."
	case spec.Summary == "":
		paragraphs[0] = op.Name + " " + thirdPerson(description)
	case description != "" && description != spec.Summary:
		paragraphs = append(paragraphs, description)
	}
	for _, a := range op.Args {
		param := pl.params.GetByInAndName("path", a.Wire)
		text := strings.TrimSuffix(strings.TrimSpace(param.Description), ".")
		if limits := limits(param.Schema.Value); limits != "" && param.Schema.Value.Not == nil {
			text = strings.TrimSpace(text + " (" + limits + ")")
		}
		if text != "" {
			paragraphs = append(paragraphs, a.Name+" is the "+lowerFirst(text)+".")
		}
	}
	if pl.ext.Timeout != "" {
		paragraphs = append(paragraphs, "It can take long: the client waits for "+pl.ext.Timeout+" at least, unless ctx or [core.CallTimeout] says otherwise.")
	}
	if len(pl.ext.Permissions) > 0 {
		paragraphs = append(paragraphs, "Permissions: "+strings.Join(pl.ext.Permissions, ", ")+".")
	}
	if text := p.securityText(pl); text != "" {
		paragraphs = append(paragraphs, text)
	}
	if op.Result == "core.Raw" {
		paragraphs = append(paragraphs, rawText(pl))
	}
	if text := p.inferredAnswer(op); text != "" {
		paragraphs = append(paragraphs, text)
	}
	if text := p.failures(op); text != "" {
		paragraphs = append(paragraphs, text)
	}
	paragraphs = append(paragraphs, p.repeatText(op))
	paragraphs = append(paragraphs, p.sourceText(op))
	if spec.Deprecated {
		reason := pl.ext.Deprecation
		if reason == "" {
			reason = "the vendor has deprecated this operation."
		}
		paragraphs = append(paragraphs, "Deprecated: "+reason)
	}
	var lines []string
	for i, paragraph := range paragraphs {
		if i > 0 {
			lines = append(lines, "//")
		}
		lines = append(lines, commentLines(paragraph)...)
	}
	return lines
}

// linkMethods turns operationIds in a text into links to their methods. Those that are plain words stay: "login".
func (p *pkg) linkMethods(text string) string {
	return word.ReplaceAllStringFunc(text, func(id string) string {
		for _, op := range p.Operations {
			if op.ID == id {
				return "[API." + op.Name + "]"
			}
		}
		return id
	})
}

var word = regexp.MustCompile(`\b[a-z]+[A-Z]\w*\b`)

// rawText says what a method returns whose answer nobody documents.
func rawText(pl *plan) string {
	text := "The vendor does not document the answer: the result is the JSON as it came"
	if len(pl.ext.Envelopes) == 0 {
		text += ", and nothing tells a failure inside it from a success, unless [core.WithCheck] does"
	}
	return text + ". [core.WithResult] gives it a type."
}

// inferredAnswer says what of the answer is a guess.
func (p *pkg) inferredAnswer(op *operation) string {
	spec := p.doc.T.Paths.Value(op.Path).GetOperation(op.Method)
	for _, status := range sorted(spec.Responses.Map()) {
		value := spec.Responses.Value(status).Value.Extensions["x-inferred"]
		var x inferredExt
		if !strings.HasPrefix(status, "2") || value == nil || decodeStrict(value, &x) != nil {
			continue
		}
		return fmt.Sprintf("The answer is inferred (confidence %s): %s", x.Confidence, p.linkMethods(x.Because))
	}
	return ""
}

// failures says which failures the document declares, and how to tell them.
func (p *pkg) failures(op *operation) string {
	spec := p.doc.T.Paths.Value(op.Path).GetOperation(op.Method)
	var texts []string
	for _, status := range sorted(spec.Responses.Map()) {
		code, err := strconv.Atoi(status)
		if err != nil || code < 300 {
			continue
		}
		text := status + " " + http.StatusText(code)
		if d := spec.Responses.Value(status).Value.Description; d != nil && *d != "" {
			text = status + " (" + strings.TrimSuffix(*d, ".") + ")"
		}
		if ref, ok := op.plan.details[code]; ok {
			if schema, err := goSchema(ref, op.Name+"Failure"); err == nil {
				text += ", with " + schema.TypeDecl() + " as its detail"
			}
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return ""
	}
	return "Documented failures: " + strings.Join(texts, "; ") + "."
}

func (p *pkg) securityText(pl *plan) string {
	var alternatives []string
	anonymous := false
	for _, set := range pl.security {
		if len(set) == 0 {
			anonymous = true
			continue
		}
		var options []string
		for _, s := range p.Schemes {
			// An option may give several schemes, of which the operation needs some.
			if !slices.ContainsFunc(s.Names, func(name string) bool { return slices.Contains(set, name) }) {
				continue
			}
			switch {
			case s.Kind == "cookie":
				options = append(options, "a session")
			case s.Exchange != nil:
				options = append(options, "["+s.Exchange.Option+"] or ["+s.Option+"]")
			default:
				options = append(options, "["+s.Option+"]")
			}
		}
		alternatives = append(alternatives, strings.Join(options, " and "))
	}
	if len(alternatives) == 0 {
		return ""
	}
	if anonymous {
		return "It uses " + strings.Join(alternatives, ", or ") + " if there is one, and works without."
	}
	return "It needs " + strings.Join(alternatives, ", or ") + "."
}

// repeatText says whether it is safe to call the method again, and what the client does by itself.
func (p *pkg) repeatText(op *operation) string {
	reads := op.Method == http.MethodGet || op.Method == http.MethodHead || op.Method == http.MethodOptions
	switch {
	case op.plan.ext.Retry == "never":
		return "Not safe to repeat: the client never sends it again once a byte may have reached the server. After an error that is not clear about what happened, look before you call it again."
	case op.plan.ext.Retry == "always" || reads:
		return "Safe to repeat: the client does so when the connection breaks or the server is overloaded."
	}
	if p.usesExchange(op.plan) {
		return "The client sends it again only if it cannot have reached the server, or if the server has refused the token."
	}
	return "The client sends it again only if it cannot have reached the server."
}

// usesExchange reports whether a token that the client gets by itself may authenticate an operation.
func (p *pkg) usesExchange(pl *plan) bool {
	wanted := slices.Concat(pl.security...)
	return slices.ContainsFunc(p.Schemes, func(s *scheme) bool {
		return s.Exchange != nil && slices.Contains(wanted, s.Names[0])
	})
}

// sourceText says where the operation is documented, and what of it was inferred.
func (p *pkg) sourceText(op *operation) string {
	text := op.Method + " " + op.Path
	if s := op.plan.ext.Source; s != nil {
		text += ", documented in " + s.Document + ", lines " + s.Lines
	}
	text += "."
	if x := op.plan.ext.Inferred; x != nil {
		text += fmt.Sprintf(" Inferred (confidence %s): %s", x.Confidence, p.linkMethods(x.Because))
	}
	return text
}

// commentLines wraps text at 120 columns, keeping its paragraphs, and the items of its lists, each of which is a line.
func commentLines(text string) []string {
	var lines []string
	for i, paragraph := range strings.Split(text, "\n\n") {
		if i > 0 {
			lines = append(lines, "//")
		}
		if !strings.HasPrefix(paragraph, listItem) {
			lines = append(lines, wrap("//", "//", paragraph)...)
			continue
		}
		for _, item := range strings.Split(paragraph, "\n") {
			lines = append(lines, wrap("//   -", "//    ", strings.TrimPrefix(item, listItem))...)
		}
	}
	return lines
}

// listItem is what the lines of a list begin with.
const listItem = "  - "

// wrap breaks text into lines that begin with first, and then with next.
func wrap(first, next, text string) []string {
	var lines []string
	line, begun := first, false
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > 118 && begun {
			lines = append(lines, line)
			line = next
		}
		line += " " + word
		begun = true
	}
	return append(lines, line)
}
