package expr

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// fixed is an environment with a fixed clock and three records.
type fixed struct{}

func (fixed) Builtin(name string) (any, bool) {
	if name == "now" {
		return "2026-02-03T04:05:06Z", true
	}
	return nil, false
}

func (fixed) Records(_ string, where map[string]any) []map[string]any {
	all := []map[string]any{{"id": "1", "a": json.Number("2")}, {"id": "2", "a": "2.0"}, {"id": "3"}}
	return slices.DeleteFunc(all, func(record map[string]any) bool { return !Fits(record, where) })
}

func (f fixed) Record(_, id string) map[string]any {
	if found := f.Records("", map[string]any{"id": id}); len(found) > 0 {
		return found[0]
	}
	return nil
}

func TestExpressionsAreEvaluated(t *testing.T) {
	scope := Scope{Env: fixed{}}.With("body", map[string]any{
		"amount": json.Number("0.1"), "name": "x", "list": []any{"b", "a"}, "none": nil, "flag": "0",
		"groups": map[string]any{"invoice": []any{"read", "write"}},
	})
	scope.Values = map[string]Value{"double": mustCompile(t, `{"$times": ["$body.amount", 2]}`)}
	for text, want := range map[string]string{
		`"plain"`:      `"plain"`,
		`"$body.name"`: `"x"`,
		`"$$body"`:     `"$body"`,
		`{"a": "$body.missing", "b": "$body.none"}`: `{"b": null}`,
		`["$body.missing", 1]`:                      `[1]`,
		`"$value.double"`:                           `0.2`,
		`{"$plus": ["$body.amount", 0.2]}`:          `0.3`,
		`{"$percent": [110.06, 7.5]}`:               `8.25`,
		`{"$percent": [-1, 0.5]}`:                   `-0.01`,
		`{"$money": {"$minus": [1, "0.9"]}}`:        `"0.10"`,
		`{"$min": [3, "2.5", 7]}`:                   `2.5`,
		`{"$sum": {"$each": {"in": [1, 2, 3], "if": {"$less": [1, "$item"]}}}}`:                            `5`,
		`{"$each": {"in": "$body.list", "first": true}}`:                                                   `"b"`,
		`{"$each": {"in": [], "first": true}}`:                                                             `absent`,
		`{"$when": ["$body.flag", 1, 2]}`:                                                                  `2`,
		`{"$when": ["$body.flag", 1]}`:                                                                     `absent`,
		`{"$default": ["$body.none", "$body.missing", 7]}`:                                                 `7`,
		`{"$each": {"in": {"$records": {"of": "x", "where": {"a": 2}}}, "get": "$item.id"}}`:               `["1", "2"]`,
		`{"$each": {"in": {"$records": {"of": "x", "where": {"a": "$body.missing"}}}, "get": "$item.id"}}`: `["1", "2", "3"]`,
		`{"$get": ["x", 9]}`: `absent`,
		`{"$group": {"in": [1, 2, 1], "by": "$item", "get": {"k": "$key", "n": "$items"}}}`: `[{"k": "1", "n": [1, 1]}, {"k": "2", "n": [2]}]`,
		`{"$later": ["$now", "5m"]}`:               `"2026-02-03T04:10:06Z"`,
		`{"$later": ["2026-02-27", "48h"]}`:        `"2026-03-01"`,
		`{"$past": ["2026-02-03", "$now"]}`:        `true`,
		`{"$past": [null, "$now"]}`:                `false`,
		`{"$equal": ["1.50", 1.5]}`:                `true`,
		`{"$equal": ["a", 1]}`:                     `false`,
		`{"$in": ["1", [1, 2]]}`:                   `true`,
		`{"$and": [true, "$body.none"]}`:           `false`,
		`{"$or": [false, "x"]}`:                    `true`,
		`{"$not": []}`:                             `true`,
		`{"$merge": [{"a": 1}, {"a": 2, "b": 3}]}`: `{"a": 2, "b": 3}`,
		`{"$omit": [{"a": 1, "b": 2}, ["a"]]}`:     `{"b": 2}`,
		`{"$pairs": ["$body.groups", ":"]}`:        `["invoice:read", "invoice:write"]`,
		`{"$keyed": [[{"id": 7}], "id"]}`:          `{"7": {"id": 7}}`,
		`{"$flat": [[1], [2, 3]]}`:                 `[1, 2, 3]`,
		`{"$last": [1, 2]}`:                        `2`,
		`{"$concat": [[1], [2]]}`:                  `[1, 2]`,
		`{"$join": ["a", 1, true]}`:                `"a1true"`,
	} {
		value, ok := mustCompile(t, text)(scope)
		if want == "absent" {
			assert.False(t, ok, text)
			continue
		}
		got, err := json.Marshal(value)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(got), text)
	}
}

func TestInvalidExpressionsAreRefused(t *testing.T) {
	for text, want := range map[string]string{
		`{"$plas": [1, 2]}`:                        "unknown function $plas: want one of $and,",
		`{"$minus": [1]}`:                          "$minus: number of arguments: want 2, got 1",
		`{"$plus": [1]}`:                           "$plus: number of arguments: want at least 2, got 1",
		`{"$each": {"on": []}}`:                    "$each: unknown field on: want [in as if get first]",
		`{"$each": {}}`:                            "$each: in is missing",
		`{"$records": {"of": 1}}`:                  "$records: of: want the name of a collection",
		`{"$when": [1]}`:                           "$when: want a condition and one or two values, got 1",
		`{"a": {"b": {"$nothing": 1}, "c": "$x"}}`: "a: b: unknown function",
	} {
		_, err := Compile(parse(t, text))
		require.ErrorContains(t, err, want, text)
	}
}

// TestTOTPCodesMatchTheStandard uses the times and codes in RFC 6238, appendix B, shortened to six digits.
func TestTOTPCodesMatchTheStandard(t *testing.T) {
	for at, want := range map[int64]string{59: "287082", 1111111109: "081804", 20000000000: "353130"} {
		code, err := TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", time.Unix(at, 0))
		require.NoError(t, err)
		assert.Equal(t, want, code)
	}
	_, err := TOTP("not base32!", time.Now())
	require.Error(t, err)
}

func mustCompile(t *testing.T, text string) Value {
	t.Helper()
	e, err := Compile(parse(t, text))
	require.NoError(t, err, text)
	return e
}

func parse(t *testing.T, text string) (tree any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &tree))
	return tree
}
