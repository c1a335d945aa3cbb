package lenient

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	jsonv1 "github.com/go-json-experiment/json/v1"
)

// asCame are the options of MarshalJSON: strings and keys are written as received.
var asCame = json.JoinOptions(
	jsonv1.DefaultOptionsV1(),
	jsontext.AllowInvalidUTF8(false),
	jsontext.EscapeForHTML(false),
	jsontext.EscapeForJS(false),
)

// encoder is a List, a Map, a OneOrMore or an Object. It writes its elements with the options of the enclosing encoder, so that secrets
// in a request are sent in plain text.
type encoder interface {
	MarshalJSONTo(out *jsontext.Encoder) error
}

// encode returns the JSON of a container, for encoding/json.
func encode(v encoder) ([]byte, error) {
	var out bytes.Buffer
	if err := v.MarshalJSONTo(jsontext.NewEncoder(&out, asCame)); err != nil {
		if strings.Contains(err.Error(), "UTF-8") {
			return nil, errNotUTF8
		}
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
