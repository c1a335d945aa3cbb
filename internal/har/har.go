// Package har turns recorded traffic, in the HTTP Archive format 1.2 that browsers and proxies save, into fixtures: one
// cassette for each operation of a document.
//
// Of the headers it keeps those on an allowlist. Credentials in them and in URLs, and every value that has the name of one
// that the document calls a secret anywhere (format: password, or x-credential), become placeholders. What it cannot search
// for them, it refuses: bodies that are neither JSON nor a form, and fields that hold secrets in base64 or as PHP
// serializes them. It does not know what else names a person: look before you commit.
package har

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// keptHeaders is the allowlist of headers, of requests and answers, that go into a fixture.
var keptHeaders = []string{
	"Accept",
	"Authorization",
	"Content-Type",
	"Retry-After",
	"X-Ratelimit-Limit",
	"X-Ratelimit-Remaining",
	"X-Ratelimit-Reset",
}

// cassette is the part of go-vcr's format, version 2, that fixtures use.
type cassette struct {
	Version      int           `yaml:"version"`
	Interactions []interaction `yaml:"interactions"`
}

type interaction struct {
	ID      int `yaml:"id"`
	Request struct {
		Method  string      `yaml:"method"`
		URL     string      `yaml:"url"`
		Headers http.Header `yaml:"headers,omitempty"`
		Body    string      `yaml:"body,omitempty"`
	} `yaml:"request"`
	Response struct {
		Code    int         `yaml:"code"`
		Headers http.Header `yaml:"headers,omitempty"`
		Body    string      `yaml:"body"`
	} `yaml:"response"`
}

// Import reads the archives and returns the cassettes made from them, by operationId, each in the order of the archives.
// Replace changes the URLs and the bodies, as [strings.NewReplacer] does: what names a customer, or what was damaged when
// somebody took the names out. An exchange that belongs to no operation of the document is an error, and so is an answer that
// is not JSON.
func Import(doc *openapi3.T, replace *strings.Replacer, archives ...string) (map[string][]byte, error) {
	tapes := map[string]*cassette{}
	hidden := secretsOf(doc)
	for _, file := range archives {
		entries, err := readArchive(file)
		if err != nil {
			return nil, err
		}
		for i, e := range entries {
			e.Request.URL = replace.Replace(e.Request.URL)
			o, err := find(doc, e)
			if err != nil {
				return nil, fmt.Errorf("%s, entry %d: %w", file, i, err)
			}
			tape := tapes[o.op.OperationID]
			if tape == nil {
				tape = &cassette{Version: 2}
				tapes[o.op.OperationID] = tape
			}
			x, err := o.convert(e, replace, hidden)
			if err != nil {
				return nil, fmt.Errorf("%s, entry %d: %w", file, i, err)
			}
			x.ID = len(tape.Interactions)
			tape.Interactions = append(tape.Interactions, x)
		}
	}
	out := map[string][]byte{}
	for id, tape := range tapes {
		var b bytes.Buffer
		encoder := yaml.NewEncoder(&b)
		encoder.SetIndent(2)
		if err := errors.Join(encoder.Encode(tape), encoder.Close()); err != nil {
			return nil, err
		}
		out[id] = b.Bytes()
	}
	return out, nil
}

