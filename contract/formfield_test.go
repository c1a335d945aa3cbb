package contract

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core/runtime"
)

// The form values are written by hand, so this test does not depend on the client's encoder.
func TestTheTextOfAFieldIsReadBackAsItsValue(t *testing.T) {
	for name, tt := range map[string]struct{ schema, text, want string }{
		"yes":               {`{"type":"boolean","x-form":{"true":"YES","false":"NO"}}`, "YES", `true`},
		"no":                {`{"type":"boolean","x-form":{"true":"YES","false":"NO"}}`, "NO", `false`},
		"other":             {`{"type":"boolean","x-form":{"true":"YES","false":"NO"}}`, "1", `"1"`},
		"inverted":          {`{"type":"boolean","x-form":{"inverted":true}}`, "1", `false`},
		"inverted in words": {`{"type":"boolean","x-form":{"true":"on","false":"off","inverted":true}}`, "off", `true`},
		"a date":            {`{"type":"string","format":"date","x-form":{"layout":"DD/MM/YYYY"}}`, "31/01/2026", `"2026-01-31"`},
		"an invalid date":   {`{"type":"string","format":"date","x-form":{"layout":"DD/MM/YYYY"}}`, "01/31/2026", `"01/31/2026"`},
		"a date and time":   {`{"type":"string","format":"date-time","x-form":{"layout":"YYYY-MM-DD HH:MM:SS"}}`, "2026-01-31 13:45:59", `"2026-01-31T13:45:59Z"`},
		"a list":            {`{"type":"array","items":{"type":"integer"},"x-form":{"separator":","}}`, "1,2,x", `[1,2,"x"]`},
		"JSON":              {`{"type":"array","items":{},"x-form":{"encode":["json"]}}`, `[{"a":19.90}]`, `[{"a":19.90}]`},
		"invalid JSON":      {`{"type":"array","items":{},"x-form":{"encode":["json"]}}`, `[`, `"["`},
		"JSON in base64":    {`{"type":"object","x-form":{"encode":["json","base64"]}}`, "eyJhIjoxfQ==", `{"a":1}`},
		"a PHP array":       {`{"type":"object","x-form":{"encode":["php","base64"]}}`, "YToyOntpOjEyO3M6NDoidGV4dCI7czoxOiJhIjtzOjA6IiI7fQ==", `{"12":"text","a":""}`},
		"invalid base64":    {`{"type":"object","x-form":{"encode":["php","base64"]}}`, "!", `"!"`},
	} {
		t.Run(name, func(t *testing.T) {
			var schema openapi3.Schema
			require.NoError(t, json.Unmarshal([]byte(tt.schema), &schema))
			got, special := unspell(tt.text, &schema, runtime.Form{True: "1", False: "0"})
			assert.True(t, special)
			data, err := json.Marshal(got)
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(data))
		})
	}
	_, special := unspell("1", openapi3.NewBoolSchema(), runtime.Form{True: "1", False: "0"})
	assert.False(t, special)
}
