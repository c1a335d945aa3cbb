package generate_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/generate/photos"
)

// album is a server for the photos sample. It stores one photo and issues tokens.
type album struct {
	t      *testing.T
	photo  []byte
	title  string
	tokens int
}

func (a *album) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path == "/oauth/token" {
		a.tokens++
		_, _ = fmt.Fprintf(w, `{"access_token":"t%d","expires_in":3600}`, a.tokens)
		return
	}
	assert.Equal(a.t, "Bearer t1", r.Header.Get("Authorization"))
	switch r.Method + " " + r.URL.Path {
	case "POST /v1/photos":
		file, head, err := r.FormFile("photo")
		if !assert.NoError(a.t, err) {
			return
		}
		a.photo, _ = io.ReadAll(file)
		a.title = r.FormValue("title") + " " + head.Filename
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, "stored\n")
	case "GET /v1/photos/1":
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(a.photo)
	case "POST /v1/photos/1/prints":
		w.WriteHeader(http.StatusAccepted)
		_, _ = io.WriteString(w, `{"job":7}`)
	case "POST /v1/photos/2/prints":
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"title":"No paper","type":"https://photos.example.com/no-paper"}`)
	case "GET /v1/photos":
		if !r.URL.Query().Has("after") {
			w.Header().Set("Link", `</v1/photos?after=1>; rel="next"`)
		}
		_, _ = fmt.Fprintf(w, `[{"id":%q}]`, r.URL.Query().Get("after"))
	}
}

func TestAGeneratedClientHandlesFilesTextAndLinks(t *testing.T) {
	a := &album{t: t}
	server := httptest.NewServer(a)
	defer server.Close()
	client, err := photos.New(server.URL+"/v1", photos.WithClientCredentials("shop", "hush", "photos"))
	require.NoError(t, err)

	name := filepath.Join(t.TempDir(), "cat.png")
	require.NoError(t, os.WriteFile(name, []byte("a picture"), 0o600))
	file, err := os.Open(name)
	require.NoError(t, err)
	defer func() { _ = file.Close() }()
	text, err := client.Photos.Add(t.Context(), photos.AddPhotoRequest{Title: "Cat", Photo: core.File{Name: name, Body: file}})
	require.NoError(t, err)
	assert.Equal(t, "stored\n", text)
	assert.Equal(t, "Cat cat.png", a.title)

	download, err := client.Photos.Get(t.Context(), "1")
	require.NoError(t, err)
	picture, err := io.ReadAll(download)
	require.NoError(t, err)
	require.NoError(t, download.Close())
	assert.Equal(t, "a picture", string(picture))

	job, err := client.Photos.Print(t.Context(), "1")
	require.NoError(t, err)
	assert.EqualValues(t, 7, job.Accepted.Job)
	assert.Nil(t, job.OK)

	_, err = client.Photos.Print(t.Context(), "2")
	require.ErrorIs(t, err, core.ErrConflict)
	problem, ok := core.DetailOf[photos.Problem](err)
	require.True(t, ok)
	assert.Equal(t, "No paper", problem.Title)
	assert.ErrorContains(t, err, "No paper (code https://photos.example.com/no-paper)")

	var ids []string
	for photo, err := range client.Photos.All(t.Context()) {
		require.NoError(t, err)
		ids = append(ids, photo.ID)
	}
	assert.Equal(t, []string{"", "1"}, ids)
	assert.Equal(t, 1, a.tokens, "all calls must share one token")
}

func TestCredentialsOfOneSchemeContradictEachOther(t *testing.T) {
	_, err := photos.New("https://photos.example.com", photos.WithOauth("t"), photos.WithClientCredentials("shop", "hush"))
	require.ErrorContains(t, err, "WithOauth and WithClientCredentials contradict each other")
	for _, option := range []core.Option{photos.WithTokenSource(nil), photos.WithClientCredentials("", "hush")} {
		_, err = photos.New("https://photos.example.com", option)
		require.Error(t, err)
		assert.True(t, strings.Contains(err.Error(), "WithTokenSource: the source is nil") || strings.Contains(err.Error(), "WithClientCredentials: the id or the secret is empty"))
	}
}
