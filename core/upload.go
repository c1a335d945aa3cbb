package core

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
)

// Upload is a request body that is neither JSON nor a form: a file, an archive, a picture. It is streamed unchanged.
//
// If Body is an [io.Seeker], such as an *os.File, a *bytes.Reader or a *strings.Reader, the client can retry the request: it reads
// Body again from its original position. Any other Body is read once, and a call that has started to read it is never retried. Do not
// use Body until the call returns. The client does not close it. A call ends at its timeout even if Body blocks, but the Read in
// progress continues.
type Upload struct {
	// MediaType is the body's content type; empty for the content type in the document.
	MediaType string
	// Body is the body; nil for an empty one.
	Body io.Reader
	// Size is the length of Body in bytes. If it is 0 and Body is an io.Seeker, the client determines the length. A body of unknown
	// length is sent in chunks, which not every server accepts.
	Size int64
}

// Format prints the media type for every verb.
func (u Upload) Format(f fmt.State, _ rune) { _, _ = fmt.Fprintf(f, "upload of %s", u.MediaType) }

// LogValue returns what Format prints.
func (u Upload) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(u)) }

// MarshalJSON returns the media type as a string, because the content is not JSON.
func (u Upload) MarshalJSON() ([]byte, error) { return json.Marshal(u.MediaType) }

// File is a file in a multipart form. Its Body is read like that of an [Upload].
type File struct {
	// Name is the file's name. Folders in it are dropped, and an empty name is sent as "file".
	Name string
	// ContentType is the file's media type; empty for the media type in the document, or application/octet-stream if it declares none.
	ContentType string
	// Body is the content; it must not be nil. For an empty file, use strings.NewReader("").
	Body io.Reader
	// Size is the length of Body, as in [Upload].
	Size int64
}

// Format prints the name for every verb.
func (f File) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "file %s", f.Name) }

// LogValue returns what Format prints.
func (f File) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(f)) }

// MarshalJSON returns the name as a string, because the content is not JSON.
func (f File) MarshalJSON() ([]byte, error) { return json.Marshal(f.Name) }
