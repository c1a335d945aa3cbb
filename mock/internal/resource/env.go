// Package resource executes the x-resource extensions of overlays: it creates, lists, changes and deletes records, and checks
// permissions. It is independent of any API.
package resource

import (
	"encoding/base64"
	"encoding/hex"
	"maps"
	"strconv"
	"time"

	"github.com/hostclients/hostclients/internal/spec/specimen"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// env gives expressions access to the state and to built-in values.
type env struct {
	api *model.API
	tx  *state.Tx
	// deriving contains the collections whose derived fields are being computed. It stops a derived field that refers to itself.
	deriving map[string]bool
}

// Builtin returns values that exist for every operation: the time, and strings that look random.
func (e *env) Builtin(name string) (any, bool) {
	switch name {
	case "now":
		return e.tx.Now().Format(time.RFC3339), true
	case "time":
		return e.tx.Now().Format(time.DateTime), true
	case "today":
		return e.tx.Now().Format(time.DateOnly), true
	case "uuid":
		return specimen.UUID(e.tx.Random()), true
	case "secret":
		first, second := e.tx.Random(), e.tx.Random()
		return base64.StdEncoding.EncodeToString(append(first[:], second[:]...))[:64], true
	case "hex40":
		random := e.tx.Random()
		return hex.EncodeToString(random[:20]), true
	case "text16", "text12", "text8":
		length, err := strconv.Atoi(name[len("text"):])
		return letters(e.tx.Random(), length), err == nil
	}
	return nil, false
}

// letters encodes random bytes as letters and digits.
func letters(random [32]byte, length int) string {
	const alphabet = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
	text := make([]byte, length)
	for i := range text {
		text[i] = alphabet[int(random[i])%len(alphabet)]
	}
	return string(text)
}

// Records returns the records of a collection that have the values in where, with their derived fields.
func (e *env) Records(collection string, where map[string]any) []map[string]any {
	var records []map[string]any
	for _, record := range e.tx.List(e.key(collection)) {
		if whole := e.derived(collection, record); expr.Fits(whole, where) {
			records = append(records, whole)
		}
	}
	return records
}

// Record returns a record, with its derived fields.
func (e *env) Record(collection, id string) map[string]any {
	return e.derived(collection, e.tx.Get(e.key(collection), id))
}

// key returns the name of a collection in the state, which several APIs share.
func (e *env) key(collection string) string { return Key(e.api, collection) }

// Key returns the name of an API's collection in the state.
func Key(api *model.API, collection string) string { return api.Name + "." + collection }

func (e *env) derived(name string, record state.Record) state.Record {
	collection := e.api.Resources.Collections[name]
	if record == nil || collection == nil || len(collection.Derived) == 0 || e.deriving[name] {
		return record
	}
	if e.deriving == nil {
		e.deriving = map[string]bool{}
	}
	e.deriving[name] = true
	defer delete(e.deriving, name)
	whole := maps.Clone(record)
	scope := expr.Scope{Values: e.api.Resources.Values, Env: e}
	maps.Copy(whole, collection.Derived.Of(scope.With("record", record)))
	return whole
}
