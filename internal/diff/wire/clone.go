package wire

import (
	"reflect"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// clone returns a copy of a document that may be modified, and copies of the subtypes of its discriminators. Two references to one element
// refer to one element in the copy. Origins, and values such as examples, are never modified, so the copy shares them with the document.
func clone(t *openapi3.T, from family) (*openapi3.T, subtypes) {
	c := cloner{from: from, copies: map[any]reflect.Value{}, subtypes: subtypes{}}
	return c.copy(reflect.ValueOf(t)).Interface().(*openapi3.T), c.subtypes
}

type cloner struct {
	from     family
	copies   map[any]reflect.Value // by pointer
	subtypes subtypes
}

// modifiable returns the fields of a struct that refer to what may be modified.
var modifiable = fieldsWhere(func(f reflect.StructField) bool {
	switch f.Type.Kind() {
	case reflect.Pointer, reflect.Struct, reflect.Slice, reflect.Map:
		return f.Type != reflect.TypeFor[*openapi3.Origin]()
	}
	return false
})

// fieldsWhere returns a function that returns the indices of a struct's exported fields that fit. It remembers the result, because
// reflection is slow, and documents have many structs of few types.
func fieldsWhere(fits func(reflect.StructField) bool) func(reflect.Type) []int {
	var known sync.Map
	return func(t reflect.Type) []int {
		if indices, ok := known.Load(t); ok {
			return indices.([]int)
		}
		var indices []int
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() && fits(f) {
				indices = append(indices, i)
			}
		}
		known.Store(t, indices)
		return indices
	}
}

func (c cloner) copy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer:
		return c.pointer(v)
	case reflect.Struct:
		to := reflect.New(v.Type()).Elem()
		to.Set(v) // copies unexported fields as well
		for _, i := range modifiable(v.Type()) {
			to.Field(i).Set(c.copy(v.Field(i)))
		}
		return to
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		to := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			to.Index(i).Set(c.copy(v.Index(i)))
		}
		return to
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		to := reflect.MakeMapWithSize(v.Type(), v.Len())
		for entries := v.MapRange(); entries.Next(); {
			to.SetMapIndex(entries.Key(), c.copy(entries.Value()))
		}
		return to
	}
	return v
}

func (c cloner) pointer(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return v
	}
	if done, ok := c.copies[v.Interface()]; ok {
		return done
	}
	switch from := v.Interface().(type) {
	case *openapi3.Paths:
		return cloneMap(c, from, openapi3.NewPathsWithCapacity(from.Len()), from.Map())
	case *openapi3.Responses:
		return cloneMap(c, from, openapi3.NewResponsesWithCapacity(from.Len()), from.Map())
	case *openapi3.Callback:
		return cloneMap(c, from, openapi3.NewCallbackWithCapacity(from.Len()), from.Map())
	}
	to := reflect.New(v.Type().Elem())
	c.copies[v.Interface()] = to
	to.Elem().Set(c.copy(v.Elem()))
	if d, ok := v.Interface().(*openapi3.Discriminator); ok {
		c.subtypes[to.Interface().(*openapi3.Discriminator)] = c.copy(reflect.ValueOf(c.from.subtypes(d))).Interface().(openapi3.SchemaRefs)
	}
	return to
}

// cloneMap copies a type that stores its entries in an unexported map.
func cloneMap[M interface{ Set(string, E) }, E any](c cloner, from, to M, entries map[string]E) reflect.Value {
	copied := reflect.ValueOf(to)
	c.copies[from] = copied
	for _, field := range []string{"Extensions", "Origin"} {
		copied.Elem().FieldByName(field).Set(reflect.ValueOf(from).Elem().FieldByName(field))
	}
	for key, entry := range entries {
		to.Set(key, c.copy(reflect.ValueOf(entry)).Interface().(E))
	}
	return copied
}
