package runtime

import (
	"reflect"
	"sync"

	"github.com/hostclients/hostclients/core/internal/codec"
)

const (
	// The longest lists of these APIs take about 2 MiB, as does an invoice as a base64 PDF. Four times that size is enough, and a
	// hundred such responses still fit into the memory of a small machine.
	defaultMaxBodyBytes = 8 << 20
	// A failure's body stays in memory as long as its error. This is enough for an HTML page, which is useful evidence.
	maxFailureBytes = 1 << 20

	// A value takes at least 16 bytes of JSON on average.
	bytesPerValue = 16
	// The decoded result may take this many times the size limit of the body.
	resultPerBody = 2
)

// checkBounds returns an error if the JSON of a success is nested too deeply, or contains more values, lists and objects than
// the size limit of the body justifies. It stops early if the call's context ends.
func (call *call) checkBounds(data []byte) error { return call.bounds().Check(data, call.ctx.Err) }

// bounds returns the limits for the JSON of the result.
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

// clamp returns n, limited to a number that fits into an int on every platform.
func clamp(n int64) int { return int(min(n, 1<<30)) }

// mapFootprint is roughly the memory of a map with one member, in bytes.
const mapFootprint = 320

var footprints sync.Map // reflect.Type to int64

// footprint returns the maximum memory in bytes of a single object or list, without the values inside it, when JSON is decoded into
// the type.
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
			most = max(most, mapFootprint+int64(t.Elem().Size())) //nolint:gosec // no type is that large
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
