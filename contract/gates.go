package contract

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/internal/spec"
)

// checkRequest is gate 1: the recorded request is valid against the document, security included.
func (x *Exchange) checkRequest(ctx context.Context) error {
	input, err := x.validation(ctx)
	if err != nil {
		return err
	}
	security := x.op.Op.Security
	if security == nil {
		security = &x.op.doc.Security
	}
	errs := []error{openapi3filter.ValidateSecurityRequirements(ctx, input, *security), x.checkParams()}
	for name := range x.url.Query() {
		if x.op.Parameters().GetByInAndName("query", name) == nil && !spec.IsQueryCredential(x.op.doc, name) && !x.op.isPartOfObject(name) {
			errs = append(errs, fmt.Errorf("the query parameter %s is not declared", name))
		}
	}
	media, schema := x.op.bodySchema(x.header)
	if schema != nil && x.body == "" && x.op.Op.RequestBody.Value.Required && !spec.IsForm(media) {
		return errors.Join(append(errs, errors.New("the body is missing"))...)
	}
	if schema != nil && (x.body != "" || x.op.Op.RequestBody.Value.Required) {
		if sent, _, _ := mime.ParseMediaType(x.header.Get("Content-Type")); sent != media {
			errs = append(errs, fmt.Errorf("the content type: want %s, got %q", media, sent))
		}
	}
	tree, err := x.op.bodyTree(x.header, x.body)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	if schema != nil && (tree != nil || x.op.Op.RequestBody.Value.Required) {
		errs = append(errs, schema.VisitJSON(tree, openapi3.VisitAsRequest(), openapi3.MultiErrors()))
		errs = append(errs, undeclared(schema, tree)...)
	}
	return errors.Join(errs...)
}

// checkParams validates the parameters. It replaces the check of kin-openapi, which rejects schemas with "not".
func (x *Exchange) checkParams() error {
	var errs []error
	for _, ref := range x.op.Parameters() {
		value, sent := x.param(ref.Value)
		switch {
		case sent:
			if n := len(x.url.Query()[ref.Value.Name]); ref.Value.In == "query" && n > 1 && !repeats(ref.Value) {
				errs = append(errs, fmt.Errorf("parameter %s: want one value, got %d", ref.Value.Name, n))
			}
			if err := parameterSchema(ref.Value).VisitJSON(value, openapi3.MultiErrors()); err != nil {
				errs = append(errs, fmt.Errorf("parameter %s: %w", ref.Value.Name, err))
			}
		case ref.Value.Required:
			errs = append(errs, fmt.Errorf("parameter %s is missing", ref.Value.Name))
		}
	}
	return errors.Join(errs...)
}

// repeats reports whether a query parameter may occur several times, once for each item of a list.
func repeats(p *openapi3.Parameter) bool {
	kind := spec.SchemaOf(p.Schema).Type
	return kind == nil || kind.Is("array") && (p.Explode == nil || *p.Explode)
}

// checkResponse is gate 2: the recorded response is valid, and has no field that the document does not declare.
func (x *Exchange) checkResponse(ctx context.Context) error {
	input, err := x.validation(ctx)
	if err != nil {
		return err
	}
	if x.isFile() {
		return x.checkMedia() // any bytes are valid
	}
	schema := x.responseSchema()
	body, noisy := x.json()
	header := x.ResponseHeader
	if noisy && schema != nil { // PHP sends its own content type with the first message
		header = header.Clone()
		header.Set("Content-Type", spec.JSONMedia(x.declared()))
	}
	silent := x.ResponseBody == "" && schema != nil && spec.IsUndocumented(schema)
	err = openapi3filter.ValidateResponse(ctx, &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input,
		Status:                 x.Status,
		Header:                 header,
		Body:                   io.NopCloser(strings.NewReader(body)),
		Options:                &openapi3filter.Options{IncludeResponseStatus: true, MultiError: true, ExcludeResponseBody: silent},
	})
	if schema == nil && err == nil && strings.TrimSpace(x.ResponseBody) != "" {
		return errors.New("the response has a body, but the document declares none")
	}
	if schema == nil || silent {
		return err
	}
	tree, broken := x.tree()
	if broken != nil {
		return errors.Join(err, broken)
	}
	// The validation above accepts any alternative of the response, and does not report why none fits. This check uses the
	// alternative that applies.
	errs := append(undeclared(schema, tree), schema.VisitJSON(tree, openapi3.VisitAsResponse(), openapi3.MultiErrors()))
	if found := errors.Join(errs...); found != nil {
		return found
	}
	return err
}

