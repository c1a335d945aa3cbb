package wire

import (
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// sameness finds the operations that are equal in two documents, which need no comparison. It remembers the parts that it has
// compared, because operations share most of them.
type sameness struct {
	known map[pointers]bool
	// before and after contain the subtypes of the documents' discriminators.
	before, after family
	// inline is true if a schema equals a reference to an equal schema.
	inline bool
	// trail contains the parts that were compared for the current operation. If the operation differs, its equal parts are
	// forgotten. They may contain a recursive part that was assumed equal and differs.
	trail []pointers
}

type pointers struct {
	kind          reflect.Type
	before, after uintptr
}

// forReaders lists the fields that are only for human readers.
var forReaders = strings.Fields("Origin Description Summary Title Example Examples ExternalDocs")

// forPrograms returns the other fields of a struct.
var forPrograms = fieldsWhere(func(f reflect.StructField) bool { return !slices.Contains(forReaders, f.Name) })

// sameSchema reports whether two schemas are equal, apart from the fields for human readers.
func sameSchema(before, after *openapi3.Schema) bool {
	s := sameness{known: map[pointers]bool{}, inline: true}
	return s.same(reflect.ValueOf(before), reflect.ValueOf(after))
}

// operation reports whether an operation is equal in both documents, apart from the fields for human readers.
func (s *sameness) operation(before, after *spec.Operation) bool {
	if before.Path != after.Path || len(before.Item.Parameters) != len(after.Item.Parameters) {
		return false
	}
	s.trail = s.trail[:0]
	same := s.same(reflect.ValueOf(before.Item.Parameters), reflect.ValueOf(after.Item.Parameters)) &&
		s.same(reflect.ValueOf(before.Op), reflect.ValueOf(after.Op))
	if !same {
		for _, key := range s.trail {
			if s.known[key] {
				delete(s.known, key)
			}
		}
	}
	return same
}

func (s *sameness) same(a, b reflect.Value) bool {
	if a.Kind() != b.Kind() || a.IsValid() && a.Type() != b.Type() {
		return false
	}
	switch a.Kind() {
	case reflect.Pointer:
		return s.pointer(a, b)
	case reflect.Struct:
		for _, i := range forPrograms(a.Type()) {
			if !s.same(a.Field(i), b.Field(i)) {
				return false
			}
		}
		return true
	case reflect.Slice:
		if a.Len() != b.Len() {
			return false
		}
		if names, ok := a.Interface().([]string); ok { // the order of names never matters
			return slices.Equal(slices.Sorted(slices.Values(names)), slices.Sorted(slices.Values(b.Interface().([]string))))
		}
		for i := range a.Len() {
			if !s.same(a.Index(i), b.Index(i)) {
				return false
			}
		}
		return true
	case reflect.Map:
		if a.Len() != b.Len() {
			return false
		}
		for entries := a.MapRange(); entries.Next(); {
			other := b.MapIndex(entries.Key())
			if !other.IsValid() || !s.same(entries.Value(), other) {
				return false
			}
		}
		return true
	case reflect.Interface: // a value such as an example or a default
		return reflect.DeepEqual(a.Interface(), b.Interface())
	}
	return a.Equal(b)
}

func (s *sameness) pointer(a, b reflect.Value) bool {
	if a.IsNil() || b.IsNil() {
		return a.IsNil() && b.IsNil()
	}
	if a.Pointer() == b.Pointer() {
		return true
	}
	key := pointers{a.Type(), a.Pointer(), b.Pointer()}
	if same, ok := s.known[key]; ok {
		return same
	}
	s.known[key] = true // ends the recursion in parts that refer to themselves
	s.trail = append(s.trail, key)
	var same bool
	switch before := a.Interface().(type) {
	case *openapi3.SchemaRef:
		if s.inline {
			a, b = reflect.ValueOf(&before.Value), reflect.ValueOf(&b.Interface().(*openapi3.SchemaRef).Value)
		}
		same = s.same(a.Elem(), b.Elem())
	case *openapi3.Responses:
		after := b.Interface().(*openapi3.Responses)
		same = s.same(reflect.ValueOf(before.Map()), reflect.ValueOf(after.Map()))
	case *openapi3.Callback:
		after := b.Interface().(*openapi3.Callback)
		same = s.same(reflect.ValueOf(before.Map()), reflect.ValueOf(after.Map()))
	case *openapi3.Discriminator:
		after := b.Interface().(*openapi3.Discriminator)
		same = s.same(a.Elem(), b.Elem()) && s.same(reflect.ValueOf(s.before.subtypes(before)), reflect.ValueOf(s.after.subtypes(after)))
	default:
		same = s.same(a.Elem(), b.Elem())
	}
	if !same {
		s.known[key] = false
	}
	return same
}
