// Package redoc extracts the OpenAPI document from a page that Redoc built. Such a page contains the whole document as JSON in a
// script.
package redoc

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html"

	"github.com/hostclients/hostclients/internal/spec"
)

// carriers are the script variables that contain the document, one for each generation of Redoc. path is the path of properties from
// the variable to the document.
var carriers = []struct {
	variable string
	path     []string
}{
	{"__redoc_definition", nil},
	{"__redoc_state", []string{"spec", "data"}},
}

// Document returns the document in an HTML page, as JSON, and the line on which it begins. It does not check that the JSON is an OpenAPI
// document. If the page only links to its document, the error contains the link. Name is the page's name in errors.
func Document(name string, page []byte) (document json.RawMessage, line int, err error) {
	scripts, link, err := scan(page)
	if err != nil {
		return nil, 0, &spec.Error{File: name, Msg: err.Error()}
	}
	for _, script := range scripts {
		for _, carrier := range carriers {
			value, offset, err := assigned(script.text, carrier.variable)
			if offset < 0 {
				continue
			}
			if err == nil {
				document, err = at(value, carrier.path)
			}
			if err != nil {
				return nil, 0, &spec.Error{File: name, Line: script.lineAt(offset), Msg: carrier.variable + ": " + err.Error()}
			}
			return document, script.lineAt(offset + strings.Index(script.text[offset:], string(document))), nil
		}
	}
	if link.text != "" {
		const most = 100
		address := spec.Beginning(strings.Join(strings.Fields(link.text), " "), most)
		return nil, 0, &spec.Error{File: name, Line: link.line, Msg: "the page loads its document from " + address + ": import that instead"}
	}
	return nil, 0, &spec.Error{File: name, Msg: "want a page that Redoc built, got one without a document"}
}

// passage is a part of a page, and the line on which it begins.
type passage struct {
	text string
	line int
}

func (p passage) lineAt(offset int) int { return p.line + strings.Count(p.text[:offset], "\n") }

// scan returns the scripts of a page, and the address of the document if there is an element <redoc> with one.
func scan(page []byte) (scripts []passage, link passage, err error) {
	tokens := html.NewTokenizer(bytes.NewReader(page))
	inScript := false
	for line := 1; ; line += bytes.Count(tokens.Raw(), []byte("\n")) {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return nil, passage{}, err
			}
			return scripts, link, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			inScript = token.Data == "script"
			for _, attribute := range token.Attr {
				if token.Data == "redoc" && attribute.Key == "spec-url" {
					link = passage{attribute.Val, line}
				}
			}
		case html.EndTagToken:
			inScript = false
		case html.TextToken:
			if inScript {
				scripts = append(scripts, passage{string(tokens.Text()), line})
			}
		}
	}
}

// assigned returns the JSON that a script assigns to a variable, and its offset in the script. If there is no assignment, the offset
// is -1.
func assigned(script, variable string) (value json.RawMessage, offset int, err error) {
	before, rest, found := strings.Cut(script, variable+" = ")
	if !found {
		return nil, -1, nil
	}
	err = json.NewDecoder(strings.NewReader(rest)).Decode(&value)
	return value, len(before) + len(variable+" = "), err
}

// at returns the value at a path of properties in a JSON value.
func at(value json.RawMessage, path []string) (json.RawMessage, error) {
	for _, name := range path {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(value, &object); err != nil || object[name] == nil {
			return nil, fmt.Errorf("want the document in %s", strings.Join(path, "."))
		}
		value = object[name]
	}
	return value, nil
}
