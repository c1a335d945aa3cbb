package core

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/hostclients/hostclients/core/internal/codec"
)

// Attachment is a file that is sent as the value of a field. It is encoded like an upload in PHP's $_FILES, with name, type and size,
// but with the content in base64 instead of the path of a temporary file. Printing an Attachment does not show its content.
type Attachment struct {
	name, contentType string
	content           []byte
}

// NewAttachment returns an Attachment with all of content. Name is the file name, and contentType is its media type, such as
// application/pdf. Errors are those of reading content.
func NewAttachment(name, contentType string, content io.Reader) (Attachment, error) {
	data, err := io.ReadAll(content)
	if err != nil {
		return Attachment{}, fmt.Errorf("read attachment %s: %w", name, err)
	}
	return Attachment{name, contentType, data}, nil
}

// Format prints the name and the size for every verb.
func (a Attachment) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "attachment %s, %d bytes", a.name, len(a.content))
}

// LogValue returns what Format prints.
func (a Attachment) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(a)) }

// uploaded is an element of PHP's $_FILES, with the content instead of its path.
type uploaded struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Size    int    `json:"size"`
	TmpName string `json:"tmp_name"`
}

// MarshalJSON encodes the whole file, including its content.
func (a Attachment) MarshalJSON() ([]byte, error) {
	return codec.Encode(uploaded{a.name, a.contentType, len(a.content), base64.StdEncoding.EncodeToString(a.content)})
}

// UnmarshalJSON decodes the encoding of MarshalJSON.
func (a *Attachment) UnmarshalJSON(data []byte) error {
	var u uploaded
	if err := codec.Decode(data, &u); err != nil {
		return errors.New("want an attachment with name, type, size and tmp_name")
	}
	content, err := base64.StdEncoding.DecodeString(u.TmpName)
	if err != nil {
		return errors.New("want the content of an attachment in base64")
	}
	*a = Attachment{u.Name, u.Type, content}
	return nil
}
