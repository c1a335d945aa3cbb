package runtime

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func TestALinkHeaderIsReadAsRFC8288Requires(t *testing.T) {
	for header, want := range map[string]string{
		`<https://api.example.com/things?page=2>; rel="next"`:  "https://api.example.com/things?page=2",
		`</things?page=2>; rel=next`:                           "/things?page=2",
		`<a>; rel="prev", <b>; rel="next"`:                     "b",
		`<a,b;c>; title="a, \"b\"; rel=next"; rel="last NEXT"`: "a,b;c",
		`<a>; rel="prev"; rel="next"`:                          "",
		`<a>; rel = next ; x`:                                  "a",
		`<a>;rel=prev`:                                         "",
		`<a>; title="x" , , <b>;rel="next"`:                    "b",
		`<a>`:                                                  "",
		``:                                                     "",
		`<https://api.example.com/a>; rel="nextish", <https://api.example.com/b>; x=next`: "",
	} {
		got, found, err := linkTo("next", header)
		require.NoError(t, err, header)
		assert.Equal(t, want, got[:len(got)*btoi(found)], header)
	}
	for _, header := range []string{`next`, `<a`, `<a>; rel="next`, `<a> rel=next`} {
		_, _, err := linkTo("next", header)
		assert.ErrorContains(t, err, "malformed", header)
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestLinksAreFollowedOnTheSameOriginOnly(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the link was followed") }))
	defer other.Close()
	for name, tt := range map[string]struct {
		links map[string]string // Link headers by request
		want  []string          // requests
		fails string
	}{
		"absolute, relative, and to a different path": {
			links: map[string]string{"/v1/things?q=1": "<{self}/v1/things?q=1&page=2>", "/v1/things?q=1&page=2": "<?page=3#x>", "/v1/things?page=3": "</elsewhere>"},
			want:  []string{"/v1/things?q=1", "/v1/things?q=1&page=2", "/v1/things?page=3", "/elsewhere"},
		},
		"to a different server":   {links: map[string]string{"/v1/things?q=1": "<{other}/v1/things>"}, want: []string{"/v1/things?q=1"}, fails: "leads to a different server"},
		"without a scheme":        {links: map[string]string{"/v1/things?q=1": "<//example.com/v1/things>"}, want: []string{"/v1/things?q=1"}, fails: "leads to a different server"},
		"with a user":             {links: map[string]string{"/v1/things?q=1": "<http://user@{host}/v1/things>"}, want: []string{"/v1/things?q=1"}, fails: "leads to a different server"},
		"with another scheme":     {links: map[string]string{"/v1/things?q=1": "<javascript:1>"}, want: []string{"/v1/things?q=1"}, fails: "leads to a different server"},
		"in a cycle":              {links: map[string]string{"/v1/things?q=1": "</a>", "/a": "</b>", "/b": "</a>"}, want: []string{"/v1/things?q=1", "/a", "/b", "/a"}, fails: "repeats pages"},
		"that is malformed":       {links: map[string]string{"/v1/things?q=1": "next"}, want: []string{"/v1/things?q=1"}, fails: "malformed"},
		"that leads to a failure": {links: map[string]string{"/v1/things?q=1": "</gone>"}, want: []string{"/v1/things?q=1", "/gone"}, fails: "404"},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			var server *httptest.Server
			server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				got = append(got, r.URL.String())
				assert.Equal(t, "Bearer hunter2", r.Header.Get("Authorization"))
				assert.Equal(t, "r1", r.Header.Get("X-Request-Id"))
				if link := tt.links[r.URL.String()]; link != "" {
					link = strings.NewReplacer("{self}", server.URL, "{other}", other.URL, "{host}", strings.TrimPrefix(server.URL, "http://")).Replace(link)
					w.Header().Set("Link", link+`; rel="next"`)
				}
				if r.URL.Path == "/gone" {
					w.WriteHeader(http.StatusNotFound)
				}
				_, _ = fmt.Fprintf(w, `["%d"]`, len(got))
			}))
			defer server.Close()
			c := newShop(t, server.URL+"/v1", WithCredential("token", "WithToken", func(*Client) Credential { return Bearer("hunter2") }))
			op := tokenOp(readOp())
			items, err := walk(Linked(c, &op, func(at core.CallOption) ([]string, error) {
				return Do[[]string](t.Context(), c, &op, Args{}, []core.CallOption{core.CallQuery("q", "1"), core.CallHeader("X-Request-Id", "r1"), at})
			}))
			assert.Equal(t, tt.want, got)
			if tt.fails == "" {
				require.NoError(t, err)
				assert.Len(t, items, len(tt.want))
				return
			}
			require.ErrorContains(t, err, tt.fails)
			assert.ErrorAs(t, err, new(*core.Error))
		})
	}
}

func TestAWalkOverEmptyPagesEnds(t *testing.T) {
	fetched := 0
	items, err := walk(Cursor(pager, listOp, func(string) ([]int, string, error) {
		fetched++
		return nil, fmt.Sprint(fetched), nil
	}))
	assert.Empty(t, items)
	assertMeans(t, err, core.ErrDecode)
	assert.ErrorContains(t, err, "100 empty pages in a row")
	assert.Equal(t, 100, fetched)

	fetched = 0
	items, err = walk(Cursor(pager, listOp, func(string) ([]int, string, error) {
		if fetched++; fetched == 300 {
			return []int{1}, "", nil
		}
		return make([]int, 1-min(1, fetched%90)), fmt.Sprint(fetched), nil
	}))
	assert.NoError(t, err, "a page with items resets the count")
	assert.Len(t, items, 4)
}

func TestOffsetsCountItems(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e"}
	for name, tt := range map[string]struct {
		first, size, total int
		want               []int
	}{
		"to the total number of items": {size: 2, total: 5, want: []int{0, 2, 4}},
		"to the first empty page":      {size: 2, total: -1, want: []int{0, 2, 4, 5}},
		"from a start":                 {first: 3, size: 1, total: 5, want: []int{3, 4}},
		"a page that the server cuts":  {size: 3, total: 5, want: []int{0, 3}},
		"nothing at all":               {first: 5, size: 2, total: 5, want: []int{5}},
		"an impossible total":          {size: 2, total: 0, want: []int{0, 2, 4, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []int
			items, err := walk(Offset(pager, listOp, tt.first, func(at int) ([]string, int, error) {
				got = append(got, at)
				return all[at:min(len(all), at+tt.size)], tt.total, nil
			}))
			assert.NoError(t, err)
			assert.Equal(t, tt.want, got)
			assert.Equal(t, all[tt.first:], append([]string{}, items...))
		})
	}
	_, err := walk(Offset(pager, listOp, 0, func(int) ([]string, int, error) { return all, -1, nil }))
	assert.ErrorContains(t, err, "repeats pages")
}

func TestTheNextPageMayBeInAHeader(t *testing.T) {
	var asked []string
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.URL.Query().Get("at"))
		if len(asked) == 1 {
			return reply(200, "[1, 2]", "X-Next", "second"), nil
		}
		return reply(200, "[3]"), nil
	})
	op := readOp()
	var items []int
	for item, err := range Cursor(c, &op, func(cursor string) ([]int, string, error) {
		next := ""
		page, err := Do[[]int](t.Context(), c, &op, Args{}, []core.CallOption{KeepHeader("X-Next", &next), core.CallQuery("at", cursor)})
		return page, next, err
	}) {
		require.NoError(t, err)
		items = append(items, item)
	}
	assert.Equal(t, []int{1, 2, 3}, items)
	assert.Equal(t, []string{"", "second"}, asked)
}
