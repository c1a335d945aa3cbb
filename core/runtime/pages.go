package runtime

import (
	"errors"
	"fmt"
	"iter"
	"reflect"

	"github.com/hostclients/hostclients/core"
)

// Cursor walks a list in which each page contains the cursor of the next page. Fetch receives "" for the first page. It returns
// the items of the page and the cursor of the next page, or "" if the page is the last one. An error ends the walk and is its last
// value. If pages repeat, or too many pages in a row are empty, the error matches [core.ErrDecode]. Memory use does not grow
// with the number of pages.
func Cursor[T any](c *Client, op *Operation, fetch func(cursor string) ([]T, string, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		// Brent's algorithm: each cursor is compared with one saved at the last power of two, which finds a cycle of any
		// length without remembering all cursors.
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
				yield(zero, endless(c, op, fmt.Sprintf("the server returned %d empty pages in a row, and still links to a next page", empty)))
				return
			case steps == power:
				landmark, steps, power = next, 0, power*2
			}
			cursor = next
		}
	}
}

// maxEmptyPages is the number of empty pages in a row that ends a walk with an error. A few are normal: a filter may leave a
// page empty.
const maxEmptyPages = 100

// Numbered walks a list with numbered pages, starting at page first. Fetch returns the items of the page and the number of the
// last page. If the server does not report that number, fetch returns less than first, and the walk ends at the first empty
// page. An error ends the walk and is its last value. Repeated pages are an error, as in [Cursor].
func Numbered[T any](c *Client, op *Operation, first int, fetch func(number int) ([]T, int, error)) iter.Seq2[T, error] {
	return counted(c, op, first, fetch, func(at, _, last int) (int, bool) { return at + 1, last < first || at < last })
}

// Offset walks a list whose pages are requested by the number of items to skip, which starts at first. Fetch returns the items of
// the page and the total number of items. If the total is impossible, such as 0 for a page with items, the walk ends at the first
// empty page. An error ends the walk and is its last value. Repeated pages are an error, as in [Cursor].
func Offset[T any](c *Client, op *Operation, first int, fetch func(offset int) ([]T, int, error)) iter.Seq2[T, error] {
	return counted(c, op, first, fetch, func(at, got, all int) (int, bool) { return at + got, at+got != all })
}

// counted walks pages that are requested by number. Next receives the number of a page, the number of its items, and the second
// result of fetch. It returns the number of the next page, and whether there may be a next page.
func counted[T any](c *Client, op *Operation, at int, fetch func(int) ([]T, int, error), next func(at, items, reported int) (int, bool)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		// This is the algorithm of Cursor, but it compares pages instead of cursors.
		var previous, landmark []T
		for number, steps, power := at, 0, 1; ; steps++ {
			items, reported, err := fetch(number)
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
			if number, more = next(number, len(items), reported); len(items) == 0 || !more {
				return
			}
			previous = items
			if steps == power {
				landmark, steps, power = items, 0, power*2
			}
		}
	}
}

// endless returns the error for a walk that would never end.
func endless(c *Client, op *Operation, reason string) error {
	return &core.Error{
		API: c.api.Name, Operation: op.ID, Method: op.Method, Execution: core.Executed,
		Kinds: []error{core.ErrDecode}, Err: errors.New(reason),
	}
}

// CopyParams returns a copy of the parameters of a walk, including the pointers, slices and maps in its fields. It returns
// empty parameters if params is nil.
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
