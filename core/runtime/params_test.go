package runtime

import (
	"net/http"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/oapi-codegen/nullable"
	"github.com/oapi-codegen/runtime/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
)

// spot is where a parameter named color is sent.
type spot struct {
	in      In
	style   string
	explode bool
}

// sentAs returns the path, query, header or cookies that are sent for a parameter named color.
func sentAs(t *testing.T, p Parameter, value any) (string, error) {
	t.Helper()
	op := readOp()
	p.Name = "color"
	op.Parameters = []Parameter{p}
	args := Args{Params: &struct{ Color any }{value}}
	if p.In == InPath {
		op.Path, args = "/{color}", Args{Path: []any{value}}
	}
	var sent string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		switch p.In {
		case InPath:
			sent = r.URL.RequestURI()[len("/v1/"):]
		case InQuery:
			sent = r.URL.RawQuery
		case InHeader:
			sent = r.Header.Get("Color")
		case InCookie:
			sent = r.Header.Get("Cookie")
		}
		return reply(200, "{}"), nil
	})
	_, err := Do[anything](t.Context(), c, &op, args, nil)
	return sent, err
}

// The examples are from the OpenAPI Specification, "Style Examples". Members of Go maps have no order, so they are sorted by
// name and not listed as R, G, B.
func TestParametersAreSentInTheStylesOfOpenAPI(t *testing.T) {
	list := []string{"blue", "black", "brown"}
	object := map[string]int{"R": 100, "G": 200, "B": 150}
	for _, tt := range []struct {
		spot
		text, list, object string // empty if OpenAPI defines nothing
	}{
		{spot{InPath, "simple", false}, "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{spot{InPath, "simple", true}, "blue", "blue,black,brown", "B=150,G=200,R=100"},
		{spot{InPath, "", false}, "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{spot{InPath, "label", false}, ".blue", ".blue,black,brown", ".B,150,G,200,R,100"},
		{spot{InPath, "label", true}, ".blue", ".blue.black.brown", ".B=150.G=200.R=100"},
		{spot{InPath, "matrix", false}, ";color=blue", ";color=blue,black,brown", ";color=B,150,G,200,R,100"},
		{spot{InPath, "matrix", true}, ";color=blue", ";color=blue;color=black;color=brown", ";B=150;G=200;R=100"},
		{spot{InQuery, "form", false}, "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"},
		{spot{InQuery, "form", true}, "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"},
		{spot{InQuery, "", true}, "color=blue", "color=blue&color=black&color=brown", "B=150&G=200&R=100"},
		{spot{InQuery, "spaceDelimited", false}, "", "color=blue%20black%20brown", "color=B%20150%20G%20200%20R%20100"},
		{spot{InQuery, "pipeDelimited", false}, "", "color=blue%7Cblack%7Cbrown", "color=B%7C150%7CG%7C200%7CR%7C100"},
		{spot{InQuery, "deepObject", true}, "", "", "color[B]=150&color[G]=200&color[R]=100"},
		{spot{InHeader, "simple", false}, "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{spot{InHeader, "simple", true}, "blue", "blue,black,brown", "B=150,G=200,R=100"},
		{spot{InHeader, "", false}, "blue", "blue,black,brown", "B,150,G,200,R,100"},
		{spot{InCookie, "form", false}, "color=blue", "color=blue,black,brown", "color=B,150,G,200,R,100"},
		{spot{InCookie, "", true}, "color=blue", "", ""},
	} {
		for want, value := range map[string]any{tt.text: "blue", tt.list: list, tt.object: object} {
			if want == "" {
				continue
			}
			got, err := sentAs(t, Parameter{In: tt.in, Style: tt.style, Explode: tt.explode}, value)
			require.NoError(t, err, tt.spot)
			assert.Equal(t, want, got, tt.spot)
		}
	}
}

func TestAParameterThatItsStyleCannotEncodeIsInvalid(t *testing.T) {
	for name, tt := range map[string]struct {
		p     Parameter
		value any
		want  string
	}{
		"a string in a style for lists": {Parameter{In: InQuery, Style: "pipeDelimited"}, "hunter2", "color cannot be encoded in the style pipeDelimited"},
		"an object in an object":        {Parameter{In: InQuery, Style: "form"}, map[string]any{"a": map[string]string{"b": "hunter2"}}, "color cannot be encoded in the style form"},
		"a style that does not exist":   {Parameter{In: InQuery, Style: "fancy"}, "hunter2", "color cannot be encoded in the style fancy"},
		"a null in a list":              {Parameter{In: InQuery, Style: "form"}, []*string{nil}, "color has an item that is null"},
		"a null":                        {Parameter{In: InQuery}, nullable.NewNullNullable[string](), "color is null"},
		"a function":                    {Parameter{In: InQuery}, func() {}, "color cannot be encoded"},
		"a function, as JSON":           {Parameter{In: InQuery, JSON: true}, func() {}, "color cannot be encoded"},
		"a line break in a header":      {Parameter{In: InHeader}, "hunter2\r\nX-Evil: 1", "color contains a control character"},
		"a semicolon in a cookie":       {Parameter{In: InCookie}, "hunter2; admin=1", "color is not valid in a cookie"},
		"a line break in a cookie":      {Parameter{In: InCookie}, "hunter2\r\n", "color is not valid in a cookie"},
	} {
		t.Run(name, func(t *testing.T) {
			sent, err := sentAs(t, tt.p, tt.value)
			assertMeans(t, err, core.ErrInvalid)
			assert.ErrorContains(t, err, tt.want)
			assert.Empty(t, sent)
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

type color string

func TestAValueOfAnyTypeIsAParameter(t *testing.T) {
	at := time.Date(2026, 11, 26, 1, 2, 3, 0, time.UTC)
	for want, value := range map[string]any{
		"color=a%26b%3Dc+%23%2B%C3%BC%25": "a&b=c #+ü%",
		"color=%E4":                       "\xe4",
		"color=":                          "",
		"color=red":                       color("red"),
		"color=blue":                      new("blue"),
		"color=7":                         int64(7),
		"color=18446744073709551615":      uint64(18446744073709551615),
		"color=1.5":                       1.5,
		"color=true":                      true,
		"color=hunter2":                   core.NewSecret("hunter2"),
		"color=19.90":                     must(lenient.ParseDecimal("19.90")),
		"color=text":                      lenient.NewString("text"),
		"color=set":                       nullable.NewNullableWithValue("set"),
		"color=2026-11-26T01%3A02%3A03Z":  at,
		"color=2026-11-26":                types.Date{Time: at},
		"color=00000000-0000-0000-0000-000000000001": uuid.UUID{15: 1},
		"color=s1&color=s2":                          []core.Secret{core.NewSecret("s1"), core.NewSecret("s2")},
		"color=1.50&color=2":                         []lenient.Decimal{must(lenient.ParseDecimal("1.50")), must(lenient.ParseDecimal("2"))},
		"color=aGk%3D":                               []byte("hi"),
		"G=2": struct {
			R *int `json:"R"`
			G int
		}{nil, 2},
		"a%26b=x%26y": map[string]string{"a&b": "x&y"},
	} {
		got, err := sentAs(t, Parameter{In: InQuery, Explode: true}, value)
		require.NoError(t, err, want)
		assert.Equal(t, want, got)
	}
	for p, want := range map[*Parameter]string{
		{In: InQuery, JSON: true}:                         "color=%7B%22a%22%3A%5B1%5D%7D",
		{In: InQuery, Style: "deepObject", Explode: true}: "color[a][0]=1",
	} {
		got, err := sentAs(t, *p, map[string][]int{"a": {1}})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	got, err := sentAs(t, Parameter{In: InQuery, Reserved: true}, "https://h/?a=b#c d")
	require.NoError(t, err)
	assert.Equal(t, "color=https://h/?a=b%23c%20d", got, "reserved characters are sent unchanged, except the one that ends a query")
	for value, want := range map[any]string{
		"a&amount=1": "color=a%26amount=1", "a;b": "color=a%3Bb", "a+b": "color=a%2Bb", "100%2F": "color=100%252F", "é": "color=%C3%A9",
	} {
		for _, explode := range []bool{false, true} {
			got, err = sentAs(t, Parameter{In: InQuery, Reserved: true, Explode: explode}, value)
			require.NoError(t, err)
			assert.Equal(t, want, got, "a value stays in its parameter")
		}
	}
	got, err = sentAs(t, Parameter{In: InQuery, Reserved: true, Explode: true}, []string{"a&b", "c/d"})
	require.NoError(t, err)
	assert.Equal(t, "color=a%26b&color=c/d", got)
	got, err = sentAs(t, Parameter{In: InPath, Reserved: true}, "a/../b")
	require.Error(t, err, got)
	got, err = sentAs(t, Parameter{In: InQuery, Reserved: true, Explode: true}, map[string]string{"a&b=c": "x&y=z"})
	require.NoError(t, err)
	assert.Equal(t, "a%26b%3Dc=x%26y%3Dz", got)
	got, err = sentAs(t, Parameter{In: InQuery, Style: "deepObject", Explode: true}, map[string]string{"a&b": "x&y"})
	require.NoError(t, err)
	assert.Equal(t, "color[a%26b]=x%26y", got)
}

func TestAParameterIsCheckedAsJSON(t *testing.T) {
	for name, tt := range map[string]struct {
		value any
		rule  Rule
		json  bool
		want  string
	}{
		"a number":                   {5, Rule{Maximum: "4"}, false, "color is more than 4"},
		"the largest allowed number": {4, Rule{Maximum: "4"}, false, ""},
		"a decimal":                  {must(lenient.ParseDecimal("4.01")), Rule{Maximum: "4"}, false, "color is more than 4"},
		"a string":                   {"abc", Rule{MaxLength: 2}, false, "color has 3 characters; want at most 2"},
		"a secret":                   {core.NewSecret("abc"), Rule{MaxLength: 2}, false, "color has 3 characters; want at most 2"},
		"an item":                    {[]int{1, 5}, Rule{Items: &Rule{Maximum: "4"}}, false, "color[1] is more than 4"},
		"a member":                   {map[string]int{"a": 5}, Rule{Properties: map[string]*Rule{"a": {Maximum: "4"}}}, true, "color.a is more than 4"},
	} {
		t.Run(name, func(t *testing.T) {
			sent, err := sentAs(t, Parameter{In: InQuery, Explode: true, JSON: tt.json, Rule: &tt.rule}, tt.value)
			if tt.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, asError(t, err).Err, tt.want)
			assert.Empty(t, sent)
		})
	}
}

func TestAParameterIsSentIfItIsSet(t *testing.T) {
	type params struct {
		Pointer  *string
		List     []string
		Map      map[string]string
		Any      any
		Plain    int
		Secret   core.Secret
		Text     lenient.Strings
		Nullable nullable.Nullable[string]
		Time     time.Time
	}
	names := []string{"pointer", "list", "map", "any", "plain", "secret", "text", "nullable", "time"}
	query := func(required bool, given any) (string, error) {
		op := readOp()
		for i, name := range names {
			op.Parameters = append(op.Parameters, Parameter{Name: name, In: InQuery, Explode: true, Required: required, Field: i})
		}
		var sent string
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) { sent = r.URL.RawQuery; return reply(200, "{}"), nil })
		_, err := Do[anything](t.Context(), c, &op, Args{Params: given}, nil)
		return sent, err
	}
	var unspecified nullable.Nullable[string]
	unspecified.SetUnspecified()
	for name, tt := range map[string]struct {
		given any
		want  string
	}{
		"of nil":                     {nil, ""},
		"of a nil pointer":           {(*params)(nil), ""},
		"of zero values":             {&params{}, "plain=0"},
		"of an unspecified nullable": {&params{Nullable: unspecified}, "plain=0"},
		"of empty values": {&params{Pointer: new(""), List: []string{}, Map: map[string]string{}, Any: "", Secret: core.NewSecret(""), Text: lenient.NewString(""), Nullable: nullable.NewNullableWithValue("")},
			"pointer=&list=&any=&plain=0&secret=&text=&nullable="},
	} {
		t.Run(name, func(t *testing.T) {
			sent, err := query(false, tt.given)
			require.NoError(t, err)
			assert.Equal(t, tt.want, sent)
		})
	}
	_, err := query(true, &params{Nullable: unspecified})
	assertMeans(t, err, core.ErrInvalid)
	for _, name := range []string{"pointer", "list", "map", "any", "secret", "nullable"} {
		assert.ErrorContains(t, err, name+" is missing")
	}
	for _, name := range []string{"plain", "time", "text"} {
		assert.NotContains(t, err.Error(), name+" is missing", "its zero value is a value")
	}
	_, err = query(true, nil)
	for _, name := range names {
		assert.ErrorContains(t, err, name+" is missing")
	}
}

func TestCookiesOfParametersAreSentWithThoseOfTheJar(t *testing.T) {
	var sent []*http.Cookie
	c := must(New(&API{Name: "shop", CookieScheme: "session"}, serverURL, core.WithHTTPClient(&http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		sent = r.Cookies()
		return reply(200, "{}", "Set-Cookie", "session=s; Path=/"), nil
	})})))
	op := readOp()
	op.Parameters = []Parameter{{Name: "lang", In: InCookie, Field: 0}, {Name: "theme", In: InCookie, Field: 1}}
	for range 2 {
		_, err := Do[anything](t.Context(), c, &op, Args{Params: &struct{ Lang, Theme string }{"en", "dark mode"}}, nil)
		require.NoError(t, err)
	}
	values := map[string]string{}
	for _, cookie := range sent {
		values[cookie.Name] = cookie.Value
	}
	assert.Equal(t, map[string]string{"lang": "en", "theme": "dark mode", "session": "s"}, values)
}

func TestTheParametersOfOneCallAreSentInOrder(t *testing.T) {
	op := readOp()
	op.Path = "/{a}/x/{b}"
	op.Parameters = []Parameter{
		{Name: "a", In: InPath}, {Name: "b", In: InPath}, {Name: "z", In: InQuery, Field: 1}, {Name: "y", In: InQuery, Field: 0}, {Name: "X-W", In: InHeader, Field: 2},
	}
	var sent *http.Request
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) { sent = r; return reply(200, "{}"), nil })
	_, err := Do[anything](t.Context(), c, &op, Args{Path: []any{"{b}", 2}, Params: struct{ Y, Z, W int }{1, 2, 3}}, []core.CallOption{core.CallQuery("more", "m")})
	require.NoError(t, err)
	assert.Equal(t, "/v1/%7Bb%7D/x/2?z=2&y=1&more=m", sent.URL.RequestURI())
	assert.Equal(t, "3", sent.Header.Get("X-W"))
}
