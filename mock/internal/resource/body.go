package resource

import (
	"cmp"
	"maps"
	"strings"

	"github.com/hostclients/hostclients/internal/spec/specimen"
	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/model"
)

// body returns the body of the response: the body in the overlay if there is one, otherwise the record or list inside the envelope
// that the document declares.
func (c *Call) body(r *model.Resource) any {
	op := c.Request.Op
	success := op.Success()
	if success.Schema == nil {
		return nil
	}
	example := success.Example
	var tree any
	switch {
	case r.Answer != nil:
		tree = r.Answer.Of(c.scope)
		if page, ok := c.root("page").(map[string]any); ok && op.Pages != nil {
			tree = c.paged(tree, page)
		}
	case r.Role == "list" && op.Pages != nil:
		tree = c.paged(map[string]any{}, c.root("page").(map[string]any))
	case r.Role == "list":
		tree = placed(example, op.Result, c.root("items"))
	case r.Role == "delete", r.Role == "answer":
		tree = example
	default:
		tree = placed(example, op.Result, c.root("record"))
	}
	missing := specimen.Generator{Seed: c.Seed + op.ID, Skip: op.IsRejection}
	return answer.Shaper{Generator: missing}.Shape(tree, success.Schema, example)
}

// placed returns a copy of a body with a value at a dot-separated path. If the path is empty, the value is the whole body.
func placed(body any, path string, value any) any {
	if path == "" {
		return value
	}
	name, rest, _ := strings.Cut(path, ".")
	object := map[string]any{}
	if old, ok := body.(map[string]any); ok {
		object = maps.Clone(old)
	}
	object[name] = placed(object[name], rest, value)
	return object
}

// paged sets the items of a page, and the start of the next page, at the paths that x-pagination names.
func (c *Call) paged(tree any, page map[string]any) any {
	pages := c.Request.Op.Pages
	for _, at := range []struct{ path, name string }{{pages.Items, "items"}, {pages.Next, "next"}, {pages.Last, "last"}} {
		if at.path != "" {
			tree = placed(tree, at.path, page[at.name])
		}
	}
	return tree
}

// fail returns the API's error of a kind, as declared by the resource, the operation or the document, in this order.
func (c *Call) fail(r *model.Resource, kind, code, message string) *Failure {
	usual := model.Kinds[kind]
	failure := cmp.Or(r.Errors[kind], c.resource().Errors[kind], c.Request.Op.API.Resources.Errors[kind])
	f := &Failure{Kind: kind, Message: cmp.Or(message, usual.Message), Status: usual.Status}
	if failure != nil {
		f.Known, f.Status = true, cmp.Or(failure.Status, usual.Status)
		f.Body = failure.Body.Of(c.scope.With("code", cmp.Or(code, failure.Code)).With("message", f.Message))
	}
	return f
}

// Fail returns the error of a kind for a request that is not executed.
func (c *Call) Fail(kind, message string) *Failure { return c.fail(c.resource(), kind, "", message) }

// resource returns the operation's x-resource, or an empty one.
func (c *Call) resource() *model.Resource { return cmp.Or(c.Request.Op.Resource, &model.Resource{}) }
