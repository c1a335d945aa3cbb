package core

import (
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Download is a response that you read as it arrives. Close it when you are done: until then, it occupies a connection.
//
// The call's timeout limits the wait for the start of the response, and then each wait for more data. A download can therefore take
// longer than the timeout, but fails if the server stops sending. The call's context limits the whole download. Only
// [WithMaxBodyBytes] limits the length. Every error of Read other than io.EOF is an [*Error].
type Download struct {
	StatusCode int
	Header     http.Header
	// Size is the length that the server announced, in bytes; -1 if unknown.
	Size int64

	io.ReadCloser
}

// Name returns the file name that the server suggests, without folders, or "" if there is no safe name.
func (d *Download) Name() string {
	_, params, err := mime.ParseMediaType(d.Header.Get("Content-Disposition"))
	if err != nil {
		return ""
	}
	name := path.Base(strings.ReplaceAll(params["filename"], `\`, "/"))
	if name == "." || name == ".." || name == "/" || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == ':' }) {
		return ""
	}
	return name
}

// Format prints the status and the announced length for every verb.
func (d *Download) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "download %d, %d bytes announced", d.StatusCode, d.Size)
}

// LogValue returns what Format prints.
func (d *Download) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(d)) }