// checkSent is gate 3: the typed method sends the recorded request.
func (x *Exchange) checkSent() error {
	if len(x.sent) != 1 {
		return fmt.Errorf("want one request, got %d", len(x.sent))
	}
	sent := x.sent[0]
	var errs []error
	compare := func(what, want, got string) {
		if want != got {
			errs = append(errs, fmt.Errorf("%s: recorded %q, sent %q", what, want, got))
		}
	}
	compare("method", x.op.Method, sent.method)
	compare("path", x.url.EscapedPath(), sent.url.EscapedPath())
	if want, got := x.url.Query(), sent.url.Query(); !reflect.DeepEqual(want, got) {
		compare("query", want.Encode(), got.Encode())
	}
	if _, schema := x.op.bodySchema(x.header); schema != nil {
		wantMedia, _, _ := mime.ParseMediaType(x.header.Get("Content-Type"))
		gotMedia, _, _ := mime.ParseMediaType(sent.header.Get("Content-Type"))
		compare("content type", wantMedia, gotMedia)
	}
	if media, _ := x.op.bodySchema(x.header); spec.IsMultipart(media) {
		compare("parts of the form", heads(x.header, x.body), heads(sent.header, sent.body))
	}
	for _, name := range x.op.headersThatMatter() {
		compare("header "+name, x.header.Get(name), sent.header.Get(name))
	}
	want, err := x.op.bodyTree(x.header, x.body)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	got, err := x.op.bodyTree(sent.header, sent.body)
	if err != nil {
		return errors.Join(append(errs, err)...)
	}
	return errors.Join(append(errs, each("body: %s", difference("", want, got, false))...)...)
}

// checkResult is gate 4: the typed result, encoded again, equals the recorded body.
func (x *Exchange) checkResult(result any, callErr error) error {
	if callErr != nil || x.failed() {
		return nil //nolint:nilerr // there is no result to compare; gate 5 checks the error
	}
	if x.isFile() {
		got, err := content(result)
		if err == nil && got != x.ResponseBody {
			err = errors.New("the result differs from the recorded body")
		}
		return err
	}
	if x.responseSchema() == nil || x.ResponseBody == "" {
		return nil
	}
	want, err := x.tree()
	if err != nil {
		return err
	}
	if name, ok := x.op.extension("x-result").(string); ok {
		object, isObject := want.(map[string]any)
		if !isObject {
			return fmt.Errorf("the recorded body: want an object with %s, got %s", name, kind(want))
		}
		want = object[name]
	}
	return sameAs(want, result)
}

// checkFailure is gate 5: if a failure was recorded, the method returns an error that keeps it; otherwise, it returns no error.
func (x *Exchange) checkFailure(err error) error {
	if !x.failed() {
		if err != nil {
			return fmt.Errorf("the recorded success was returned as an error: %w", err)
		}
		return nil
	}
	if err == nil {
		return errors.New("the recorded failure was returned as a success")
	}
	var e *core.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("the recorded failure: want a *core.Error, got a %T", err)
	}
	var errs []error
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	expect(e.Operation == x.op.id, "the error's operation: want %q, got %q", x.op.id, e.Operation)
	expect(e.StatusCode == x.Status, "the error's status: want %d, got %d", x.Status, e.StatusCode)
	expect(string(e.Body) == x.ResponseBody, "the error's body: want the recorded body")
	expect(e.Attempts == 1, "the error's attempts: want 1, got %d", e.Attempts)
	if kind := sentinel(x.Status); kind != nil {
		expect(errors.Is(err, kind), "errors.Is: want %w", kind)
	} else {
		errs = append(errs, x.checkRejection(e))
	}
	found, _ := x.rejection()
	if message := x.explained("message"); message != "" && (found == nil || found.Message == "") {
		expect(e.Message == message, "the error's message: want %q, got %q", message, e.Message)
	}
	if schema := x.responseSchema(); schema != nil && !spec.IsUndocumented(schema) && (found == nil || found.Schema != "") {
		expect(e.Detail != nil, "the error's detail: want the body as the document declares it, got none")
		if want, err := x.tree(); err == nil && e.Detail != nil {
			errs = append(errs, sameAs(want, e.Detail))
		}
	}
	return errors.Join(errs...)
}

// sameAs returns an error if the JSON encoding of v differs from want.
func sameAs(want, v any) error {
	data, err := runtime.Encode(v)
	if err != nil {
		return err
	}
	got, err := spec.ParseJSON(data)
	if err != nil {
		return err
	}
	return errors.Join(each("%s", difference("", want, got, true))...)
}

// undeclared reports the members of a JSON tree that its schema does not declare. JSON Schema allows them, but a client would
// lose them.
func undeclared(schema *openapi3.Schema, tree any) []error {
	return each("%s is not declared", spec.Undeclared("", schema, tree))
}

// each returns a formatted error for each text.
func each(format string, texts []string) []error {
	var errs []error
	for _, text := range texts {
		errs = append(errs, fmt.Errorf(format, text))
	}
	return errs
}

// validation returns the recorded request as kin-openapi's input for a validation.
func (x *Exchange) validation(ctx context.Context) (*openapi3filter.RequestValidationInput, error) {
	r, err := x.request(ctx)
	if err != nil {
		return nil, err
	}
	return &openapi3filter.RequestValidationInput{
		Request:    r,
		PathParams: x.args,
		Route:      &routers.Route{Spec: x.op.doc, Path: x.op.Path, PathItem: x.op.Item, Method: x.op.Method, Operation: x.op.Op},
		Options: &openapi3filter.Options{
			AuthenticationFunc: authenticated, MultiError: true,
		},
	}, nil
}

