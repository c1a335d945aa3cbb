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

// Download is a response that is read while it arrives. Close it when you have read enough: until then it holds a connection.
//
// The timeout of a call bounds the wait for the beginning of the response, and then every wait for more of it, so that a long
// download may take its time and a server that falls silent is noticed. The context of the call bounds the whole download.
// [WithMaxBodyBytes] bounds its length only if that option is given. An error of Read other than io.EOF is an [*Error].
type Download struct {
	StatusCode int
	Header     http.Header
	// Size is the length that the server announced; -1 if it did not.
	Size int64

	io.ReadCloser
}

// Name is the file name that the server suggests, without any folder; "" if it suggests none that is safe to use.
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

// Format prints the status and the announced length, whatever the verb.
func (d *Download) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "download %d, %d bytes announced", d.StatusCode, d.Size)
}

// LogValue returns what Format prints.
func (d *Download) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(d)) }
