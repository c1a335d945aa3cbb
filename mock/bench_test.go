package mock

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func BenchmarkRequest(b *testing.B) {
	srv, err := New([]API{HostBill})
	if err != nil {
		b.Fatal(err)
	}
	for _, load := range []struct{ name, method, path, body string }{
		{"a record of the state", http.MethodGet, "/invoice/301", ""},
		{"a quote that is calculated", http.MethodPost, "/quote", `{"items": [{"type": "product", "product_id": 333, "cycle": "m"}]}`},
		{"a fixture", http.MethodGet, "/payment", ""},
	} {
		b.Run(load.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest(load.method, "http://127.0.0.1/hostbill/api"+load.path, strings.NewReader(load.body))
				r.Header.Set("Authorization", "Bearer TOKEN")
				if load.body != "" {
					r.Header.Set("Content-Type", "application/json")
				}
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					b.Fatal(w.Body)
				}
			}
		})
	}
}
