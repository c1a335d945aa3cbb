package runtime

import (
	"errors"
	"io"
)

// callerReader is a reader that the caller provides.
type callerReader struct{ from io.Reader }

func (r callerReader) Read(p []byte) (n int, err error) {
	defer func() {
		// Read runs in a goroutine where a panic would end the program.
		if recover() != nil || n < 0 || n > len(p) {
			n, err = 0, bodyError{errors.New("the reader panicked, or returned an invalid number of bytes")}
		}
	}()
	if n, err = r.from.Read(p); err != nil && err != io.EOF {
		err = bodyError{err}
	}
	return n, err
}

// bodyError is an error from the caller's reader.
type bodyError struct{ error }

func (e bodyError) Error() string { return "reading the body of the request: " + e.error.Error() }
func (e bodyError) Unwrap() error { return e.error }

// awaited reads a stream until the attempt is over. Net/http does not return from an attempt while a read is pending, and a
// read from a terminal or a pipe may never end.
type awaited struct {
	from io.Reader
	over <-chan struct{} // closed when the attempt is over
	room []byte          // the read buffer: net/http may reuse its own buffer after the attempt
}

// piece is the result of a read.
type piece struct {
	n   int
	err error
}

// longestPiece is the size of io.Copy's buffer.
const longestPiece = 32 << 10

func (a *awaited) Read(p []byte) (int, error) {
	select {
	case <-a.over:
		return 0, errSealed // a pending read may still use the buffer
	default:
	}
	if size := min(len(p), longestPiece); size > len(a.room) {
		a.room = make([]byte, size)
	}
	room, found := a.room[:min(len(p), longestPiece)], make(chan piece, 1)
	go func() {
		n, err := a.from.Read(room)
		found <- piece{n, err}
	}()
	select {
	case got := <-found:
		return copy(p, room[:got.n]), got.err
	case <-a.over:
		return 0, errSealed
	}
}
