package runtime

import (
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/hostclients/hostclients/core"
)

// Cursor walks the list of op, whose pages each name the next one. Fetch gets "" for the first page and returns the page's
// items and the cursor of the next one, "" if it is the last. An error ends the walk and is its last value; pages that go
// round in circles, or are empty without an end, are one, which matches [core.ErrDecode]. The memory it needs does not grow with
// the number of pages.
func Cursor[T any](c *Client, op *Operation, fetch func(cursor string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		// Brent's algorithm: a cursor is compared with one that is moved up at every power of two, so that a circle of
		// any length is found without remembering all cursors.
		cursor, landmark, empty := "", "", 0
		for steps, power := 0, 1; ; steps++ {
			items, next, err := fetch(cursor)
			if err != nil {
				yield(zero, err)
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			if empty++; len(items) > 0 {
				empty = 0
			}
			switch {
			case next == "":
				return
			case next == cursor || next == landmark:
				yield(zero, endless(c, op, "the server repeats pages"))
				return
			case empty == maxEmptyPages:
				yield(zero, endless(c, op, fmt.Sprintf("the server returned %d empty pages in a row, and names yet another one", empty)))
				return
			case steps == power:
				landmark, steps, power = next, 0, power*2
			}
			cursor = next
		}
	}
}

// maxEmptyPages is how many empty pages in a row a walk puts up with: a filter may leave nothing of a page.
const maxEmptyPages = 100

// Numbered walks the list of op, whose pages are counted, from first on. Fetch returns the page's items and the number of
// the last page, or less than first if the server does not tell: the walk then ends at the first empty page. An error ends
// the walk and is its last value; repeated pages are one, as in [Cursor].
func Numbered[T any](c *Client, op *Operation, first int, fetch func(number int) ([]T, int, error)) iter.Seq2[T, error] {
	return counted(c, op, first, fetch, func(at, _, last int) (int, bool) { return at + 1, last < first || at < last })
}

// Offset walks the list of op, whose pages are named by the number of items before them, from first on. Fetch returns the page's
// items and the number of all. A number that cannot be true, such as 0 in a page with items, counts as none: the walk then ends
// at the first empty page.
func Offset[T any](c *Client, op *Operation, first int, fetch func(offset int) ([]T, int, error)) iter.Seq2[T, error] {
	return counted(c, op, first, fetch, func(at, got, all int) (int, bool) { return at + got, at+got != all })
}

// counted walks pages that are named by numbers. Next returns the one after a page, and whether there may be one, from what the
// page has and tells.
func counted[T any](c *Client, op *Operation, at int, fetch func(int) ([]T, int, error), next func(at, got, told int) (int, bool)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		// As in Cursor, with the page itself in place of a cursor.
		var previous, landmark []T
		for number, steps, power := at, 0, 1; ; steps++ {
			items, told, err := fetch(number)
			if err != nil {
				yield(zero, err)
				return
			}
			if len(items) > 0 && (reflect.DeepEqual(items, previous) || reflect.DeepEqual(items, landmark)) {
				yield(zero, endless(c, op, "the server repeats pages"))
				return
			}
			for _, item := range items {
				if !yield(item, nil) {
					return
				}
			}
			var more bool
			if number, more = next(number, len(items), told); len(items) == 0 || !more {
				return
			}
			previous = items
			if steps == power {
				landmark, steps, power = items, 0, power*2
			}
		}
	}
}

// endless is the error of a walk of op that comes to no end.
func endless(c *Client, op *Operation, reason string) error {
	return &core.Error{
		API: c.api.Name, Operation: op.ID, Method: op.Method, Execution: core.Executed,
		Kinds: []error{core.ErrDecode}, Err: errors.New(reason),
	}
}

// CopyParams returns a copy of the parameters of a walk, which shares nothing with the caller's, or none if params is nil.
func CopyParams[T any](params *T) T {
	var c T
	if params == nil {
		return c
	}
	c = *params
	for _, field := range reflect.ValueOf(&c).Elem().Fields() {
		switch {
		case field.Kind() == reflect.Pointer && !field.IsNil():
			value := reflect.New(field.Type().Elem())
			value.Elem().Set(field.Elem())
			field.Set(value)
		case field.Kind() == reflect.Slice && !field.IsNil():
			list := reflect.MakeSlice(field.Type(), field.Len(), field.Len())
			reflect.Copy(list, field)
			field.Set(list)
		case field.Kind() == reflect.Map && !field.IsNil():
			pairs := reflect.MakeMap(field.Type())
			for _, key := range field.MapKeys() {
				pairs.SetMapIndex(key, field.MapIndex(key))
			}
			field.Set(pairs)
		}
	}
	return c
}
