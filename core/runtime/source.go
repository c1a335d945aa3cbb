package runtime

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"
	"sync/atomic"
	"unicode"

	"github.com/hostclients/hostclients/core"
)

// source is a streamed request body. It consists of consecutive parts.
type source struct {
	parts []part
	size  int64 // -1 if unknown

	turn  atomic.Pointer[turn] // the attempt that may read, or nil
	busy  chan struct{}        // contains an element during a read, which may take any time
	begun bool                 // an attempt has read from it
}

// part is text from this package, or a reader from the caller.
type part struct {
	text string
	body io.Reader
	size int64     // -1 if unknown
	seek io.Seeker // body, if it can be read again
	from int64     // where the part begins in seek
}

func textPart(text string) part { return part{text: text, size: int64(len(text))} }

// bodyPart returns the part for a reader from the caller. If body is an io.Seeker, its length is known, and it can be read
// again.
func bodyPart(body io.Reader, size int64) (part, error) {
	p := part{body: body, size: size}
	if body == nil {
		return part{}, nil
	}
	if size < 0 {
		return p, errors.New("has a negative size")
	}
	seeker, ok := body.(io.Seeker)
	if !ok {
		p.size = unknownUnless(size)
		return p, nil
	}
	from, err := seeker.Seek(0, io.SeekCurrent)
	if err != nil {
		p.size = unknownUnless(size) // for example a pipe, which is an *os.File but cannot seek
		return p, nil                //nolint:nilerr // it can be read once
	}
	end, err := seeker.Seek(0, io.SeekEnd)
	if err == nil {
		_, err = seeker.Seek(from, io.SeekStart)
	}
	if err != nil {
		return p, errors.New("cannot be read from its beginning")
	}
	p.seek, p.from, p.size = seeker, from, cmp.Or(size, end-from)
	return p, nil
}

func unknownUnless(size int64) int64 {
	if size == 0 {
		return -1
	}
	return size
}

func newSource(parts []part) *source {
	s := &source{parts: parts, busy: make(chan struct{}, 1)}
	for _, p := range parts {
		if p.size < 0 || s.size < 0 || p.size > math.MaxInt64-s.size {
			s.size = -1
			continue
		}
		s.size += p.size
	}
	return s
}

// mayBegin ends the turn of the previous attempt. It reports whether the body can be sent from its beginning, because it is
// unread or can be read again. It waits for a pending read until ctx ends.
func (s *source) mayBegin(ctx context.Context) bool {
	if s == nil {
		return true
	}
	s.turn.Store(nil)
	select {
	case s.busy <- struct{}{}:
		defer func() { <-s.busy }()
	case <-ctx.Done():
		return false
	}
	if s.begun {
		for _, p := range s.parts {
			if p.body != nil && p.seek == nil {
				return false
			}
		}
	}
	return true
}

// open returns the body for one attempt. There must be no pending read: call mayBegin before a second attempt.
func (s *source) open(ctx context.Context) io.ReadCloser {
	if s.size == 0 {
		return http.NoBody
	}
	t := &turn{of: s}
	var readers []io.Reader
	for _, p := range s.parts {
		switch {
		case p.body == nil:
			readers = append(readers, strings.NewReader(p.text))
			continue
		case s.begun && p.seek != nil:
			if _, err := p.seek.Seek(p.from, io.SeekStart); err != nil {
				t.failed = errors.New("the body cannot be read again")
			}
		}
		if theirs := (callerReader{p.body}); p.seek != nil {
			readers = append(readers, theirs)
		} else {
			readers = append(readers, &awaited{from: theirs, over: ctx.Done()})
		}
	}
	t.from = io.MultiReader(readers...)
	s.turn.Store(t)
	return t
}

// close stops all attempts from reading. The readers belong to the caller again.
func (s *source) close() {
	if s != nil {
		s.turn.Store(nil)
	}
}

// turn is the body of one attempt.
type turn struct {
	of     *source
	from   io.Reader
	failed error
	read   bool // this attempt has read from it
}

func (t *turn) Read(p []byte) (int, error) {
	t.of.busy <- struct{}{}
	defer func() { <-t.of.busy }()
	switch {
	case t.of.turn.Load() != t:
		return 0, errSealed
	case t.failed != nil:
		return 0, t.failed
	}
	t.of.begun, t.read = true, true
	return t.from.Read(p)
}

// seal reports whether the body is unread in this attempt. If it is unread, later reads fail.
func (t *turn) seal() bool {
	select {
	case t.of.busy <- struct{}{}:
		defer func() { <-t.of.busy }()
	default:
		return false // a read is in progress
	}
	if !t.read {
		t.of.turn.Store(nil)
	}
	return !t.read
}

func (t *turn) Close() error { return nil } // the caller closes its own readers

// setBody sets the body of the request, encoded or as a stream.
func (r *request) setBody(call *call, body any) (err error) {
	switch body := body.(type) {
	case core.Upload:
		err = r.setUpload(call, body)
	case *core.Upload:
		if body != nil {
			err = r.setUpload(call, *body)
		}
	case string:
		if !isText(call.op.Body.Media) {
			r.media, r.body, err = call.encodeBody(body)
			return err
		}
		r.media, r.body = call.op.Body.Media, []byte(body)
		return noFields(call)
	case *string:
		if body != nil {
			return r.setBody(call, *body)
		}
		r.media, r.body, err = call.encodeBody(body)
	default:
		if isMultipart(call.op.Body.Media) && !isNone(body) {
			return r.setMultipart(call, body)
		}
		r.media, r.body, err = call.encodeBody(body)
	}
	return err
}

// setUpload sets a body that is sent unchanged.
func (r *request) setUpload(call *call, upload core.Upload) error {
	if err := noFields(call); err != nil {
		return err
	}
	if _, _, err := mime.ParseMediaType(upload.MediaType); upload.MediaType != "" && err != nil || strings.ContainsFunc(upload.MediaType, unicode.IsControl) {
		return errors.New("the upload has an invalid media type: want one like text/csv")
	}
	body, err := bodyPart(upload.Body, upload.Size)
	if err != nil {
		return fmt.Errorf("the upload %w", err)
	}
	r.media, r.source = cmp.Or(upload.MediaType, call.op.Body.Media), newSource([]part{body})
	return nil
}

// noFields returns an error if the call has fields to add, for a body that cannot have any.
func noFields(call *call) error {
	if fields := call.opts.Fields; len(fields) > 0 {
		return fmt.Errorf("CallField %s: this operation's body has no fields", fields[0].Name)
	}
	return nil
}

func isText(media string) bool { return strings.HasPrefix(media, "text/") }
