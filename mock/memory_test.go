package mock

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestMemoryDoesNotGrowWithTheRequests fills the log and then sends 5,000 more requests. It fails if the heap grows by 200 bytes or
// more per request.
func TestMemoryDoesNotGrowWithTheRequests(t *testing.T) {
	srv, err := New([]API{HostBill})
	require.NoError(t, err)
	send := func(times int) {
		for i := range times {
			method, path, body := http.MethodGet, "/invoice/301", ""
			switch i % 4 {
			case 1:
				method, path, body = http.MethodPost, "/quote", `{"items": [{"type": "product", "product_id": 333, "cycle": "m"}]}`
			case 2:
				method, path, body = http.MethodPost, "/service/301/label", `{"label": "changed"}`
			case 3:
				path = "/nothing"
			}
			r := httptest.NewRequest(method, "http://127.0.0.1/hostbill/api"+path, strings.NewReader(body))
			r.Header.Set("Authorization", "Bearer TOKEN")
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, r)
			require.Equal(t, path == "/nothing", w.Code == http.StatusNotFound, w.Body)
		}
	}
	send(1000)
	before := heap()
	send(5000)
	assert.Less(t, heap()-before, int64(5000*200))
	assert.Len(t, srv.Requests(), kept, "the log is bounded")
}

// heap returns the size of the heap after garbage collection, in bytes.
func heap() int64 {
	var stats runtime.MemStats
	for range 3 { // a sync.Pool is empty only after the second collection
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
