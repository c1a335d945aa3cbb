package wire

import (
	"maps"
	"net/url"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// callbacks reports callbacks that differ, because neither oasdiff nor the generated client knows them. A callback is a request of the
// server, so the caller must compare it.
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

// callsOf returns a document with the calls of a callback. Their URLs are expressions, which are escaped, because they are no templates.
func callsOf(callback *openapi3.Callback) *openapi3.T {
	t := &openapi3.T{OpenAPI: "3.0.3", Info: &openapi3.Info{}, Paths: openapi3.NewPaths()}
	for expression, item := range callback.Map() {
		t.Paths.Set("/"+url.PathEscape(expression), item)
	}
	return t
}