// authenticated returns an error if the recorded request lacks the credential of a security scheme.
func authenticated(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	r, scheme := in.RequestValidationInput.Request, in.SecurityScheme
	ok := false
	switch scheme.In {
	case "": // http, or a token of oauth2 or openIdConnect
		kind, value, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		ok = strings.EqualFold(kind, cmp.Or(scheme.Scheme, "bearer")) && value != ""
	case "header":
		ok = r.Header.Get(scheme.Name) != ""
	case "query":
		ok = r.URL.Query().Get(scheme.Name) != ""
	case "cookie":
		// The name of a session cookie differs between installations.
		ok = len(r.Cookies()) > 0
	}
	if !ok {
		return fmt.Errorf("the request lacks the credential %s", in.SecuritySchemeName)
	}
	return nil
}

// failed reports whether the exchange is a failure: an error status, or an error that was sent with a success status.
func (x *Exchange) failed() bool {
	if x.Status < 200 || x.Status >= 300 {
		return true
	}
	found, _ := x.rejection()
	return found != nil
}

// explained returns the text in the recorded failure at the path that x-error-body has for key, which is "message" or "code". It
// returns "" if x-error-body has no such path.
func (x *Exchange) explained(key string) string {
	paths, _ := x.op.extension("x-error-body").(map[string]any)
	path, ok := paths[key].(string)
	tree, err := x.tree()
	if !ok || err != nil {
		return ""
	}
	for _, name := range strings.Split(path, ".") {
		object, _ := tree.(map[string]any)
		tree = object[name]
	}
	separator := map[string]string{"message": "; ", "code": ","}[key]
	return strings.Join(texts(tree), separator)
}

// declared returns the content that the document declares for the recorded response, or nil if it declares no body.
func (x *Exchange) declared() openapi3.Content {
	_, response := spec.Declared(x.op.Op, x.Status)
	return contentOf(response)
}

func contentOf(response *openapi3.ResponseRef) openapi3.Content {
	if response == nil || response.Value == nil {
		return nil
	}
	return response.Value.Content
}

// jsonOf returns the JSON media type of a response's content, or nil if it has none.
func jsonOf(content openapi3.Content) *openapi3.MediaType {
	if media := content[spec.JSONMedia(content)]; !spec.IsFile(media) {
		return media
	}
	return nil
}

// responseSchema returns the declared schema of the recorded response, or nil if the document declares no JSON body.
func (x *Exchange) responseSchema() *openapi3.Schema {
	declared := x.declared()
	switch media := declared[spec.JSONMedia(declared)]; {
	case media == nil:
		return nil
	case media.Schema == nil || media.Schema.Value == nil:
		return spec.SchemaOf(nil)
	default:
		return x.alternative(media.Schema)
	}
}

// isFile reports whether the recorded response is text or a file, as the document declares.
func (x *Exchange) isFile() bool {
	declared := x.declared()
	if len(declared) == 0 {
		return false
	}
	media := spec.JSONMedia(declared)
	if media == "" || spec.IsFile(declared[media]) {
		return true
	}
	recorded, _, _ := mime.ParseMediaType(x.ResponseHeader.Get("Content-Type"))
	return declared["application/octet-stream"] != nil && recorded != "application/json"
}

// checkMedia checks that the document declares the content type of a recorded file.
func (x *Exchange) checkMedia() error {
	recorded, _, _ := mime.ParseMediaType(x.ResponseHeader.Get("Content-Type"))
	declared := x.declared()
	if contentFor(declared, recorded) == nil && declared["application/octet-stream"] == nil && x.ResponseBody != "" {
		return fmt.Errorf("the content type of the response: want %s, got %q", strings.Join(slices.Sorted(maps.Keys(declared)), " or "), recorded)
	}
	return nil
}

// headersThatMatter returns the request headers that gate 3 compares: credentials, cookies and the headers that the document
// declares.
func (op *operation) headersThatMatter() []string {
	names := []string{"Authorization", "Cookie"}
	for _, param := range op.Parameters() {
		if param.Value.In == "header" {
			names = append(names, param.Value.Name)
		}
	}
	for _, ref := range spec.SecuritySchemes(op.doc) {
		if ref.Value.In == "header" {
			names = append(names, ref.Value.Name)
		}
	}
	return names
}

// statuses maps a status to the sentinel error that it matches.
var statuses = map[int]error{
	http.StatusUnauthorized: core.ErrUnauthorized, http.StatusForbidden: core.ErrForbidden, http.StatusNotFound: core.ErrNotFound,
	http.StatusGone: core.ErrNotFound, http.StatusConflict: core.ErrConflict, http.StatusTooManyRequests: core.ErrRateLimited,
	http.StatusRequestTimeout: core.ErrUnavailable,
}

// sentinel returns the sentinel error that a status matches, or nil for a success status.
func sentinel(status int) error {
	return cmp.Or(statuses[status], map[int]error{4: core.ErrInvalid, 5: core.ErrUnavailable}[status/100])
}
