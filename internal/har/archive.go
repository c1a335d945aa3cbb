package har

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"os"
	"strings"
)

// entry is an entry of an archive, with the fields that this package uses.
type entry struct {
	Request struct {
		Method   string   `json:"method"`
		URL      string   `json:"url"`
		Headers  []header `json:"headers"`
		Cookies  []header `json:"cookies"`
		PostData postData `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  int      `json:"status"`
		Headers []header `json:"headers"`
		Cookies []header `json:"cookies"`
		Content struct {
			Size     int    `json:"size"`
			MimeType string `json:"mimeType"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// postData is the body of a request. For forms, some programs write only Params.
type postData struct {
	MimeType string   `json:"mimeType"`
	Text     string   `json:"text"`
	Params   []header `json:"params"`
}

func readArchive(file string) ([]entry, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var archive struct {
		Log struct {
			Entries []entry `json:"entries"`
		} `json:"log"`
	}
	text := bytes.TrimPrefix(data, []byte("\ufeff")) // some Windows programs write a byte order mark
	if err := json.Unmarshal(text, &archive); err != nil {
		return nil, fmt.Errorf("%s: want an HTTP archive (HAR): %w", file, err)
	}
	if len(archive.Log.Entries) == 0 {
		return nil, fmt.Errorf("%s: log.entries is empty or missing: want an HTTP archive (HAR) with exchanges", file)
	}
	return archive.Log.Entries, nil
}

// headerOf returns the value of the first header with a name, ignoring case, or "".
func headerOf(headers []header, name string) string {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// sent returns the body of the request.
func (e entry) sent() (string, error) {
	p := e.Request.PostData
	if p.Text != "" || len(p.Params) == 0 {
		return p.Text, nil
	}
	if mediaOf(p.MimeType) != mediaForm {
		return "", fmt.Errorf("the request body, %s, is split into params: want postData.text", p.MimeType)
	}
	var fields []string
	for _, field := range p.Params {
		fields = append(fields, url.QueryEscape(field.Name)+"="+url.QueryEscape(field.Value))
	}
	return strings.Join(fields, "&"), nil
}

// sentMedia returns the media type of the request's body.
func (e entry) sentMedia() string { return mediaIn(e.Request.Headers, e.Request.PostData.MimeType) }

// receivedMedia returns the media type of the response's body.
func (e entry) receivedMedia() string {
	return mediaIn(e.Response.Headers, e.Response.Content.MimeType)
}

// mediaIn returns the media type in the Content-Type header, or archived if the header is missing or invalid.
func mediaIn(headers []header, archived string) string {
	return cmp.Or(mediaOf(headerOf(headers, "Content-Type")), mediaOf(archived))
}

// received returns the body of the response, after decoding base64. It returns an error if the archive lacks the body.
func (e entry) received() (string, error) {
	switch c := e.Response.Content; {
	case c.Text == "" && c.Size > 0:
		return "", errors.New("the archive lacks the response body: save it with content")
	case c.Encoding == "":
		return c.Text, nil
	case c.Encoding == "base64":
		data, err := base64.StdEncoding.DecodeString(c.Text)
		if err != nil {
			return "", fmt.Errorf("the response body: %w", err)
		}
		return string(data), nil
	default:
		return "", fmt.Errorf("the response body has the encoding %q: want base64 or none", c.Encoding)
	}
}

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

// mediaOf returns a media type without its parameters, or "" if it is invalid.
func mediaOf(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	return media
}

// isJSON reports whether a media type is application/json or ends in +json.
func isJSON(media string) bool { return media == mediaJSON || strings.HasSuffix(media, "+json") }
