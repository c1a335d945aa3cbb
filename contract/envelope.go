package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/spec"
)

// envelope is x-error-envelope: how the server reports an error inside a success.
type envelope struct {
	Field    string            `json:"field"`
	Falsy    bool              `json:"falsy"`
	Schema   string            `json:"schema"`
	Message  string            `json:"message"`
	Means    string            `json:"means"`
	Meanings map[string]string `json:"meanings"`
}

// envelopes returns those of the operation.
func (op *operation) envelopes() []envelope {
	return convert[[]envelope](op.extension("x-error-envelope"), "x-error-envelope of "+op.id)
}

// rejection returns the first envelope that finds an error inside the recorded success, and the error; nil if there is none.
func (x *Exchange) rejection() (*envelope, any) {
	if x.Status < 200 || x.Status >= 300 {
		return nil, nil
	}
	tree, err := x.tree()
	object, isObject := tree.(map[string]any)
	if err != nil || !isObject {
		return nil, nil
	}
	for _, v := range x.op.envelopes() {
		found, ok := object[v.Field]
		if ok && (v.Falsy && (emptyInPHP(found) || saysNo.MatchString(fmt.Sprint(found))) || !v.Falsy && !emptyInPHP(found)) {
			return &v, found
		}
	}
	return nil, nil
}

// saysNo is how a text says no, which PHP takes for true.
var saysNo = regexp.MustCompile(`(?i)^(false|no|off)$`)

func emptyInPHP(v any) bool {
	switch v := v.(type) {
	case map[string]any:
		return len(v) == 0
	case json.Number:
		number, err := v.Float64()
		return err == nil && number == 0
	}
	return isZero(v) || v == "0"
}

// alternative returns the part of a response's schema that counts for the exchange: that of the success, or that of the error
// inside it.
func (x *Exchange) alternative(ref *openapi3.SchemaRef) *openapi3.Schema {
	found, _ := x.rejection()
	var success []*openapi3.SchemaRef
	if ref.Ref == "" {
		for _, part := range ref.Value.AnyOf {
			switch {
			case found != nil && part.Ref == found.ref():
				return part.Value
			case !x.op.isRejection(part):
				success = append(success, part)
			}
		}
	}
	switch {
	case found != nil || len(success) == 0:
		return ref.Value
	case len(success) == 1:
		return success[0].Value
	}
	own := *ref.Value
	own.AnyOf = success
	return &own
}

func (v envelope) ref() string { return "#/components/schemas/" + v.Schema }

func (op *operation) isRejection(part *openapi3.SchemaRef) bool {
	return slices.ContainsFunc(op.envelopes(), func(v envelope) bool { return part.Ref == v.ref() })
}

// rejections returns the names of the schemas that the document has for errors inside the operation's success.
func (op *operation) rejections() []string {
	var names []string
	for status, response := range op.spec.Responses.Map() {
		media := response.Value.Content[spec.JSONMedia(response.Value.Content)]
		if !strings.HasPrefix(status, "2") || media == nil || media.Schema == nil {
			continue
		}
		for _, part := range media.Schema.Value.AnyOf {
			if op.isRejection(part) {
				names = append(names, strings.TrimPrefix(part.Ref, "#/components/schemas/"))
			}
		}
	}
	return names
}

var sentinels = map[string]error{
	"unauthorized": core.ErrUnauthorized,
	"forbidden":    core.ErrForbidden,
	"notFound":     core.ErrNotFound,
	"conflict":     core.ErrConflict,
	"invalid":      core.ErrInvalid,
	"rateLimited":  core.ErrRateLimited,
	"unavailable":  core.ErrUnavailable,
}

// checkRejection reports what the error lacks that an error inside a success caused.
func (x *Exchange) checkRejection(e *core.Error) error {
	v, found := x.rejection()
	if v == nil {
		return nil
	}
	var errs []error
	expect := func(kind error) {
		if kind != nil && !errors.Is(e, kind) {
			errs = append(errs, errors.New("errors.Is: want "+kind.Error()))
		}
	}
	expect(core.ErrRejected)
	said := texts(found)
	meant := sentinels[v.Means]
	for _, text := range append(said, x.explained("code")) {
		if kind := sentinels[v.Meanings[text]]; kind != nil {
			meant = kind
			break
		}
	}
	expect(meant)
	switch {
	case v.Message != "":
		if e.Message != v.Message {
			errs = append(errs, fmt.Errorf("the error's message: want %q, got %q", v.Message, e.Message))
		}
	case x.explained("message") == "":
		for _, text := range said {
			if !strings.Contains(e.Message, text) {
				errs = append(errs, fmt.Errorf("the error's message: want it to contain %q, got %q", text, e.Message))
			}
		}
	}
	return errors.Join(errs...)
}

// texts returns the strings and numbers in a JSON tree, in order; those of an object by name.
func texts(tree any) []string {
	var all []string
	switch tree := tree.(type) {
	case string:
		all = append(all, tree)
	case json.Number:
		all = append(all, tree.String())
	case []any:
		for _, item := range tree {
			all = append(all, texts(item)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(tree)) {
			all = append(all, texts(tree[name])...)
		}
	}
	return all
}
