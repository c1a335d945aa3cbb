package runtime

import (
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/codec"
)

const (
	// The longest lists of these APIs are some 2 MiB, as is an invoice as a base64 PDF. Four times that is enough, and a
	// hundred such calls at a time still fit into a small machine.
	defaultMaxBodyBytes = 8 << 20
	// A failure's body is kept as long as the caller keeps the error: an HTML page is evidence, a download is not.
	maxFailureBytes = 1 << 20

	// A meaningful value takes at least 16 bytes on the wire, on average.
	bytesPerValue = 16
	// The result may take this many times the limit of the body.
	resultPerBody = 2
)

// checkBounds returns an error if a success has more structure than the limit of the body justifies. It stops early if nobody
// waits for the result any more.
func (call *call) checkBounds(data []byte) error { return call.bounds().Check(data, call.ctx.Err) }

// bounds limit how much structure the result may have.
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

// clamp returns n, limited to what an int holds on every machine.
func clamp(n int64) int { return int(min(n, 1<<30)) }

// mapFootprint is roughly the memory that a map with one member takes.
const mapFootprint = 320

var footprints sync.Map // reflect.Type to int64

// footprint returns the most memory that one object or list in the JSON of a type takes, not counting its own values.
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
