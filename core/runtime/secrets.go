package runtime

import (
	"reflect"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// secretsIn returns the secrets in v, an input of a call. It searches exported fields, and all fields of types from core and
// its subpackages.
func secretsIn(v any) []core.Secret {
	w := secretWalk{seen: map[visit]bool{}}
	w.walk(reflect.ValueOf(v))
	return w.found
}

// secretWalk collects the secrets in a value. It follows each reference once, because a value may contain itself.
type secretWalk struct {
	seen  map[visit]bool
	found []core.Secret
}

// visit identifies a reference that was followed. A slice and its first element have the same address but different types.
type visit struct {
	address uintptr
	length  int
	kind    reflect.Type
}

// ours is the prefix of the packages whose types may have secrets in unexported fields.
var ours = reflect.TypeFor[core.Secret]().PkgPath()

func (w *secretWalk) walk(v reflect.Value) {
	if !v.IsValid() || !mayHoldSecrets(v.Type()) {
		return
	}
	if v.Type() == reflect.TypeFor[core.Secret]() {
		// Interface would panic on a value from an unexported field.
		if value := v.Field(0); !value.IsNil() {
			w.found = append(w.found, core.NewSecret(value.Elem().String()))
		}
		return
	}
	if v.Type() == reflect.TypeFor[core.File]() {
		return // net/http may still be reading it
	}
	switch v.Kind() {
	case reflect.Interface:
		w.walk(v.Elem())
	case reflect.Pointer:
		if w.enters(v, 0) {
			w.walk(v.Elem())
		}
	case reflect.Struct:
		own := strings.HasPrefix(v.Type().PkgPath(), ours)
		for i := range v.NumField() {
			if field := v.Type().Field(i); own || field.IsExported() || field.Anonymous {
				w.walk(v.Field(i))
			}
		}
	case reflect.Slice:
		if !w.enters(v, v.Len()) {
			return
		}
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			w.walk(v.Index(i))
		}
	case reflect.Map:
		if w.enters(v, 0) {
			for _, key := range v.MapKeys() {
				w.walk(v.MapIndex(key))
			}
		}
	}
}

// enters reports whether a reference is new, and marks it as followed.
func (w *secretWalk) enters(v reflect.Value, length int) bool {
	at := visit{v.Pointer(), length, v.Type()}
	if w.seen[at] {
		return false
	}
	w.seen[at] = true
	return true
}

// mayHoldSecrets reports whether values of a type can contain secrets. The bytes of a file cannot.
func mayHoldSecrets(t reflect.Type) bool {
	if t.Kind() == reflect.Slice || t.Kind() == reflect.Array {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Struct, reflect.Pointer, reflect.Interface, reflect.Map:
		return true
	}
	return false
}
