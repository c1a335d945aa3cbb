package plan

import (
	"cmp"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// listItem begins each line of a paragraph that is a list.
const listItem = "  - "

// comments writes the comments of the package, New, the options for logins, and the methods. Facts about all operations are only in
// the package comment.
func (b *builder) comments() error {
	b.usual = b.mostUsual()
	for _, d := range b.drafts {
		d.Summary, d.Comment = b.methodComment(d)
		if d.Pager != nil {
			text := fmt.Sprintf("%s yields the items of all pages of [%s]. The iteration ends after the last page, or at the first error.", d.Pager.Name, link(d.Operation))
			if d.Params != nil {
				text += " It uses a copy of params."
			}
			if at := d.Pager.Position(); at != nil && at.InBody {
				text += fmt.Sprintf(" It sends a copy of body, with %s set for each page.", at.Field.Name)
			}
			d.Pager.Comment = []string{text}
		}
	}
	for _, option := range b.plan.Options {
		if option.Login != nil {
			option.Login.Comment = []string{loginComment(option.Login)}
			if c := option.Login.Challenge; c != nil {
				c.Comment = []string{challengeComment(option.Login)}
			}
		}
	}
	b.plan.Comment = b.packageComment()
	b.plan.NewComment = b.newComment()
	return nil
}

// link returns the text of a doc link to a method.
func link(op *Operation) string { return op.Service.Type + "." + op.Name }

// sentence returns the first sentence of a method's comment. If the summary is a sentence without a subject, such as "returns the
// invoice.", the name becomes its subject. Any other summary follows a colon.
func sentence(name, summary string) string {
	first, _ := utf8.DecodeRuneInString(summary)
	verb, _, _ := strings.Cut(summary, " ")
	if unicode.IsLower(first) && strings.HasSuffix(verb, "s") {
		return name + " " + summary
	}
	return name + ": " + summary
}

// methodComment returns the summary and the comment of a method. The comment has the document's description of the operation, and
// what callers of this method must know.
func (b *builder) methodComment(d *draft) (summary string, paragraphs []string) {
	summary, description := strings.TrimSpace(d.doc.Op.Summary), strings.TrimSpace(d.doc.Op.Description)
	if summary == "" {
		summary, description = firstSentence(description)
	}
	if summary == "" {
		summary = "sends " + d.Method + " " + d.Path + "."
	}
	summary = ended(b.linkMethods(summary))
	paragraphs = []string{sentence(d.Name, summary)}
	add := func(text string) {
		if text != "" {
			paragraphs = append(paragraphs, text)
		}
	}
	if description != d.doc.Op.Summary {
		add(b.linkMethods(description))
	}
	add(b.argumentLines(d))
	if d.Timeout > 0 {
		add(fmt.Sprintf("The call can take a long time. The client waits at least %v, unless ctx or [core.CallTimeout] ends the call earlier.", d.Timeout))
	}
	if len(d.Permissions) > 0 {
		add("Permissions: " + strings.Join(d.Permissions, ", ") + ".")
	}
	add(b.securityText(d.Operation))
	add(serverText(d.Operation))
	if d.Body != nil && (d.Body.GoType == upload || spec.IsMultipart(d.Body.Media)) {
		add("The body is read while it is sent. [core.Upload] explains when the request can be retried.")
	}
	switch {
	case d.Result.Raw:
		add(rawText(d.Operation))
	case d.Result.Stream:
		add("The result is read as it arrives. Close it: see [core.Download].")
	case d.Result.Choices != nil:
		add("The result has one field for each status.")
	}
	add(b.failureText(d))
	lines := []string{"Retry: " + b.retry(d.Operation).line}
	for _, line := range []string{b.inferredText("Inferred", d.Inferred), b.inferredResponse(d), sourceText(b.plan, d.Operation)} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	add(strings.Join(lines, "\n"))
	if d.Deprecated {
		add("Deprecated: " + reason(d.doc.Op.Extensions))
	}
	return summary, paragraphs
}

// firstSentence splits a description after its first sentence.
func firstSentence(text string) (first, rest string) {
	if end := sentenceEnd.FindStringIndex(text); end != nil {
		return strings.TrimSpace(text[:end[0]+1]), strings.TrimSpace(text[end[1]:])
	}
	return text, ""
}

var sentenceEnd = regexp.MustCompile(`\.\s+`)

// ended returns text with a full stop at the end.
func ended(text string) string {
	if text == "" || strings.ContainsAny(text[len(text)-1:], ".!?:") {
		return text
	}
	return text + "."
}

// argumentLines returns a line for each path parameter that has a description or limits.
func (b *builder) argumentLines(d *draft) string {
	var lines []string
	for _, a := range d.Args {
		text, limits := strings.TrimSuffix(a.Description, "."), ""
		if s := schemaOf(d.params[a]).Value; s.Not == nil {
			limits = b.limits(s)
		}
		switch {
		case text != "" && limits != "":
			text = "is " + definite(text) + " (" + limits + ")"
		case text != "":
			text = "is " + definite(text)
		case strings.HasPrefix(limits, "matches "):
			text = limits
		case limits != "":
			text = "is " + limits
		}
		if text != "" {
			lines = append(lines, a.Name+" "+text+".")
		}
	}
	return strings.Join(lines, "\n")
}

// definite puts an article before a description that has none.
func definite(text string) string {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	if slices.Contains([]string{"the", "a", "an", "one", "what", "which", "whether", "how", "where", "when"}, first) || strings.HasPrefix(text, "(") {
		return lowerFirst(text)
	}
	return "the " + lowerFirst(text)
}

// linkMethods turns operationIds in a text into links to their methods. OperationIds that look like plain words, such as "login",
// stay unchanged.
func (b *builder) linkMethods(text string) string {
	return idLike.ReplaceAllStringFunc(text, func(id string) string {
		if d := b.operation(id); d != nil {
			return "[" + link(d.Operation) + "]"
		}
		return id
	})
}

var idLike = regexp.MustCompile(`\b[a-z]+[A-Z]\w*\b`)

// rawText describes the result of a method whose response is not documented.
func rawText(op *Operation) string {
	if op.Result.Bytes {
		return "The result is the body as received. The Content-Type header of the response shows whether it is JSON."
	}
	text := "The vendor does not document the response: the result is the JSON as received."
	if len(op.Envelopes) == 0 {
		text += " Only [core.WithCheck] can distinguish a failure inside it from a success."
	}
	return text + " To decode it, use [core.WithResult]."
}

// failureText lists the failures that the document declares.
func (b *builder) failureText(d *draft) string {
	var texts []string
	for _, status := range sorted(d.doc.Op.Responses.Map()) {
		code, err := strconv.Atoi(status)
		if err != nil || code < 300 {
			continue
		}
		text := status + " " + http.StatusText(code)
		if description := d.doc.Op.Responses.Value(status).Value.Description; description != nil && *description != "" {
			text = status + " (" + strings.TrimSuffix(strings.TrimSpace(*description), ".") + ")"
		}
		if i := slices.IndexFunc(d.Failures, func(f Failure) bool { return f.Status == code }); i >= 0 {
			text += ", with [" + d.Failures[i].GoType + "] as its detail"
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return ""
	}
	return "Documented failures: " + strings.Join(texts, "; ") + "."
}

// serverText names the operation's own server, or returns "" if it has none.
func serverText(op *Operation) string {
	if op.Server == "" {
		return ""
	}
	text := "The request is sent to the operation's own server, " + op.Server + "."
	if len(op.Security) > 0 && !strings.HasPrefix(op.Server, "/") {
		text += " Credentials are sent only to the server of the base URL. If that is a different server, use a second client for this method."
	}
	return text
}

// securityText describes the credentials of an operation. It returns "" if most operations need the same, because the package
// comment describes those.
func (b *builder) securityText(op *Operation) string {
	switch {
	case len(op.Security) == 0 && b.usual == "", len(op.Security) > 0 && b.credentials(op.Security) == b.usual:
		return ""
	case len(op.Security) == 0:
		return "The operation needs no credentials."
	}
	return "The operation " + b.credentials(op.Security) + "."
}

// credentials describes alternative sets of credentials in words.
func (b *builder) credentials(security [][]string) string {
	var alternatives []string
	anonymous := false
	for _, set := range security {
		if len(set) == 0 {
			anonymous = true
			continue
		}
		var options []string
		for _, option := range b.plan.Options {
			// An option may set several schemes, and the operation may need only some of them.
			if !slices.ContainsFunc(option.Schemes, func(name string) bool { return slices.Contains(set, name) }) {
				continue
			}
			x := b.logins[option]
			switch {
			case option.Kind == "cookie":
				options = append(options, "a session")
			case x != nil:
				options = append(options, "["+x.Option+"] or ["+option.Name+"]")
			default:
				options = append(options, "["+option.Name+"]")
			}
		}
		alternatives = append(alternatives, strings.Join(options, " and "))
	}
	text := strings.Join(alternatives, ", or ")
	if anonymous {
		return "accepts " + text + ", but also works without credentials"
	}
	return "needs " + text
}

// mostUsual describes the credentials that the greatest number of operations need, or returns "" if no two operations need the same.
func (b *builder) mostUsual() string {
	counts, most := map[string]int{}, ""
	for _, d := range b.drafts {
		if len(d.Security) > 0 {
			counts[b.credentials(d.Security)]++
		}
	}
	for _, text := range sorted(counts) {
		if counts[text] > max(1, counts[most]) {
			most = text
		}
	}
	return most
}

func contains(sets [][]string, name string) bool {
	return slices.ContainsFunc(sets, func(set []string) bool { return slices.Contains(set, name) })
}

func (b *builder) inferredText(what string, x *Inferred) string {
	if x == nil {
		return ""
	}
	return fmt.Sprintf("%s (%s): %s", what, x.Confidence, b.linkMethods(strings.TrimSpace(x.Because)))
}

// inferredResponse explains why a successful response is a guess, or returns "" if none is. It also sets ResponseInferred.
func (b *builder) inferredResponse(d *draft) string {
	responses := d.doc.Op.Responses.Map()
	for _, status := range sorted(responses) {
		value := responses[status].Value.Extensions["x-inferred"]
		var x Inferred
		if strings.HasPrefix(status, "2") && value != nil && decodeStrict(value, &x) == nil {
			d.ResponseInferred = true
			return b.inferredText("Response inferred", &x)
		}
	}
	return ""
}

// sourceText returns the line that names the vendor's documentation of an operation.
func sourceText(p *Package, op *Operation) string {
	document, heading := p.Title, ""
	if op.Source != nil {
		heading = op.Source.Heading
		if !strings.HasPrefix(op.Source.Document, "specs/") {
			document = op.Source.Document
		}
	}
	if heading == "" {
		return "Source: " + document + ", " + op.Method + " " + op.Path + "."
	}
	return fmt.Sprintf("Source: %s, %q.", document, heading)
}

func (b *builder) typeComment(t *Type, known *component, from *openapi3.Schema) []string {
	description := ""
	if from != nil {
		description = strings.TrimSpace(from.Description)
	}
	if known.is != nil {
		if is := known.is(); strings.HasPrefix(is, " of ") {
			return []string{t.Name + " are the parameters" + is + "."}
		}
		comment := []string{t.Name + " is " + known.is() + "."}
		return append(comment, described(description, "")...)
	}
	if known.at.parent != "" && description == "" {
		return []string{t.Name + " is " + partOf(known) + "."}
	}
	limits := ""
	if from != nil && !t.Struct {
		limits = b.limits(from)
	}
	switch first, rest, _ := strings.Cut(description, " "); first {
	case "A", "An", "The":
		verb := " is "
		if noun, _, _ := strings.Cut(rest, " "); singular(noun) != noun {
			verb = " are "
		}
		return described(t.Name+verb+lowerFirst(description), limits)
	case "":
		return described(t.Name+" is the schema "+path.Base(known.pointer)+" of the document.", limits)
	}
	return described(t.Name+": "+description, limits)
}

// partOf describes where the inline schema of a type is: in a property, a parameter, a list, a map or a union.
func partOf(known *component) string {
	if known.at.what != nil {
		return known.at.what()
	}
	tokens := strings.Split(known.pointer, "/")
	what, parent := "", "["+known.at.parent+"]"
	for len(tokens) > 1 && tokens[len(tokens)-2] != "properties" {
		switch tokens[len(tokens)-1] {
		case "items":
			what += "an item of "
		case "additionalProperties":
			what += "a value of "
		case "anyOf", "oneOf":
			return what + "an alternative of " + parent // every union is a type
		}
		tokens = tokens[:len(tokens)-1]
	}
	if len(tokens) < 2 {
		return cmp.Or(what, "a part of ") + parent
	}
	return fmt.Sprintf("%sthe property %q of %s", cmp.Or(what, "the type of "), tokens[len(tokens)-1], parent)
}

func loginComment(l *Login) string {
	text := fmt.Sprintf("%s makes the client log in by itself: it calls [%s] when a token is first needed, again before the token expires, and again if the server refuses it. ",
		l.Option, link(l.Call.Operation))
	if l.Refresh != nil {
		text += fmt.Sprintf("The client renews a token with [%s], and logs in if that fails. ", link(l.Refresh.Operation))
	}
	if l.Challenge != nil {
		text += fmt.Sprintf("If the server may require a second factor, add [%s]. ", l.Challenge.Option)
	}
	text += "Concurrent calls share one login."
	if len(l.Ends) > 0 {
		var methods []string
		for _, op := range l.Ends {
			methods = append(methods, "["+link(op)+"]")
		}
		text += " After " + strings.Join(methods, " or ") + ", the client logs in again when it needs a token."
	}
	return text
}

func challengeComment(l *Login) string {
	return fmt.Sprintf("%s completes [%s] if the server requires a second factor: it calls [%s] with the current code of an authenticator app. "+
		"Secret is the app's secret in base32, from which the code is computed. A refused code is an error. See [core.WithClock] if the machine's clock is wrong.",
		l.Challenge.Option, l.Option, link(l.Challenge.Operation))
}

func (b *builder) newComment() []string {
	text := "New returns a client for the server at baseURL, an absolute URL. The paths of operations are appended to it."
	for _, s := range b.doc.T.Servers {
		if strings.HasPrefix(s.URL, "/") && s.URL != "/" {
			text += " The base URL is that of an installation, and ends in " + s.URL + "."
			break
		}
	}
	comment := []string{text + " New returns an error if options contradict each other."}
	if b.plan.CookieScheme != "" {
		comment = append(comment, "The client stores the session cookie, so one client is one session: create a client for each user. To keep a session after the program ends, use [core.WithHTTPClient] with a cookie jar that saves its cookies.")
	}
	return comment
}
