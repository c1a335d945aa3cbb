package runtime

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// checkMembers returns an error for an object that lacks a required member, or that has none of the members in the document. The
// caller would otherwise get zero values.
func checkMembers(data []byte, result any, required []string) error {
	known := membersOf(result)
	if len(known) == 0 || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return nil
	}
	missing := slices.Clone(required)
	recognized := false
	err := codec.Members(data, func(name string, _ func() ([]byte, error)) error {
		recognized = recognized || known[name]
		missing = slices.DeleteFunc(missing, func(wanted string) bool { return wanted == name })
		return nil
	})
	switch {
	case err != nil:
		return err
	case len(missing) > 0:
		return fmt.Errorf("the result has no %s, which the document requires", strings.Join(missing, ", "))
	case !recognized:
		return fmt.Errorf("the result has none of the members that the document describes")
	}
	return nil
}

// knownMembers returns the members that the document describes for the whole response, or nil if the result is a single member of
// the response.
func (call *call) knownMembers() map[string]bool {
	if call.result == nil || call.op.Result != "" {
		return nil
	}
	return membersOf(call.result)
}

var membersByType sync.Map // reflect.Type to map[string]bool

// membersOf returns the JSON names of the fields of the struct that result points to, or points to a pointer to. It returns nil if
// there is no such struct, or if the struct has an UnmarshalJSON method.
func membersOf(result any) map[string]bool {
	pointer := reflect.TypeOf(result)
	if pointer.Kind() == reflect.Pointer && pointer.Elem().Kind() == reflect.Pointer {
		pointer = pointer.Elem() // the result may be null
	}
	if pointer.Kind() != reflect.Pointer || pointer.Elem().Kind() != reflect.Struct {
		return nil
	}
	if known, ok := membersByType.Load(pointer); ok {
		return known.(map[string]bool)
	}
	var known map[string]bool
	if !pointer.Implements(reflect.TypeFor[json.Unmarshaler]()) {
		known = map[string]bool{}
		for _, field := range reflect.VisibleFields(pointer.Elem()) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name != "" && name != "-" {
				known[name] = true
			}
		}
	}
	membersByType.Store(pointer, known)
	return known
}
