package expr

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"

	"github.com/hostclients/hostclients/internal/spec"
)

// Decimal returns a value as a number; zero if it is not a number.
func Decimal(value any) decimal.Decimal {
	d, err := decimal.NewFromString(Text(value))
	if err != nil {
		return decimal.Zero
	}
	return d
}

// Text returns a scalar as a string; "" for null.
func Text(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return fmt.Sprint(value)
}

// List returns the items of a list, or of an object in the order of its keys; nil for anything else.
func List(value any) []any {
	switch value := value.(type) {
	case []any:
		return value
	case map[string]any:
		var all []any
		for _, key := range slices.Sorted(maps.Keys(value)) {
			all = append(all, value[key])
		}
		return all
	}
	return nil
}

// True reports whether a value counts as true under PHP's rules: "0" and an empty list do not.
func True(value any) bool { return !spec.IsEmpty(value) }

// Equal reports whether two values are the same. Numbers and numeric strings are compared by value.
func Equal(a, b any) bool {
	if isScalar(a) && isScalar(b) {
		if a == nil || b == nil {
			return a == nil && b == nil
		}
		left, right := Text(a), Text(b)
		if left == right {
			return true
		}
		x, errX := decimal.NewFromString(left)
		y, errY := decimal.NewFromString(right)
		return errX == nil && errY == nil && x.Equal(y)
	}
	left, errL := json.Marshal(a)
	right, errR := json.Marshal(b)
	return errL == nil && errR == nil && string(left) == string(right)
}

func isScalar(value any) bool {
	switch value.(type) {
	case []any, map[string]any:
		return false
	}
	return true
}

// Fits reports whether a record has the values in where. Null values match any field.
func Fits(record, where map[string]any) bool {
	for field, want := range where {
		if want != nil && !Equal(record[field], want) {
			return false
		}
	}
	return true
}

// layouts are the accepted layouts of times, most precise first.
var layouts = []string{time.RFC3339, time.DateTime, time.DateOnly}

// Moment parses a time and returns its layout.
func Moment(value any) (at time.Time, layout string, ok bool) {
	text := Text(value)
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, layout, true
		}
	}
	return time.Time{}, "", false
}
