package runtime

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func fileOp() Operation {
	op := withReturns(readOp(), ReturnsStream)
	op.Accept = "application/octet-stream"
	return op
}

// slowBody returns one byte after each pause, and records when it is closed.
type slowBody struct {
	ctx    context.Context
	pauses []time.Duration
	end    error
	closed bool
}

func (b *slowBody) Read(p []byte) (int, error) {
	if len(b.pauses) == 0 {
		return 0, b.end
	}
	timer := time.NewTimer(b.pauses[0])
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-b.ctx.Done():
		return 0, context.Cause(b.ctx)
	}
	b.pauses = b.pauses[1:]
	p[0] = 'x'
	return 1, nil
}

func (b *slowBody) Close() error {
	b.closed = true
	return nil
}

// slowly responds with a slowBody.
func slowly(body *slowBody, headers ...string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		resp := reply(200, "", append([]string{"Content-Type", "", "Content-Type", "application/octet-stream"}, headers...)...)
		body.ctx = r.Context()
		resp.Body, resp.ContentLength, resp.Request = body, -1, r
		return resp, nil
	}
}

func TestADownloadMayBeSlowButMustNotStall(t *testing.T) {
	for name, tt := range map[string]struct {
		pauses []time.Duration
		opts   []core.Option
		bound  time.Duration // of the caller's context
		want   string
		kinds  []error
	}{
		"many short waits":                  {pauses: []time.Duration{20 * time.Second, 20 * time.Second, 20 * time.Second}, want: "xxx"},
		"a long wait":                       {pauses: []time.Duration{time.Second, time.Minute}, want: "x", kinds: []error{core.ErrUnavailable}},
		"a wait beyond the timeout":         {pauses: []time.Duration{time.Second, 3 * time.Second}, opts: []core.Option{core.WithTimeout(2 * time.Second)}, want: "x", kinds: []error{core.ErrUnavailable}},
		"a deadline for the whole download": {pauses: []time.Duration{time.Second, time.Second, time.Second}, bound: 2500 * time.Millisecond, want: "xx", kinds: []error{core.ErrUnavailable}},
		"a timeout of the attempt":          {pauses: []time.Duration{5 * time.Second, time.Second}, opts: []core.Option{core.WithRetry(core.Retry{Attempts: 1, AttemptTimeout: 2 * time.Second})}, want: "xx"},
		"only a deadline of the context":    {pauses: []time.Duration{time.Hour}, bound: 2 * time.Hour, want: "x"},
		"longer than the limit":             {pauses: []time.Duration{1, 1, 1}, opts: []core.Option{core.WithMaxBodyBytes(2)}, want: "xx", kinds: []error{core.ErrDecode}},
		"the largest limit":                 {pauses: []time.Duration{1}, opts: []core.Option{core.WithMaxBodyBytes(math.MaxInt64)}, want: "x"},
		"exactly as long as the limit":      {pauses: []time.Duration{1, 1}, opts: []core.Option{core.WithMaxBodyBytes(2)}, want: "xx"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				body := &slowBody{pauses: tt.pauses, end: io.EOF}
				c, op, ctx := newTestClient(t, slowly(body), tt.opts...), fileOp(), t.Context()
				if tt.bound > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.bound)
					defer cancel()
				}
				file, err := Do[*core.Download](ctx, c, &op, Args{}, nil)
				require.NoError(t, err)
				time.Sleep(min(time.Hour, max(0, tt.bound/100))) // the caller's own time does not count
				data, err := io.ReadAll(file)
				assert.Equal(t, tt.want, string(data))
				if tt.kinds == nil {
					assert.NoError(t, err)
				} else {
					assertMeans(t, err, tt.kinds...)
					var e *core.Error
					require.ErrorAs(t, err, &e)
					assert.Equal(t, core.Executed, e.Execution)
					assert.Equal(t, 200, e.StatusCode)
					assert.Equal(t, "listThings", e.Operation)
				}
				require.NoError(t, file.Close())
				assert.True(t, body.closed)
				assert.Error(t, body.ctx.Err(), "the context must end with the download")
				_, err = file.Read(make([]byte, 1))
				assert.ErrorIs(t, err, http.ErrBodyReadAfterClose)
			})
		})
	}
}

func TestTheWaitForTheStartOfADownloadEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, context.Cause(r.Context())
		}, core.WithTimeout(3*time.Second))
		start, op := time.Now(), fileOp()
		_, err := Do[*core.Download](t.Context(), c, &op, Args{}, nil)
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, 3*time.Second, time.Since(start))
	})
}

// The deadline of a download also limits the pause before a retry.
func TestADownloadIsNotRetriedAfterItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start, op := time.Now(), fileOp()
		s := &script{steps: []roundTripper{always(503, "", "Retry-After", "5")}}
		_, err := Do[*core.Download](t.Context(), newTestClient(t, s.network, core.WithTimeout(3*time.Second)), &op, Args{}, nil)
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, 1, s.count)
		assert.Zero(t, time.Since(start))
	})
}

// The client may have to read the start of a response before it returns it.
func TestAStallBeforeTheFirstByteOfADownloadIsATimeout(t *testing.T) {
	for name, header := range map[string][]string{
		"of a compressed body":       {"Content-Encoding", "gzip"},
		"of a body that may be HTML": {"Content-Type", "", "Content-Type", "text/html"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				body := &slowBody{pauses: []time.Duration{time.Hour}, end: io.EOF}
				c, op := newTestClient(t, slowly(body, header...), core.WithRetry(core.Retry{Attempts: 1})), fileOp()
				_, err := Do[*core.Download](t.Context(), c, &op, Args{}, nil)
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assertMeans(t, err, core.ErrUnavailable)
				assert.True(t, body.closed)
			})
		})
	}
}

func TestABrokenDownloadIsAnErrorWithEvidence(t *testing.T) {
	body := &slowBody{pauses: []time.Duration{1}, end: io.ErrUnexpectedEOF}
	op := fileOp()
	file, err := Do[*core.Download](t.Context(), newTestClient(t, slowly(body, "X-Request-Id", "r1")), &op, Args{}, nil)
	require.NoError(t, err)
	_, err = io.ReadAll(file)
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	assertMeans(t, err, core.ErrUnavailable)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "r1", e.Header.Get("X-Request-Id"))
}

func TestAResponseThatIsNotAFileIsAFailure(t *testing.T) {
	for name, tt := range map[string]struct {
		media, body string
		header      []string
		kind        error // nil for a success
	}{
		"a file":                         {media: "application/octet-stream", body: "<html>"},
		"a page":                         {media: "text/html; charset=utf-8", body: "<html>", kind: core.ErrDecode},
		"a page as an attachment":        {media: "text/html", body: "<html>", header: []string{"Content-Disposition", `attachment; filename="a.html"`}},
		"a JSON error":                   {media: "application/json", body: `{"error":"no such file"}`, kind: core.ErrRejected},
		"JSON without an error":          {media: "application/json", body: `{"a":1}`},
		"JSON longer than any error":     {media: "application/json", body: `{"error":"` + strings.Repeat("x", longestFailure) + `"}`},
		"an empty file":                  {media: "application/octet-stream"},
		"an empty body declared as JSON": {media: "application/json"},
	} {
		t.Run(name, func(t *testing.T) {
			op := fileOp()
			c := newTestClient(t, always(200, tt.body, append([]string{"Content-Type", "", "Content-Type", tt.media}, tt.header...)...))
			file, err := Do[*core.Download](t.Context(), c, &op, Args{}, nil)
			if tt.kind != nil {
				assertMeans(t, err, tt.kind)
				assert.Nil(t, file)
				var e *core.Error
				require.ErrorAs(t, err, &e)
				assert.Equal(t, tt.body, string(e.Body), "the error contains the body")
				return
			}
			require.NoError(t, err)
			data, err := io.ReadAll(file)
			require.NoError(t, err)
			assert.Equal(t, tt.body, string(data))
			require.NoError(t, file.Close())
		})
	}
}

func TestAFailedDownloadKeepsItsBodyAndIsRetried(t *testing.T) {
	calls := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		if calls++; calls == 1 {
			return reply(503, `{"message":"later"}`, "Retry-After", "0"), nil
		}
		return reply(404, `{"message":"gone"}`), nil
	}, core.WithRetry(core.Retry{Attempts: 3}))
	op := fileOp()
	_, err := Do[*core.Download](t.Context(), c, &op, Args{}, nil)
	assertMeans(t, err, core.ErrNotFound)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, `{"message":"gone"}`, string(e.Body))
	assert.Equal(t, 2, calls)
}

