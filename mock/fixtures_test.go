package mock

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/contract"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/specs"
)

// TestEveryFixtureIsServedAsItWasRecorded sends every fixture's request over TCP. The server must accept the request and its
// credentials, and return the recorded response.
func TestEveryFixtureIsServedAsItWasRecorded(t *testing.T) {
	for _, name := range model.Names {
		t.Run(name, func(t *testing.T) {
			api, err := model.Load(name)
			require.NoError(t, err)
			srv := NewServer(t, API(name))
			sent := 0
			for _, op := range api.Operations {
				for _, provenance := range contract.Provenances {
					sent += replay(t, srv, api, op, provenance)
				}
			}
			assert.Greater(t, sent, len(api.Operations))
		})
	}
}

// replay sends the requests of an operation's cassette and returns their number, or 0 if there is no cassette.
func replay(t *testing.T, srv *Server, api *model.API, op *model.Operation, provenance string) int {
	t.Helper()
	data, err := specs.FS.ReadFile(api.Name + "/fixtures/" + provenance + "/" + op.ID + ".yaml")
	if err != nil {
		return 0
	}
	var tape struct {
		Interactions []struct {
			ID      string
			Request struct {
				Method, URL, Body string
				Headers           http.Header
			}
			Response struct {
				Code int
				Body string
			}
		}
	}
	require.NoError(t, yaml.Unmarshal(data, &tape))
	for _, i := range tape.Interactions {
		target, err := url.Parse(i.Request.URL)
		require.NoError(t, err)
		_, below, ok := strings.Cut(target.RequestURI(), basesOf(api, target.EscapedPath()))
		require.True(t, ok)
		r, err := http.NewRequestWithContext(t.Context(), i.Request.Method, srv.URL()+below, strings.NewReader(i.Request.Body))
		require.NoError(t, err)
		for header, values := range i.Request.Headers {
			r.Header[http.CanonicalHeaderKey(header)] = values
		}
		r.Header.Set("Prefer", "example="+provenance+"/"+i.ID)
		r.Header.Set(SessionHeader, op.ID+" "+provenance+"/"+i.ID) // each fixture has a state that no other fixture changes
		response, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		require.NoError(t, err)
		location := op.ID + " " + provenance + "/" + i.ID
		if assert.Equal(t, i.Response.Code, response.StatusCode, "%s: %s", location, body) {
			assert.Equal(t, i.Response.Body, string(body), location)
		}
	}
	return len(tape.Interactions)
}

// basesOf returns the base path that a path begins with, or "".
func basesOf(api *model.API, path string) string {
	for _, base := range api.Bases {
		if base != "" && strings.HasPrefix(path, base+"/") {
			return base
		}
	}
	return ""
}
