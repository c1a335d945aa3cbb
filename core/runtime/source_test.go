package runtime

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// once hides all methods but Read, so that the body can be read only once.
type once struct{ io.Reader }

func TestAnUploadIsSentAgainOnlyIfItCanBeReadAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("-content"), 0o600))
	open := func() io.Reader {
		f, err := os.Open(file)
		require.NoError(t, err)
		t.Cleanup(func() { _ = f.Close() })
		_, err = f.Seek(1, io.SeekStart)
		require.NoError(t, err)
		return f
	}
	for name, tt := range map[string]struct {
		body     io.Reader
		size     int64
		attempts int
		length   int64
	}{
		"a string":                        {body: strings.NewReader("content"), attempts: 2, length: 7},
		"bytes":                           {body: bytes.NewReader([]byte("content")), attempts: 2, length: 7},
		"a file, from its current offset": {body: open(), attempts: 2, length: 7},
		"a stream":                        {body: once{strings.NewReader("content")}, attempts: 1, length: -1},
		"a stream with a known length":    {body: once{strings.NewReader("content")}, size: 7, attempts: 1, length: 7},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			var lengths []int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				data, _ := io.ReadAll(r.Body)
				got, lengths = append(got, string(data)), append(lengths, r.ContentLength)
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			defer server.Close()
			op := withMedia(withReturns(withRetry(postOp(), RetryAlways), ReturnsNothing), "application/octet-stream")
			c := newShop(t, server.URL, core.WithRetry(core.Retry{Attempts: 2}))
			err := Exec(t.Context(), c, &op, Args{Body: core.Upload{Body: tt.body, Size: tt.size}}, nil)
			assertMeans(t, err, core.ErrUnavailable)
			for i := range got {
				assert.Equal(t, "content", got[i])
				assert.Equal(t, tt.length, lengths[i])
			}
			assert.Len(t, got, tt.attempts)
		})
	}
}

// The server may have received the body of a request that spends money, even if the body can be read again.
func TestAnUploadThatSpendsIsSentOnce(t *testing.T) {
	for name, body := range map[string]any{
		"a string":   core.Upload{Body: strings.NewReader("content")},
		"a stream":   core.Upload{Body: once{strings.NewReader("content")}},
		"nothing":    core.Upload{},
		"a file":     photoForm{Photo: core.File{Body: strings.NewReader("content")}},
		"no content": core.Upload{Body: strings.NewReader("")},
	} {
		t.Run(name, func(t *testing.T) {
			var attempts atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				attempts.Add(1)
				_, _ = io.ReadAll(r.Body)
				panic(http.ErrAbortHandler)
			}))
			defer server.Close()
			op := withMedia(withReturns(orderOp(), ReturnsNothing), "multipart/form-data")
			err := Exec(t.Context(), newShop(t, server.URL, core.WithRetry(core.Retry{Attempts: 3})), &op, Args{Body: body}, nil)
			assertMeans(t, err, core.ErrUnavailable)
			assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
			assert.EqualValues(t, 1, attempts.Load())
		})
	}
}

// A blocked reader must not delay a call that already has its response.
func TestABlockedReaderDoesNotDelayTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		unblock := make(chan struct{})
		defer close(unblock)
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			go func() { _, _ = r.Body.Read(make([]byte, 4)) }()
			synctest.Wait()
			return reply(503, ""), nil
		}, core.WithRetry(core.Retry{Attempts: 3}))
		op := withReturns(withRetry(postOp(), RetryAlways), ReturnsNothing)
		blocked := once{readerFunc(func([]byte) (int, error) {
			<-unblock
			return 0, io.EOF
		})}
		start := time.Now()
		err := Exec(t.Context(), c, &op, Args{Body: core.Upload{Body: blocked}}, []core.CallOption{core.CallTimeout(time.Minute)})
		assertMeans(t, err, core.ErrUnavailable)
		assert.Equal(t, 1, asError(t, err).Attempts)
		assert.LessOrEqual(t, time.Since(start), time.Minute)
	})
}

// net/http waits for the reader of the body even when the context is over.
func TestACallEndsInTimeWhenItsReaderBlocks(t *testing.T) {
	for name, length := range map[string]int64{"of unknown length": 0, "of a known length": 7} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))
			defer server.Close()
			blocked, end := io.Pipe()
			defer end.Close() //nolint:errcheck // a pipe in memory
			op := withReturns(orderOp(), ReturnsNothing)
			done, c := make(chan error, 1), newShop(t, server.URL)
			go func() {
				done <- Exec(t.Context(), c, &op, Args{Body: core.Upload{Body: blocked, Size: length}},
					[]core.CallOption{core.CallTimeout(50 * time.Millisecond)})
			}()
			select {
			case err := <-done:
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, core.MaybeExecuted, asError(t, err).Execution)
			case <-time.After(5 * time.Second):
				t.Error("the call waits for its reader")
			}
		})
	}
}