// Only a body with a Content-Encoding is decompressed. A file that is itself compressed is returned unchanged.
func TestACompressedFileStaysCompressed(t *testing.T) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, "content")
	require.NoError(t, w.Close())
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "identity", r.Header.Get("Accept-Encoding"))
		if r.URL.Query().Has("in transit") {
			w.Header().Set("Content-Encoding", "gzip")
		}
		w.Header().Set("Content-Type", "application/octet-stream")
		_, _ = w.Write(packed.Bytes())
	}))
	defer server.Close()
	c := newShop(t, server.URL)
	for query, want := range map[string]string{"file": packed.String(), "in transit": "content"} {
		op := fileOp()
		file, err := Do[*core.Download](t.Context(), c, &op, Args{}, []core.CallOption{core.CallQuery(query, "1")})
		require.NoError(t, err)
		data, err := io.ReadAll(file)
		require.NoError(t, err)
		assert.Equal(t, want, string(data))
		require.NoError(t, file.Close())
		assert.Equal(t, map[string]int64{"file": int64(packed.Len()), "in transit": -1}[query], file.Size)
	}
}

// The client reads a gigabyte with a memory limit of eight mebibytes.
func TestADownloadIsNotHeldInMemory(t *testing.T) {
	const size = 1 << 30
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.Header().Set("Content-Length", fmt.Sprint(size))
		chunk := make([]byte, 1<<20)
		for range size >> 20 {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer server.Close()
	op := fileOp()
	allocated := testing.AllocsPerRun(1, func() {
		file, err := Do[*core.Download](t.Context(), newShop(t, server.URL), &op, Args{}, nil)
		require.NoError(t, err)
		n, err := io.Copy(io.Discard, file)
		require.NoError(t, err)
		assert.EqualValues(t, size, n)
		require.NoError(t, file.Close())
	})
	assert.Less(t, allocated, 1e5)
}

func TestTheNameOfADownloadContainsNoDirectory(t *testing.T) {
	for header, want := range map[string]string{
		`attachment; filename="invoice 12.pdf"`:         "invoice 12.pdf",
		`attachment; filename="../../etc/passwd"`:       "passwd",
		`attachment; filename="C:\\temp\\a.pdf"`:        "a.pdf",
		`attachment; filename*=UTF-8''r%C3%A9sum%C3%A9`: "résumé",
		`attachment; filename=".."`:                     "",
		`attachment`:                                    "",
		``:                                              "",
	} {
		d := core.Download{Header: http.Header{"Content-Disposition": {header}}}
		assert.Equal(t, want, d.Name(), header)
	}
}

func TestATextResponseIsAString(t *testing.T) {
	for name, tt := range map[string]struct {
		body string
		kind error
	}{
		"a text":                    {body: " two\nlines "},
		"a number":                  {body: "12"},
		"nothing":                   {body: ""},
		"a page":                    {body: "<html></html>", kind: core.ErrDecode},
		"an error inside a success": {body: `{"success":false}`, kind: core.ErrRejected},
	} {
		t.Run(name, func(t *testing.T) {
			op := withReturns(readOp(), ReturnsText)
			op.Accept = "text/plain"
			got, err := Do[string](t.Context(), newTestClient(t, always(200, tt.body, "Content-Type", "", "Content-Type", "text/plain")), &op, Args{}, nil)
			if tt.kind != nil {
				assertMeans(t, err, tt.kind)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tt.body, got)
		})
	}
}

func TestAContextErrorIsReturnedToTheCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancelCause(t.Context())
		body := &slowBody{pauses: []time.Duration{time.Second, time.Hour}, end: io.EOF}
		op := fileOp()
		file, err := Do[*core.Download](ctx, newTestClient(t, slowly(body)), &op, Args{}, nil)
		require.NoError(t, err)
		time.AfterFunc(5*time.Second, func() { cancel(errors.New("enough")) })
		_, err = io.ReadAll(file)
		require.ErrorIs(t, err, context.Canceled)
		assertMeans(t, err)
		require.NoError(t, file.Close())
	})
}
