package wire

import (
	"maps"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// callbacks reports callbacks that differ, because neither oasdiff nor the generated client knows them. The server sends the
// request of a callback, so the caller must compare it.
func (f *findings) callbacks(both *pair) {
	before, after := both.before.Op, both.after.Op
	names := maps.Clone(before.Callbacks)
	if names == nil {
		names = openapi3.Callbacks{}
	}
	maps.Copy(names, after.Callbacks)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		subject := "callback " + name
		switch old, now := before.Callbacks[name], after.Callbacks[name]; {
		case old == nil || old.Value == nil:
			f.add("callback-added", both, subject, before.Origin, after.Origin, "the callback %s is new", name)
		case now == nil || now.Value == nil:
			f.add("callback-removed", both, subject, before.Origin, after.Origin, "the callback %s was removed", name)
		case differ(old.Value, now.Value):
			f.add("callback-changed", both, subject, old.Value.Origin, now.Value.Origin, "the callback %s changed", name)
		}
	}
}

// differ reports whether two callbacks describe different calls.
func differ(before, after *openapi3.Callback) bool {
	found, err := Compare(callsOf(before), callsOf(after))
	return err != nil || len(found) > 0
}

// callsOf returns a document with the calls of a callback, and of the callbacks of these calls, each once, because a callback may lead to
// itself. The URLs are expressions. They are escaped, because they are not templates.
func callsOf(callback *openapi3.Callback) *openapi3.T {
	t := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{}, Paths: openapi3.NewPaths()}
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