func TestAReaderThatMisbehavesIsAnError(t *testing.T) {
	for name, read := range map[string]readerFunc{
		"it panics":           func([]byte) (int, error) { panic("hunter2") },
		"it returns too much": func(p []byte) (int, error) { return len(p) + 1, nil },
		"it returns too few":  func([]byte) (int, error) { return -1, nil },
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))
			defer server.Close()
			op := withReturns(postOp(), ReturnsNothing)
			err := Exec(t.Context(), newShop(t, server.URL), &op, Args{Body: core.Upload{Body: once{read}}}, nil)
			assertMeans(t, err, core.ErrUnavailable)
			assert.ErrorContains(t, err, "the reader panicked, or returned an invalid number of bytes")
			assertShowsNone(t, renderings(err), "hunter2")
		})
	}
}

// A stream that has not been read yet can be sent again.
func TestAStreamSurvivesAnAttemptThatDidNotReadIt(t *testing.T) {
	var attempts int
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		if attempts++; attempts == 1 {
			return nil, errors.New("no connection")
		}
		data, _ := io.ReadAll(r.Body)
		assert.Equal(t, "content", string(data))
		return reply(204, ""), nil
	}, core.WithRetry(core.Retry{Attempts: 2}))
	op := withReturns(postOp(), ReturnsNothing)
	require.NoError(t, Exec(t.Context(), c, &op, Args{Body: core.Upload{Body: once{strings.NewReader("content")}}}, nil))
}

func TestAReaderThatFailsEndsTheCall(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("begin"), once{failingReader{}})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { _, _ = io.ReadAll(r.Body) }))
	defer server.Close()
	op := withReturns(postOp(), ReturnsNothing)
	err := Exec(t.Context(), newShop(t, server.URL), &op, Args{Body: core.Upload{Body: broken}}, nil)
	require.ErrorIs(t, err, os.ErrPermission)
	assert.ErrorContains(t, err, "reading the body of the request")
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, os.ErrPermission }

// A server may respond before it has read the body. After the call, the reader belongs to the caller again.
func TestABodyIsNotReadAfterTheCall(t *testing.T) {
	var reads atomic.Int64
	var body io.Reader
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		body = r.Body
		_, _ = body.Read(make([]byte, 4))
		return reply(204, ""), nil
	})
	op := withReturns(postOp(), ReturnsNothing)
	endless := once{readerFunc(func(p []byte) (int, error) {
		reads.Add(1)
		return len(p), nil
	})}
	require.NoError(t, Exec(t.Context(), c, &op, Args{Body: core.Upload{Body: endless}}, nil))
	_, err := body.Read(make([]byte, 4))
	require.ErrorIs(t, err, errSealed)
	assert.EqualValues(t, 1, reads.Load())
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// photoForm is like a body that clientgen generates.
type photoForm struct {
	Title string            `json:"title"`
	Count *int              `json:"count,omitempty"`
	Tags  []string          `json:"tags,omitempty"`
	Meta  map[string]string `json:"meta,omitempty"`
	Key   core.Secret       `json:"key,omitzero"`
	Photo core.File         `json:"photo"`
	Thumb *core.File        `json:"thumb,omitempty"`
	More  []core.File       `json:"more,omitempty"`
}

