// Package redoc takes the OpenAPI document out of a page that Redoc has built. Redoc renders such pages in the browser from
// the whole document, which the page carries as JSON in a script.
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

// carriers are the variables that hold the document, by generation of Redoc, with the path of properties that leads to it.
var carriers = []struct {
	variable string
	path     []string
}{
	{"__redoc_definition", nil},
	{"__redoc_state", []string{"spec", "data"}},
}

// Document returns the OpenAPI document in an HTML page, as JSON in the order of its members. A page that only names its
// document says so in the error.
func Document(page []byte) (json.RawMessage, error) {
	scripts, link, err := scan(page)
	if err != nil {
		return nil, err
	}
	for _, script := range scripts {
		for _, carrier := range carriers {
			value, found, err := assigned(script, carrier.variable)
			if err != nil {
				return nil, fmt.Errorf("the page's %s is damaged: %w", carrier.variable, err)
			}
			if !found {
				continue
			}
			document, err := at(value, carrier.path)
			if err != nil {
				return nil, fmt.Errorf("the page's %s: %w", carrier.variable, err)
			}
			return document, check(document)
		}
	}
	if link != "" {
		const most = 100
		link = spec.Beginning(strings.Join(strings.Fields(link), " "), most)
		return nil, fmt.Errorf("the page does not carry its document, it loads it from %s: give that instead", link)
	}
	return nil, errors.New("the page was not built by Redoc, or carries no document")
}

// scan returns the texts of a page's scripts, and the address of the document if an element <redoc> names one.
func scan(page []byte) (scripts []string, link string, err error) {
	tokens := html.NewTokenizer(bytes.NewReader(page))
	script := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				return nil, "", err
			}
			return scripts, link, nil
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			script = token.Data == "script"
			for _, attribute := range token.Attr {
				if token.Data == "redoc" && attribute.Key == "spec-url" {
					link = attribute.Val
				}
			}
		case html.EndTagToken:
			script = false
		case html.TextToken:
			if script {
				scripts = append(scripts, string(tokens.Text()))
			}
		}
	}
}

// assigned returns the JSON that a script gives to a variable.
func assigned(script, variable string) (value json.RawMessage, found bool, err error) {
	_, rest, found := strings.Cut(script, variable+" = ")
	if !found {
		return nil, false, nil
	}
	err = json.NewDecoder(strings.NewReader(rest)).Decode(&value)
	return value, true, err
}

// at returns what stands in a JSON value at a path of properties.
func at(value json.RawMessage, path []string) (json.RawMessage, error) {
	for _, name := range path {
		var object map[string]json.RawMessage
		if err := json.Unmarshal(value, &object); err != nil || object[name] == nil {
			return nil, fmt.Errorf("there is no %s in it", strings.Join(path, "."))
		}
		value = object[name]
	}
	return value, nil
}

// check reports why a value is no OpenAPI document.
func check(document json.RawMessage) error {
	var head struct {
		OpenAPI string `json:"openapi"`
		Paths   any    `json:"paths"`
	}
	if err := json.Unmarshal(document, &head); err != nil || !strings.HasPrefix(head.OpenAPI, "3.") {
		return errors.New("what the page carries is no document of OpenAPI 3")
	}
	if head.Paths == nil {
		return errors.New("the document has no paths")
	}
	return nil
}
