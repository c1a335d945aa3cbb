package contract

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestARecordedParameterIsDecodedByItsStyle(t *testing.T) {
	const (
		list   = `"schema": {"type": "array", "items": {"type": "integer"}}`
		object = `"schema": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}, "c": {"type": "object", "properties": {"d": {"type": "array", "items": {"type": "integer"}}}}}}`
		text   = `"schema": {"type": "string"}`
	)
	for name, test := range map[string]struct{ parameter, recorded, want string }{
		"a list, one parameter per item":        {`"in": "query", ` + list, "p=1&p=2", `[1,2]`},
		"a list with commas":                    {`"in": "query", "explode": false, ` + list, "p=1,2", `[1,2]`},
		"a list with spaces":                    {`"in": "query", "style": "spaceDelimited", "explode": false, ` + list, "p=1%202", `[1,2]`},
		"a list with bars":                      {`"in": "query", "style": "pipeDelimited", "explode": false, ` + list, "p=1%7C2", `[1,2]`},
		"an object, one parameter per property": {`"in": "query", ` + object, "a=1&b=x&other=y", `{"a":1,"b":"x"}`},
		"an object in one parameter":            {`"in": "query", "explode": false, ` + object, "p=a,1,b,x", `{"a":1,"b":"x"}`},
		"deepObject":                            {`"in": "query", "style": "deepObject", ` + object, "p[a]=1&p[c][d]=2&p[c][d]=3", `{"a":1,"c":{"d":[2,3]}}`},
		"JSON":                                  {`"in": "query", "content": {"application/json": {` + object + `}}`, `p={"a":1}`, `{"a":1}`},
		"a list in a header":                    {`"in": "header", ` + list, "1,2", `[1,2]`},
		"an object in a header":                 {`"in": "header", "explode": true, ` + object, "a=1,b=x", `{"a":1,"b":"x"}`},
		"a cookie":                              {`"in": "cookie", ` + text, "p=x", `"x"`},
		"simple":                                {`"in": "path", "style": "simple", ` + list, "1,2", `[1,2]`},
		"label":                                 {`"in": "path", "style": "label", ` + text, ".x", `"x"`},
		"a list as labels":                      {`"in": "path", "style": "label", "explode": true, ` + list, ".1.2", `[1,2]`},
		"an object as labels":                   {`"in": "path", "style": "label", "explode": true, ` + object, ".a=1.b=x", `{"a":1,"b":"x"}`},
		"matrix":                                {`"in": "path", "style": "matrix", ` + text, ";p=x", `"x"`},
		"a list as a matrix":                    {`"in": "path", "style": "matrix", ` + list, ";p=1,2", `[1,2]`},
		"a list as an exploded matrix":          {`"in": "path", "style": "matrix", "explode": true, ` + list, ";p=1;p=2", `[1,2]`},
		"an object as an exploded matrix":       {`"in": "path", "style": "matrix", "explode": true, ` + object, ";a=1;b=x", `{"a":1,"b":"x"}`},
		"an object as a matrix":                 {`"in": "path", "style": "matrix", ` + object, ";p=a,1,b,x", `{"a":1,"b":"x"}`},
	} {
		t.Run(name, func(t *testing.T) {
			var p openapi3.Parameter
			require.NoError(t, json.Unmarshal([]byte(`{"name": "p", `+test.parameter+`}`), &p))
			x := &Exchange{url: &url.URL{}, header: http.Header{}}
			switch p.In {
			case "query":
				x.url.RawQuery = test.recorded
			case "path":
				x.args = map[string]string{"p": test.recorded}
			case "header":
				x.header.Set("p", test.recorded)
			case "cookie":
				x.header.Set("Cookie", test.recorded)
			}
			value, sent := x.param(&p)
			assert.True(t, sent)
			got, err := json.Marshal(value)
			require.NoError(t, err)
			assert.JSONEq(t, test.want, string(got))
		})
	}
}
