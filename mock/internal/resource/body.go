package resource

import (
	"maps"
	"strings"

	"github.com/hostclients/hostclients/mock/internal/answer"
	"github.com/hostclients/hostclients/mock/internal/model"
)

func position(template, name string) int { return strings.Index(template, "{"+name+"}") }

// body returns the response: what the overlay says, or the record or list in the place that the document has for it.
func (c *Call) body(r *model.Resource) any {
	op := c.Request.Op
	schema := answer.SuccessSchema(op)
	if schema == nil {
		return nil
	}
	example := answer.SuccessExample(op)
	var tree any
	switch {
	case r.Answer.Given():
		tree = r.Answer.Of(c.scope)
		if page, ok := c.scope.Vars["page"].(map[string]any); ok && op.Pages != nil {
			tree = c.paged(tree, page)
		}
	case r.Role == "list" && op.Pages != nil:
		tree = c.paged(map[string]any{}, c.scope.Vars["page"].(map[string]any))
	case r.Role == "list":
		tree = placed(example, op.Result, c.scope.Vars["items"])
	case r.Role == "delete", r.Role == "answer":
		tree = example
	default:
		tree = placed(example, op.Result, c.scope.Vars["record"])
	}
	return c.shaper().Shape(tree, schema, example)
}

// placed returns a body whose member holds a value, beside what an example has; without a member, the value is the body.
func placed(example any, member string, value any) any {
	if member == "" {
		return value
	}
	object, _ := example.(map[string]any)
	object = maps.Clone(object)
	if object == nil {
		object = map[string]any{}
	}
	object[member] = value
	return object
}

// paged puts the items of a page, and where the next one starts, to the places that x-pagination names.
func (c *Call) paged(tree any, page map[string]any) any {
	pages := c.Request.Op.Pages
	object, _ := tree.(map[string]any)
	object = put(object, pages.Items, page["items"])
	if pages.Next != "" {
		object = put(object, pages.Next, page["next"])
	}
	if pages.Last != "" {
		object = put(object, pages.Last, page["last"])
	}
	return object
}

// put returns an object with a value at a path of properties with dots between.
func put(object map[string]any, path string, value any) map[string]any {
	object = maps.Clone(object)
	if object == nil {
		object = map[string]any{}
	}
	name, rest, deeper := strings.Cut(path, ".")
	if deeper {
		inner, _ := object[name].(map[string]any)
		object[name] = put(inner, rest, value)
	} else {
		object[name] = value
	}
	return object
}

// fail returns the error of a kind, as the operation, or else the document, has it.
func (c *Call) fail(r *model.Resource, kind, code, message string) *Failure {
	failure := r.Errors[kind]
	if failure == nil && c.Request.Op.Resource != nil {
		failure = c.Request.Op.Resource.Errors[kind]
	}
	if failure == nil {
		failure = c.Request.Op.API.Resources.Errors[kind]
	}
	return c.failure(failure, kind, code, message)
}

func (c *Call) failure(failure *model.Failure, kind, code, message string) *Failure {
	if message == "" {
		message = defaultMessages[kind]
	}
	f := &Failure{Kind: kind, Code: code, Message: message, Status: model.Kinds[kind]}
	if failure == nil {
		return f
	}
	if f.Code == "" {
		f.Code = failure.Code
	}
	if failure.Status != 0 {
		f.Status = failure.Status
	}
	f.Known = true
	f.Body = failure.Body.Of(c.scope.With("code", f.Code).With("message", f.Message))
	return f
}

var defaultMessages = map[string]string{
	"unauthorized": "the credentials are missing or not valid",
	"forbidden":    "the credentials do not allow it",
	"notFound":     "there is no such record",
	"conflict":     "the state of the record does not allow it",
	"invalid":      "the request is not valid",
	"challenge":    "the login needs a second factor",
	"rateLimited":  "there were too many requests",
	"unavailable":  "the server is not available",
}

// Fail returns the error of a kind for a request that is not executed.
func (c *Call) Fail(kind, message string) *Failure {
	r := c.Request.Op.Resource
	if r == nil {
		r = &model.Resource{}
	}
	return c.fail(r, kind, "", message)
}
