//go:build peers

package main

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
)

// memory is a transport that returns the same body for every request. It reads request bodies to the end, as a real transport does.
type memory struct{ body []byte }

var jsonHeader = []string{"application/json"}

func (m memory) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, err := io.Copy(io.Discard, r.Body)
		if err := cmp.Or(err, r.Body.Close()); err != nil {
			return nil, err
		}
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": jsonHeader}, Body: io.NopCloser(bytes.NewReader(m.body)), ContentLength: int64(len(m.body)),
	}, nil
}
