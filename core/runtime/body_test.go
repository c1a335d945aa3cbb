package runtime

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/hostclients/hostclients/core"
)

func TestAFieldIsAddedToTheBody(t *testing.T) {
	type object struct {
		A int `json:"a,omitempty"`
	}
	list := []anything{{"x": true}}
	flags := Form{True: "yes", False: "no", Fields: map[string]FormField{"tags": {Separator: ","}}}
	for name, tt := range map[string]struct {
		media  string
		form   Form
		body   any
		fields []core.CallOption
		sent   string
		err    string
	}{
		"to JSON":                        {mediaJSON, Form{}, object{1}, []core.CallOption{core.CallField("b", list)}, `{"b":[{"x":true}],"a":1}`, ""},
		"to a vendor's JSON media type":  {"application/vnd.shop+json; v=1", Form{}, object{1}, []core.CallOption{core.CallField("b", 2)}, `{"b":2,"a":1}`, ""},
		"to an empty object":             {mediaJSON, Form{}, object{}, []core.CallOption{core.CallField("b", nil)}, `{"b":null}`, ""},
		"to an absent JSON body":         {mediaJSON, Form{}, nil, []core.CallOption{core.CallField("b", 2)}, `{"b":2}`, ""},
		"twice":                          {mediaJSON, Form{}, object{}, []core.CallOption{core.CallField("b", 2), core.CallField("c", 3)}, `{"c":3,"b":2}`, ""},
		"to a form":                      {mediaForm, Form{}, object{1}, []core.CallOption{core.CallField("b c", list)}, "b+c%5B0%5D%5Bx%5D=1&a=1", ""},
		"to an absent form":              {mediaForm, Form{}, nil, []core.CallOption{core.CallField("b", 2)}, "b=2", ""},
		"in the spelling of the form":    {mediaForm, flags, object{1}, []core.CallOption{core.CallField("b", true), core.CallField("tags", []int{1, 2})}, "tags=1%2C2&b=yes&a=1", ""},
		"whose value is null":            {mediaForm, Form{}, object{1}, []core.CallOption{core.CallField("b", nil)}, "a=1", ""},
		"whose name begins like another": {mediaForm, Form{}, object{1}, []core.CallOption{core.CallField("ab", 2)}, "ab=2&a=1", ""},

		"unless the JSON already contains it":          {mediaJSON, Form{}, object{1}, []core.CallOption{core.CallField("a", "hunter2")}, "", "the body already has a member a"},
		"unless the call adds it twice":                {mediaJSON, Form{}, nil, []core.CallOption{core.CallField("b", 2), core.CallField("b", "hunter2")}, "", "the body already has a member b"},
		"unless the form already contains it":          {mediaForm, Form{}, object{1}, []core.CallOption{core.CallField("a", "hunter2")}, "", "the body already has a field a"},
		"unless the form contains a list of that name": {mediaForm, Form{}, anything{"a": []int{1}}, []core.CallOption{core.CallField("a", "hunter2")}, "", "the body already has a field a"},
		"unless the form contains one of its members":  {mediaForm, Form{}, anything{"a": map[string]int{"y": 1}}, []core.CallOption{core.CallField("a", anything{"x": 1, "y": 2})}, "", "the body already has a field a"},
		"unless it cannot be encoded as JSON":          {mediaJSON, Form{}, object{1}, []core.CallOption{core.CallField("b", func() {})}, "", "b cannot be encoded"},
		"unless it cannot be encoded in a form":        {mediaForm, flags, object{1}, []core.CallOption{core.CallField("tags", "hunter2")}, "", "tags "},
		"unless there is no body":                      {"", Form{}, nil, []core.CallOption{core.CallField("b", "hunter2")}, "", "b is a field of the body, but this operation sends no body with fields"},
		"unless the body is a list":                    {mediaJSON, Form{}, []int{1}, []core.CallOption{core.CallField("b", "hunter2")}, "", "sends no body with fields"},
		"unless it has no name":                        {mediaJSON, Form{}, object{}, []core.CallOption{core.CallField(" ", "hunter2")}, "", "CallField: the name is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			sent := "nothing"
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				sent = bodyOf(t, r)
				return reply(200, "{}"), nil
			})
			op := withMedia(postOp(), tt.media)
			op.Body.Form = tt.form
			_, err := Do[anything](t.Context(), c, &op, Args{Body: tt.body}, tt.fields)
			if tt.err == "" {
				assert.NoError(t, err)
				assert.Equal(t, tt.sent, sent)
				return
			}
			assertMeans(t, err, core.ErrInvalid)
			assert.ErrorContains(t, err, tt.err)
			assert.Equal(t, "nothing", sent)
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

func TestAHeaderThatTheDocumentDoesNotHaveIsSent(t *testing.T) {
	var sent http.Header
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) { sent = r.Header; return reply(200, "{}"), nil }, credential("key", Header("X-Key", "k")))
	_, err := do[anything](t.Context(), c, secured(readOp(), []string{"key"}),
		core.CallHeader("x-request-id", "r1"), core.CallHeader("X-Request-Id", "r2"), core.CallHeader("X-Empty", ""), core.CallHeader("X-Key", "other"))
	assert.NoError(t, err)
	assert.Equal(t, []string{"r2"}, sent["X-Request-Id"])
	assert.Equal(t, []string{""}, sent["X-Empty"])
	assert.Equal(t, []string{"k"}, sent["X-Key"], "a credential is not replaced")
}

func TestAHeaderThatBelongsToTheClientIsRefused(t *testing.T) {
	for name, want := range map[string]string{
		"Authorization": "the client sets Authorization itself", "cookie": "sets Cookie itself", "content-type": "sets Content-Type itself", "Content-Length": "itself", "HOST": "sets Host itself",
		"Connection": "itself", "Transfer-Encoding": "itself", "TE": "sets Te itself", "Trailer": "itself", "Upgrade": "itself",
		"": "want a header name", "two words": "want a header name", "X-A:": "want a header name", "X\r\n": "want a header name",
	} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, "{}")), readOp(), core.CallHeader(name, "hunter2"))
		assertMeans(t, err, core.ErrInvalid)
		assert.ErrorContains(t, err, want)
		assertShowsNone(t, renderings(err), "hunter2")
	}
	for _, value := range []string{"a\r\nb", "a\nb", "a\x00", "\x7f"} {
		_, err := do[anything](t.Context(), newTestClient(t, always(200, "{}")), readOp(), core.CallHeader("X-A", value))
		assertMeans(t, err, core.ErrInvalid)
		assert.ErrorContains(t, err, "the value of X-A contains a control character")
	}
}

// choice encodes as null, like an empty union.
type choice struct{ kept json.RawMessage }

func (c choice) MarshalJSON() ([]byte, error) { return c.kept.MarshalJSON() }

func TestAnEmptyUnionCountsAsAMissingBody(t *testing.T) {
	s := &script{steps: []roundTripper{always(200, "{}")}}
	op := withMedia(postOp(), mediaJSON)
	op.Body.NotNull = true
	_, err := Do[anything](t.Context(), newTestClient(t, s.network), &op, Args{Body: choice{}}, nil)
	assertMeans(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "the body is missing")
	assert.Zero(t, s.count)
	_, err = Do[anything](t.Context(), newTestClient(t, s.network), &op, Args{Body: choice{json.RawMessage(`1`)}}, nil)
	assert.NoError(t, err)
}