// Write puts the cassettes into folder, in place of those that are there for the same operations.
func Write(folder string, cassettes map[string][]byte) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for _, id := range slices.Sorted(maps.Keys(cassettes)) {
		if err := os.WriteFile(filepath.Join(folder, id+".yaml"), cassettes[id], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// entry is the part of an archive's entry that matters here.
type entry struct {
	Request struct {
		Method   string   `json:"method"`
		URL      string   `json:"url"`
		Headers  []header `json:"headers"`
		PostData postData `json:"postData"`
	} `json:"request"`
	Response struct {
		Status  int      `json:"status"`
		Headers []header `json:"headers"`
		Content struct {
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
	} `json:"response"`
}

// postData is the body of a request. Some programs write a form as its fields only.
type postData struct {
	MimeType string   `json:"mimeType"`
	Text     string   `json:"text"`
	Params   []header `json:"params"`
}

func (p postData) content() (string, error) {
	if p.Text != "" || len(p.Params) == 0 {
		return p.Text, nil
	}
	if mediaOf(p.MimeType) != mediaForm {
		return "", fmt.Errorf("the body of the request, %s, is in pieces", p.MimeType)
	}
	var fields []string
	for _, field := range p.Params {
		fields = append(fields, url.QueryEscape(field.Name)+"="+url.QueryEscape(field.Value))
	}
	return strings.Join(fields, "&"), nil
}

type header struct {
	Name  string `json:"name"`
	Value string `json:"value"`
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
	if err := json.Unmarshal(data, &archive); err != nil {
		return nil, fmt.Errorf("%s is no HTTP archive: %w", file, err)
	}
	if len(archive.Log.Entries) == 0 {
		return nil, fmt.Errorf("%s holds no exchanges", file)
	}
	return archive.Log.Entries, nil
}

// operation is what find finds for an exchange.
type operation struct {
	op       *openapi3.Operation
	template string
	target   *url.URL
}

// find returns the operation that an exchange belongs to: that of the path which leaves the least of the URL to the base, also
// if that path has no such method. What a shorter one makes of the URL is something else.
func find(doc *openapi3.T, e entry) (operation, error) {
	target, err := url.Parse(e.Request.URL)
	if err != nil {
		return operation{}, errors.New("the URL cannot be read")
	}
	var found operation
	shortest := -1
	for _, template := range doc.Paths.InMatchingOrder() {
		base, _, ok := spec.MatchPath(template, target.EscapedPath())
		if !ok || shortest >= 0 && len(base) >= shortest {
			continue
		}
		shortest = len(base)
		item := doc.Paths.Value(template)
		found = operation{op: item.GetOperation(strings.ToUpper(e.Request.Method)), template: template, target: target}
	}
	if found.op == nil {
		return operation{}, fmt.Errorf("%s %s is no operation of the document", e.Request.Method, target.Path)
	}
	return found, nil
}

func (o operation) convert(e entry, replace *strings.Replacer, hidden secrets) (interaction, error) {
	var x interaction
	sent, err := e.Request.PostData.content()
	if err != nil {
		return x, err
	}
	body, err := content(e)
	if err != nil {
		return x, err
	}
	if x.Request.URL, err = hidden.concealURL(o.target, o.template); err != nil {
		return x, fmt.Errorf("the URL %w", err)
	}
	x.Request.Method, x.Response.Code = strings.ToUpper(e.Request.Method), e.Response.Status
	x.Request.Headers, x.Response.Headers = kept(e.Request.Headers), kept(e.Response.Headers)
	sent, body = replace.Replace(sent), replace.Replace(body)
	media := mediaOf(x.Request.Headers.Get("Content-Type"))
	if media == "" {
		media = mediaOf(e.Request.PostData.MimeType)
	}
	if media == mediaJSON && sent != "" {
		if err := checkJSON(sent); err != nil {
			return x, fmt.Errorf("the request %w", err)
		}
	}
	if body != "" || mediaOf(x.Response.Headers.Get("Content-Type")) == mediaJSON {
		if err := checkJSON(body); err != nil {
			return x, fmt.Errorf("the answer %w", err)
		}
	}
	secret := func(ref *openapi3.SchemaRef) bool { return isSecret(ref, nil) }
	if x.Request.Body, err = hidden.conceal(media, sent, slices.ContainsFunc(requests(o.op), secret)); err != nil {
		return x, fmt.Errorf("the request %w", err)
	}
	x.Response.Body, err = hidden.conceal(mediaJSON, body, slices.ContainsFunc(bodies(o.op), secret))
	return x, err
}

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
)

// mediaOf returns a media type without its parameters; "" if it cannot be read.
func mediaOf(contentType string) string {
	media, _, _ := mime.ParseMediaType(contentType)
	return media
}

// checkJSON reports where a body is no JSON.
func checkJSON(body string) error {
	var tree json.RawMessage
	err := json.Unmarshal([]byte(body), &tree)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("is no valid JSON, at byte %d: %w", syntax.Offset, err)
	}
	return err
}

// content returns the body of the answer, which archives may hold in base64.
func content(e entry) (string, error) {
	switch c := e.Response.Content; c.Encoding {
	case "":
		return c.Text, nil
	case "base64":
		data, err := base64.StdEncoding.DecodeString(c.Text)
		return string(data), err
	default:
		return "", fmt.Errorf("the answer is encoded as %q", c.Encoding)
	}
}

func kept(headers []header) http.Header {
	out := http.Header{}
	for _, h := range headers {
		name := http.CanonicalHeaderKey(h.Name)
		if !slices.Contains(keptHeaders, name) {
			continue
		}
		value := h.Value
		if scheme, _, ok := strings.Cut(value, " "); name == "Authorization" {
			value = "TOKEN"
			switch {
			case ok && strings.EqualFold(scheme, "Basic"):
				value = scheme + " " + base64.StdEncoding.EncodeToString([]byte("USERNAME:PASSWORD"))
			case ok:
				value = scheme + " TOKEN"
			}
		}
		out.Add(name, value)
	}
	return out
}
