package runtime_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
)

type benchItem struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	Total string `json:"total"`
}

type benchTransport struct{ body string }

func (t benchTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
		Body: io.NopCloser(strings.NewReader(t.body)), ContentLength: int64(len(t.body)),
	}, nil
}

// benchList is a list of about 100 KB.
func benchList() string {
	var b strings.Builder
	b.WriteString(`{"data":[`)
	for i := range 1800 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"item number %d","total":"19.%02d"}`, i, i, i%100)
	}
	b.WriteString(`]}`)
	return b.String()
}

// BenchmarkCallOfAListOf100KB compares a call through the whole chain with the same work done by hand with net/http and the
// codec. The difference is the cost of the chain.
func BenchmarkCallOfAListOf100KB(b *testing.B) {
	transport := benchTransport{benchList()}
	b.Run("client", func(b *testing.B) {
		client, err := runtime.New(&runtime.API{Name: "bench"}, "https://api.example.com", core.WithHTTPClient(&http.Client{Transport: transport}))
		if err != nil {
			b.Fatal(err)
		}
		op := runtime.Operation{ID: "listItems", Method: http.MethodGet, Path: "/items", Result: "data"}
		b.SetBytes(int64(len(transport.body)))
		b.ReportAllocs()
		for b.Loop() {
			items, err := runtime.Do[[]benchItem](context.Background(), client, &op, runtime.Args{}, nil)
			if err != nil || len(items) != 1800 {
				b.Fatal(len(items), err)
			}
		}
	})
	b.Run("by hand", func(b *testing.B) {
		client := &http.Client{Transport: transport}
		b.SetBytes(int64(len(transport.body)))
		b.ReportAllocs()
		for b.Loop() {
			resp, err := client.Get("https://api.example.com/items")
			if err != nil {
				b.Fatal(err)
			}
			data, err := io.ReadAll(resp.Body)
			_ = resp.Body.Close()
			var response struct {
				Data []benchItem `json:"data"`
			}
			if err == nil {
				err = runtime.Decode(data, &response)
			}
			if err != nil || len(response.Data) != 1800 {
				b.Fatal(len(response.Data), err)
			}
		}
	})
}

func BenchmarkCallWithParametersAndAForm(b *testing.B) {
	client, err := runtime.New(&runtime.API{Name: "bench"}, "https://api.example.com", core.WithHTTPClient(&http.Client{Transport: benchTransport{`{}`}}))
	if err != nil {
		b.Fatal(err)
	}
	op := runtime.Operation{
		ID: "addItem", Method: http.MethodPost, Path: "/carts/{cart}/items",
		Parameters: []runtime.Parameter{{Name: "cart", In: runtime.InPath}, {Name: "note", In: runtime.InQuery, Field: 0}, {Name: "count", In: runtime.InQuery, Field: 1}},
		Body:       runtime.Body{Media: "application/x-www-form-urlencoded"},
	}
	params := &struct {
		Note  string
		Count *int
	}{"a note", new(3)}
	body := map[string]any{"product": "a name", "comment": "", "addons": []string{"KERNELCARE", "SOFTACULOUS"}, "meta": map[string]string{"a": "b"}}
	b.ReportAllocs()
	for b.Loop() {
		if err := runtime.Exec(context.Background(), client, &op, runtime.Args{Path: []any{int64(12)}, Params: params, Body: body}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
