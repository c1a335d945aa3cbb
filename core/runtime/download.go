package runtime

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/internal/codec"
)

// download is a response that the caller reads as it arrives.
type download struct {
	call   *call
	resp   *http.Response
	from   io.Reader     // the decompressed body of resp
	idle   time.Duration // the limit for each wait; zero or less if only the caller's context limits it
	left   int64         // how many more bytes are allowed; negative if there is no limit
	closed atomic.Bool
}

// isStreamed reports whether the caller reads the response as it arrives.
func (call *call) isStreamed() bool { return call.op.Returns == ReturnsStream }

// open stores a response as the call's download, which the caller closes.
func (call *call) open(resp *http.Response) {
	d := &download{call: call, resp: resp, from: resp.Body, left: -1}
	if limit := call.client.downloadLimit; limit > 0 {
		d.left = limit
	}
	call.download = d
}

// settle ends the wait for the start of the response. From now on, each wait for more data has its own time limit.
func (d *download) settle() {
	d.idle = d.call.timeout(d.call.parent)
	d.call.sent.context.move(time.Time{})
}

// decodeStream passes a response to the caller, who reads it as it arrives. It first checks a response of an unexpected type,
// which may be a gateway's error page or JSON that reports a failure.
func (call *call) decodeStream() error {
	d, resp := call.download, call.response
	size := d.resp.ContentLength
	if strings.EqualFold(resp.header.Get("Content-Encoding"), "gzip") {
		packed, err := gzip.NewReader(d.from)
		if errors.Is(err, gzip.ErrHeader) || errors.Is(err, io.EOF) {
			return call.drop(undecodedError{errors.New("the response has Content-Encoding gzip, but its body is not gzip")})
		}
		if err != nil {
			return call.drop(call.sent.explain(call.ctx, brokenError{err}))
		}
		d.from, size = packed, -1
	}
	if call.isUnasked(resp) {
		begin, err := io.ReadAll(io.LimitReader(d.from, longestFailure+1))
		resp.body = begin
		if err != nil {
			return call.drop(call.sent.explain(call.ctx, brokenError{err}))
		}
		if call.isStrayPage(resp) {
			return call.drop(undecodedError{fmt.Errorf("the response is %s; want a file", markup(resp.json()))})
		}
		if len(begin) <= longestFailure && codec.Valid(resp.json()) == nil {
			if v, found := call.op.rejection(resp.json()); v != nil {
				return call.drop(rejectedError{envelope: v, found: found})
			}
			if v, found := call.usualRejection(resp.json()); v != nil {
				return call.drop(rejectedError{envelope: v, found: found, inferred: true})
			}
		}
		d.from = io.MultiReader(strings.NewReader(string(begin)), d.from)
	}
	if err := call.check(resp); err != nil {
		return call.drop(err)
	}
	if to, ok := call.result.(**core.Download); ok {
		*to = &core.Download{StatusCode: resp.status, Header: resp.header, Size: size, ReadCloser: d}
	}
	return nil
}

// drop closes a response that is a failure, and returns err.
func (call *call) drop(err error) error {
	_ = call.download.resp.Body.Close()
	call.sent.context.end(context.Canceled)
	call.download = nil
	return err
}

// isUnasked reports whether a response is JSON or HTML, although the document declares a different type.
func (call *call) isUnasked(resp *response) bool {
	media, _, _ := mime.ParseMediaType(resp.header.Get("Content-Type"))
	if strings.HasPrefix(resp.header.Get("Content-Disposition"), "attachment") || strings.Contains(call.op.Accept, media) && media != "" {
		return false
	}
	return isJSON(media) || media == "text/html"
}

func (d *download) Read(p []byte) (int, error) {
	if d.closed.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	if d.idle > 0 {
		d.call.sent.context.move(time.Now().Add(d.idle))
		defer d.call.sent.context.move(time.Time{})
	}
	if d.left >= 0 && int64(len(p))-1 > d.left { // not d.left+1, which may overflow
		p = p[:d.left+1]
	}
	n, err := d.from.Read(p)
	if d.left >= 0 {
		if int64(n) > d.left {
			n = int(d.left)
			err = undecodedError{fmt.Errorf("the response is longer than %d bytes: core.WithMaxBodyBytes sets the limit", d.call.client.downloadLimit)}
		}
		d.left -= int64(n)
	}
	if err == nil || err == io.EOF {
		return n, err
	}
	if d.closed.Load() {
		return n, http.ErrBodyReadAfterClose
	}
	return n, d.failure(err)
}

// failure returns the error for a response that cannot be read to its end.
func (d *download) failure(err error) error {
	e := d.call.failure()
	e.StatusCode, e.Header, e.Truncated, e.Execution = d.resp.StatusCode, safeHeaders(d.resp.Header), true, core.Executed
	var tooLong undecodedError
	if errors.As(err, &tooLong) {
		e.Kinds, e.Err = []error{core.ErrDecode}, err
		return e
	}
	err = d.call.sent.explain(&d.call.sent.context, brokenError{withoutURL(err)})
	e.Kinds, e.Err = transportKinds(err), d.call.redactError(err)
	return e
}

// Close ends the download.
func (d *download) Close() error {
	if d.closed.Swap(true) {
		return nil
	}
	err := d.resp.Body.Close()
	d.call.sent.context.end(context.Canceled)
	return err
}
