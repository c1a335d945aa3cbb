package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/internal/spec"
)

// Fixture is an exchange that a cassette holds.
type Fixture struct {
	// Name is its provenance and number, such as "recorded/0". Provenance is the folder of the cassette.
	Name, Provenance string
	// Path, Query and Body are the request's.
	Path  map[string]string
	Query url.Values
	Body  any
	// Status, Header and Text are the response's; Tree is its body as JSON, or nil.
	Status int
	Header http.Header
	Text   []byte
	Tree   any
	// Failed says that the exchange is a failure, by its status or inside a success.
	Failed bool
}

// Fixtures returns the fixtures of the operation, those that a server really sent first.
func (op *Operation) Fixtures() ([]*Fixture, error) { return op.fixtures() }

// The part of a cassette that is served. The library that records them checks the rest when it replays them.
type tape struct {
	Interactions []struct {
		ID      int `yaml:"id"`
		Request struct {
			URL     string      `yaml:"url"`
			Headers http.Header `yaml:"headers"`
			Body    string      `yaml:"body"`
		} `yaml:"request"`
		Response struct {
			Code    int         `yaml:"code"`
			Headers http.Header `yaml:"headers"`
			Body    string      `yaml:"body"`
		} `yaml:"response"`
	} `yaml:"interactions"`
}

func readFixtures(fsys fs.FS, op *Operation) ([]*Fixture, error) {
	var all []*Fixture
	for _, provenance := range contract.Provenances {
		file := op.API.Name + "/fixtures/" + provenance + "/" + op.ID + ".yaml"
		data, err := fs.ReadFile(fsys, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		var t tape
		if err == nil {
			err = yaml.Unmarshal(data, &t)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		for _, i := range t.Interactions {
			f := &Fixture{
				Name: fmt.Sprintf("%s/%d", provenance, i.ID), Provenance: provenance,
				Status: i.Response.Code, Header: i.Response.Headers, Text: []byte(i.Response.Body),
			}
			target, err := url.Parse(i.Request.URL)
			if err != nil {
				return nil, fmt.Errorf("%s, interaction %d: %w", file, i.ID, err)
			}
			f.Query = target.Query()
			_, f.Path, _ = spec.MatchPath(op.Path, target.EscapedPath())
			f.Body = op.fixtureBody(i.Request.Headers.Get("Content-Type"), i.Request.Body)
			if tree, err := ParseJSON(f.Text); err == nil {
				f.Tree = tree
			}
			f.Failed = f.Status < 200 || f.Status > 299 || op.Rejected(f.Tree)
			all = append(all, f)
		}
	}
	return all, nil
}

// fixtureBody reads a recorded body; nil if there is none that can be read.
func (op *Operation) fixtureBody(contentType, text string) any {
	media, _, _ := mime.ParseMediaType(contentType)
	_, media, schema := op.BodySchema(media)
	if schema == nil || text == "" {
		return nil
	}
	if IsForm(media) {
		tree, err := contract.ReadForm(text, schema, op.Form)
		if err != nil {
			return nil
		}
		return tree
	}
	tree, err := ParseJSON([]byte(text))
	if err != nil {
		return nil
	}
	return tree
}

// IsForm reports whether a media type is that of HTML forms.
func IsForm(media string) bool { return media == "application/x-www-form-urlencoded" }

// ParseJSON reads a JSON tree in which numbers keep their text.
func ParseJSON(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, err
	}
	if decoder.More() {
		return nil, errors.New("more than one JSON value")
	}
	return tree, nil
}

// Rejected reports whether a response that looks like a success holds an error, as x-error-envelope tells.
func (op *Operation) Rejected(tree any) bool {
	object, ok := tree.(map[string]any)
	if !ok {
		return false
	}
	for _, v := range op.Envelopes {
		value, there := object[v.Field]
		if there && (v.Falsy && (isEmpty(value) || saysNo(value)) || !v.Falsy && !isEmpty(value)) {
			return true
		}
	}
	return false
}

func saysNo(value any) bool {
	text, ok := value.(string)
	return ok && (strings.EqualFold(text, "false") || strings.EqualFold(text, "no") || strings.EqualFold(text, "off"))
}

// isEmpty reports whether a value is empty as PHP sees it.
func isEmpty(value any) bool {
	switch value := value.(type) {
	case nil:
		return true
	case bool:
		return !value
	case string:
		return value == "" || value == "0"
	case json.Number:
		number, err := value.Float64()
		return err == nil && number == 0
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

// IsRejection reports whether an alternative of a success is an error inside it.
func (op *Operation) IsRejection(part *openapi3.SchemaRef) bool {
	return slices.ContainsFunc(op.Envelopes, func(v Envelope) bool {
		return v.Schema != "" && part.Ref == "#/components/schemas/"+v.Schema
	})
}

// Known says what is known of the operation's success: "recorded" if a server was seen to send one, "documented" if the
// vendor shows one, and "" if nobody does.
func (op *Operation) Known() (string, error) {
	fixtures, err := op.Fixtures()
	if err != nil {
		return "", err
	}
	for _, f := range fixtures {
		if !f.Failed && f.Provenance != "synthetic" {
			return f.Provenance, nil
		}
	}
	return "", nil
}
