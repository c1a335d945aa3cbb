package runtime

import (
	"errors"
	"io"
)

// theirReader is a reader that the caller gave.
type theirReader struct{ from io.Reader }

func (r theirReader) Read(p []byte) (n int, err error) {
	defer func() {
		// It is read in a goroutine where a panic would end the program.
		if recover() != nil || n < 0 || n > len(p) {
			n, err = 0, bodyError{errors.New("the reader panicked, or returned more than was asked for")}
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

// awaited reads a stream while its attempt lasts. Net/http does not return from an attempt until a pending read ends, and a
// read from a terminal or a pipe may never end.
type awaited struct {
	from io.Reader
	over <-chan struct{} // closed when the attempt is over
	room []byte          // the buffer to read into: net/http may reuse its own after the attempt
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
		return 0, errSealed // a read may still be pending
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
