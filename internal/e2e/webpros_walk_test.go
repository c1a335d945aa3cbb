package e2e

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/webpros"
)

const perPage = 100

// packagesInMemory returns a client whose list of packages has this many pages, without a network. Each page has perPage packages.
func packagesInMemory(tb testing.TB, pages int) *webpros.Client {
	tb.Helper()
	var items strings.Builder
	for i := range perPage {
		if i > 0 {
			items.WriteByte(',')
		}
		fmt.Fprintf(&items, `{"id":%q,"entitlementId":%q,"zoneId":"eu-central-de1","suspended":false,"creationDate":"2026-01-31T12:00:00Z",`+
			`"data":{"maxSites":1,"maxDiskKb":1048576,"maxCpuCores":0.5,"domain":"shop%d.example.com","username":"user%d"}}`, idAt(i), packageID, i, i)
	}
	text := items.String()
	client := &http.Client{Transport: transport(func(r *http.Request) (*http.Response, error) {
		number := 0
		if start := r.URL.Query().Get("start"); start != "" {
			number, _ = strconv.Atoi(strings.TrimLeft(start[:8], "0"))
		}
		next := "null"
		if number+1 < pages {
			next = strconv.Quote(idAt(number + 1))
		}
		body := `{"data":[` + text + `],"next":` + next + `}`
		return &http.Response{
			StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
		}, nil
	})}
	api, err := webpros.New("https://cloud.example.com", webpros.WithToken(tokenID, tokenSecret), core.WithHTTPClient(client))
	require.NoError(tb, err)
	return api
}

// walk reads all packages and returns their number. It calls look ten times at equal intervals; look may be nil.
func walk(ctx context.Context, api *webpros.Client, pages int, look func()) (packages int, err error) {
	for _, err := range api.WPSquared.AllPackages(ctx, &webpros.ListWPSquaredPackagesParams{Count: new(int64(perPage))}) {
		if err != nil {
			return packages, err
		}
		if packages++; look != nil && packages%(pages*perPage/10) == 0 {
			look()
		}
	}
	return packages, nil
}

// peakOf returns the largest of ten heap sizes during a walk, in bytes.
func peakOf(tb testing.TB, pages int) uint64 {
	tb.Helper()
	var peak uint64
	packages, err := walk(tb.Context(), packagesInMemory(tb, pages), pages, func() {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		peak = max(peak, m.HeapAlloc)
	})
	require.NoError(tb, err)
	require.Equal(tb, pages*perPage, packages)
	return peak
}

func TestTheMemoryOfAWalkDoesNotGrowWithItsPages(t *testing.T) {
	few, many := peakOf(t, 10), peakOf(t, 100)
	// A decoded page needs about 60 KB, so ninety more pages would need several MB.
	assert.Less(t, many, few+1<<20, "a walk of 10 pages needs %d bytes, and a walk of 100 pages needs %d", few, many)
}

// BenchmarkWalkOfPackages shows that the largest heap (peak-B) and the time per package do not grow with the list.
func BenchmarkWalkOfPackages(b *testing.B) {
	for _, pages := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprintf("packages=%d", pages*perPage), func(b *testing.B) {
			api := packagesInMemory(b, pages)
			b.ReportAllocs()
			for b.Loop() {
				if packages, err := walk(b.Context(), api, pages, nil); err != nil || packages != pages*perPage {
					b.Fatalf("%d packages: %v", packages, err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*pages*perPage), "ns/package")
			b.ReportMetric(float64(peakOf(b, pages)), "peak-B")
		})
	}
}
