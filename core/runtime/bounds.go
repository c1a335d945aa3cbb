package runtime

import (
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/codec"
)

const (
	// The longest lists of these APIs have about 2 MiB, and so has an invoice as a base64 PDF. The limit is four times that. A
	// hundred responses of that size still fit into the memory of a small machine.
	defaultMaxBodyBytes = 8 << 20
	// The body of an error response stays in memory as long as the error. The limit leaves room for an HTML error page.
	maxFailureBytes = 1 << 20

	// A JSON value takes at least 16 bytes in a response, on average.
	bytesPerValue = 16
	// The result may use this many times the body limit in memory.
	resultPerBody = 2
)

// checkBounds returns an error if a successful response has more values, or deeper nesting, than the body limit justifies. It
// stops early if the context ends.
func (call *call) checkBounds(data []byte) error { return call.bounds().Check(data, call.ctx.Err) }

// bounds returns the limits on nesting, values, objects and lists in the result, derived from the body limit.
func (call *call) bounds() codec.Bounds {
	limit := max(call.client.settings.MaxBodyBytes, maxFailureBytes)
	containers := limit / mapFootprint
	if call.result != nil {
		containers = limit / footprint(reflect.TypeOf(call.result))
	}
	return codec.Bounds{
		Depth: codec.MaxDepth, Values: clamp(limit / bytesPerValue), Containers: clamp(containers * resultPerBody),
	}
}

// clamp limits n to what an int can hold on every machine.
func clamp(n int64) int { return int(min(n, 1<<30)) }

// mapFootprint is roughly the memory that a map with one member uses.
const mapFootprint = 320

var footprints sync.Map // reflect.Type to int64

// footprint returns the largest amount of memory that a single object or list in the JSON of a type uses, without its values.
func footprint(t reflect.Type) int64 {
	if known, ok := footprints.Load(t); ok {
		return known.(int64)
	}
	most := int64(64)
	seen := map[reflect.Type]bool{}
	var visit func(reflect.Type)
	visit = func(t reflect.Type) {
		if seen[t] {
			return
		}
		seen[t] = true
		most = max(most, int64(t.Size())) //nolint:gosec // no type is that large
		switch t.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			visit(t.Elem())
		case reflect.Map:
			most = max(most, mapFootprint+int64(t.Elem().Size())) //nolint:gosec // the same
			visit(t.Elem())
		case reflect.Interface:
			most = max(most, mapFootprint)
		case reflect.Struct:
			for i := range t.NumField() {
				visit(t.Field(i).Type)
			}
		}
	}
	visit(t)
	footprints.Store(t, most)
	return most
}