func TestAFormWithFilesIsWrittenAsOpenAPIRequires(t *testing.T) {
	var media string
	var length int64
	var sent []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		media, length = r.Header.Get("Content-Type"), r.ContentLength
		sent, _ = io.ReadAll(r.Body)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	op := withMedia(withReturns(postOp(), ReturnsNothing), "multipart/form-data")
	op.Body.Parts = map[string]string{"photo": "image/png", "title": "text/markdown"}
	body := photoForm{
		Title: `a "title"`, Count: new(2), Tags: []string{"x", "y"}, Meta: map[string]string{"k": "v"}, Key: core.NewSecret("hunter2"),
		Photo: core.File{Name: `../my "photo".png`, Body: strings.NewReader("PNG")},
		More:  []core.File{{Name: "a.txt", ContentType: "text/plain", Body: strings.NewReader("A")}, {Body: strings.NewReader("")}},
	}
	require.NoError(t, Exec(t.Context(), newShop(t, server.URL), &op, Args{Body: body}, []core.CallOption{core.CallField("extra", 1.5)}))

	kind, params, err := mime.ParseMediaType(media)
	require.NoError(t, err)
	assert.Equal(t, "multipart/form-data", kind)
	assert.EqualValues(t, len(sent), length)
	var got []string
	for reader := multipart.NewReader(bytes.NewReader(sent), params["boundary"]); ; {
		p, err := reader.NextPart()
		if err == io.EOF {
			break
		}
		require.NoError(t, err)
		data, err := io.ReadAll(p)
		require.NoError(t, err)
		got = append(got, strings.Join([]string{p.FormName(), p.FileName(), p.Header.Get("Content-Type"), string(data)}, "|"))
	}
	assert.Equal(t, []string{
		`title||text/markdown|a "title"`, "count|||2", "tags|||x", "tags|||y", `meta||application/json|{"k":"v"}`, "key|||hunter2",
		"photo|my %22photo%22.png|image/png|PNG", "more|a.txt|text/plain|A", "more|file|application/octet-stream|", "extra|||1.5",
	}, got)
}

func TestTheNameOfAFileContainsNoDirectory(t *testing.T) {
	for name, want := range map[string]string{
		"a\x00.php": "a.php", "\x1b[31m": "[31m", "a\u202egnp.exe": "agnp.exe", "a\r\nX-Evil: y": "aX-Evil: y", ".\x00.": "file", "a\u2028b": "ab",
		`x"; filename="evil`: "x%22; filename=%22evil", "größe 日本.png": "größe 日本.png", `C:\temp\a.png`: "a.png", "../..": "file",
	} {
		var got string
		c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
			_, file, err := r.FormFile("photo")
			require.NoError(t, err)
			got = file.Filename
			return reply(204, ""), nil
		})
		op := withMedia(withReturns(postOp(), ReturnsNothing), "multipart/form-data")
		require.NoError(t, Exec(t.Context(), c, &op, Args{Body: photoForm{Photo: core.File{Name: name, Body: strings.NewReader("a")}}}, nil))
		assert.Equal(t, want, got)
	}
}

func TestAFormThatCannotBeSentIsRefused(t *testing.T) {
	for want, test := range map[string]struct {
		form photoForm
		opts []core.CallOption
	}{
		"photo has an invalid content type":  {form: photoForm{Photo: core.File{ContentType: "image/png\r\nX-Evil: 1", Body: strings.NewReader("a")}}},
		"photo has no Body":                  {form: photoForm{Photo: core.File{Name: "forgotten.png"}}},
		"photo has an invalid content":       {form: photoForm{Photo: core.File{ContentType: "image/png; a=\"\x01\"", Body: strings.NewReader("a")}}},
		"photo has a negative size":          {form: photoForm{Photo: core.File{Body: strings.NewReader("a"), Size: -1}}},
		"the body already has a field title": {form: photoForm{Photo: core.File{Body: strings.NewReader("a")}}, opts: []core.CallOption{core.CallField("title", "x")}},
		"title is empty":                     {},
	} {
		op := withMedia(postOp(), "multipart/form-data")
		op.Body.Rule = &Rule{Properties: map[string]*Rule{"title": {NotEmpty: want == "title is empty"}}}
		_, err := Do[anything](t.Context(), newTestClient(t, always(200, "{}")), &op, Args{Body: test.form}, test.opts)
		assertMeans(t, err, core.ErrInvalid)
		assert.ErrorContains(t, err, want)
	}
}

// A body of unknown length is sent in chunks, and one with a stream in it is not sent twice.
func TestAStreamInAFormIsSentOnce(t *testing.T) {
	attempts := 0
	c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
		attempts++
		assert.EqualValues(t, -1, r.ContentLength)
		_, _ = io.ReadAll(r.Body)
		return reply(503, ""), nil
	}, core.WithRetry(core.Retry{Attempts: 3}))
	op := withMedia(withReturns(withRetry(postOp(), RetryAlways), ReturnsNothing), "multipart/form-data")
	err := Exec(t.Context(), c, &op, Args{Body: photoForm{Photo: core.File{Body: once{strings.NewReader("a")}}}}, nil)
	assertMeans(t, err, core.ErrUnavailable)
	assert.Equal(t, 1, attempts)
}
