package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/spec"
)

// envelopes returns the error envelopes of the operation (x-error-envelope).
func (op *operation) envelopes() []spec.Envelope {
	return convert[[]spec.Envelope](op.extension("x-error-envelope"), "x-error-envelope of "+op.id)
}

// rejection returns the first envelope that finds an error in a recorded success response, and the value that it found. It
// returns nil if no envelope finds an error.
func (x *Exchange) rejection() (*spec.Envelope, any) {
	if x.Status < 200 || x.Status >= 300 {
		return nil, nil
	}
	tree, err := x.tree()
	if err != nil {
		return nil, nil
	}
	for _, v := range x.op.envelopes() {
		if found, isError := v.Finds(tree); isError {
			return &v, found
		}
	}
	return nil, nil
}

// alternative returns the part of the response schema that applies to the exchange: the success, or the error that is sent with
// a success status.
func (x *Exchange) alternative(ref *openapi3.SchemaRef) *openapi3.Schema {
	found, _ := x.rejection()
	var success []*openapi3.SchemaRef
	if ref.Ref == "" {
		for _, part := range ref.Value.AnyOf {
			switch {
			case found != nil && found.Describes(part):
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

func (op *operation) isRejection(part *openapi3.SchemaRef) bool {
	return slices.ContainsFunc(op.envelopes(), func(v spec.Envelope) bool { return v.Describes(part) })
}

// rejections returns the schema names of the errors that the operation sends with a success status.
func (op *operation) rejections() []string {
	var names []string
	for status, response := range op.Op.Responses.Map() {
		media := response.Value.Content[spec.JSONMedia(response.Value.Content)]
		if !isSuccess(status) || media == nil || media.Schema == nil {
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

// checkRejection checks the client's error for an error that was sent with a success status.
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
	messages := texts(found)
	meant := sentinels[v.Means]
	for _, text := range append(messages, x.explained("code")) {
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
		for _, text := range messages {
			if !strings.Contains(e.Message, text) {
				errs = append(errs, fmt.Errorf("the error's message: want it to contain %q, got %q", text, e.Message))
			}
		}
	}
	return errors.Join(errs...)
}

// texts returns the strings and numbers in a JSON tree, in order; objects are sorted by name.
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
