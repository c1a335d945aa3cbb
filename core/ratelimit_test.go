package core

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestRateLimitReadsEveryFormatOfTheHeaders(t *testing.T) {
	const date = "Thu, 26 Nov 2026 12:00:00 GMT" // 1795694400
	tests := map[string]struct {
		header map[string]string
		want   RateLimit
		found  bool
	}{
		"no limit":                      {map[string]string{"Date": date}, RateLimit{-1, -1, 0}, false},
		"X-RateLimit headers":           {map[string]string{"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "30"}, RateLimit{100, 5, 30 * time.Second}, true},
		"RateLimit headers":             {map[string]string{"RateLimit-Limit": "100, 100;w=60", "RateLimit-Remaining": "0"}, RateLimit{100, 0, 0}, true},
		"a Unix time":                   {map[string]string{"Date": date, "X-RateLimit-Reset": "1795694460"}, RateLimit{-1, -1, time.Minute}, true},
		"a Unix time in the past":       {map[string]string{"Date": date, "X-RateLimit-Reset": "1795694000"}, RateLimit{-1, -1, 0}, false},
		"all values in RateLimit":       {map[string]string{"RateLimit": "limit=100, remaining=5, reset=30"}, RateLimit{100, 5, 30 * time.Second}, true},
		"the limit in RateLimit-Policy": {map[string]string{"RateLimit": `"default";r=5;t=30`, "RateLimit-Policy": `"default";q=100;w=60`}, RateLimit{100, 5, 30 * time.Second}, true},
		"Retry-After in seconds":        {map[string]string{"Retry-After": "7"}, RateLimit{-1, -1, 7 * time.Second}, true},
		"Retry-After as a date":         {map[string]string{"Date": date, "Retry-After": "Thu, 26 Nov 2026 12:00:20 GMT"}, RateLimit{-1, -1, 20 * time.Second}, true},
		"negative numbers":              {map[string]string{"X-RateLimit-Limit": "-3", "Retry-After": "-1"}, RateLimit{-1, -1, 0}, false},
		"invalid numbers":               {map[string]string{"X-RateLimit-Limit": "many", "X-RateLimit-Remaining": "1e3", "Retry-After": "soon"}, RateLimit{-1, -1, 0}, false},
		"a number that is too large":    {map[string]string{"Retry-After": "99999999999999999999999"}, RateLimit{-1, -1, 0}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			h := http.Header{}
			for name, value := range tt.header {
				h.Set(name, value)
			}
			got, found := Response{Header: h}.RateLimit()
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.found, found)
			got, found = (&Error{Header: h}).RateLimit()
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.found, found)
		})
	}
}
