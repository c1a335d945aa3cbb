package wire

import (
	"maps"
	"net/url"
	"reflect"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// callbacks reports callbacks that differ, because neither oasdiff nor the generated client knows them. The server sends the
// request of a callback, so the caller must compare it.
func (f *findings) callbacks(both *pair) {
	before, after := both.before.Op, both.after.Op
	old := calls{Callbacks: before.Callbacks, origin: before.Origin}
	f.calls("callback", "callback", both, old, calls{Callbacks: after.Callbacks, origin: after.Origin})
}

// webhooks reports webhooks that differ, for the same reason.
func (f *findings) webhooks(before, after *openapi3.T) {
	f.calls("webhook", "webhook-call", nil, webhooksOf(before), webhooksOf(after))
}

// calls are calls of the server, by name.
type calls struct {
	openapi3.Callbacks

	origin *openapi3.Origin // of the element that contains them
	family family           // the schemas of the document; empty for callbacks, whose subtypes are alternatives by now
}

func webhooksOf(t *openapi3.T) calls {
	all := calls{Callbacks: openapi3.Callbacks{}, origin: t.Origin, family: familyOf(t)}
	for name, item := range t.Webhooks {
		if item != nil {
			callback := openapi3.NewCallback(openapi3.WithCallback(name, item))
			callback.Origin = item.Origin
			all.Callbacks[name] = &openapi3.CallbackRef{Value: callback}
		}
	}
	return all
}

// calls compares calls of the server. The names of the rules begin with rule. The pair is nil if the calls belong to no operation.
func (f *findings) calls(kind, rule string, both *pair, before, after calls) {
	names := slices.AppendSeq(slices.Collect(maps.Keys(before.Callbacks)), maps.Keys(after.Callbacks))
	slices.Sort(names)
	equal := sameness{known: map[pointers]bool{}, before: before.family, after: after.family}
	for _, name := range slices.Compact(names) {
		subject := kind + " " + name
		switch old, now := before.Callbacks[name], after.Callbacks[name]; {
		case old == nil || old.Value == nil:
			f.add(rule+"-added", both, subject, before.origin, after.origin, "the %s %s is new", kind, name)
		case now == nil || now.Value == nil:
			f.add(rule+"-removed", both, subject, before.origin, after.origin, "the %s %s was removed", kind, name)
		case equal.same(reflect.ValueOf(old.Value), reflect.ValueOf(now.Value)):
		case differ(callsOf(old.Value, before.family.schemas), callsOf(now.Value, after.family.schemas)):
			f.add(rule+"-changed", both, subject, old.Value.Origin, now.Value.Origin, "the %s %s changed", kind, name)
			fallthrough
		default:
			clear(equal.known) // it may contain a recursive part that was assumed equal and differs
		}
	}
}

// differ reports whether two documents with calls of the server describe different calls.
func differ(before, after *openapi3.T) bool {
	found, err := Compare(before, after)
	return err != nil || len(found) > 0
}

// callsOf returns a document with the calls of a callback, and of the callbacks of these calls, each once, because a callback may lead to
// itself. The URLs are expressions. They are escaped, because they are not templates.
func callsOf(callback *openapi3.Callback, schemas openapi3.Schemas) *openapi3.T {
	t := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{}, Paths: openapi3.NewPaths(), Components: &openapi3.Components{Schemas: schemas}}
	seen := map[*openapi3.Callback]bool{}
	var add func(at string, callback *openapi3.Callback)
	add = func(at string, callback *openapi3.Callback) {
		if callback == nil || seen[callback] {
			return
		}
		seen[callback] = true
		for _, expression := range slices.Sorted(maps.Keys(callback.Map())) {
			path, calls := at+"/"+url.PathEscape(expression), *callback.Value(expression)
			t.Paths.Set(path, &calls)
			operations := calls.Operations()
			for _, method := range slices.Sorted(maps.Keys(operations)) {
				op := *operations[method]
				for _, name := range slices.Sorted(maps.Keys(op.Callbacks)) {
					add(path+"/"+url.PathEscape(name), op.Callbacks[name].Value)
				}
				op.Callbacks = nil
				calls.SetOperation(method, &op)
			}
		}
	}
	add("", callback)
	return t
}
