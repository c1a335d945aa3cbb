package clientgen_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/clientgen/sample"
)

// The sample package is generated from a document that uses every word of the vocabulary; these tests see whether the
// words do what overlays/README.md says.

func serve(t *testing.T, handler http.HandlerFunc, opts ...core.Option) *sample.API {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	api, err := sample.New(server.URL+"/v1", append(opts, core.WithHTTPClient(server.Client()))...)
	require.NoError(t, err)
	return api
}

func answer(w http.ResponseWriter, format string, args ...any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, format, args...)
}

func TestTwoHeadersThatGoTogetherAreOneOption(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "17", r.Header.Get("X-Key-ID"))
		assert.Equal(t, "hush", r.Header.Get("X-Key-Secret"))
		assert.Empty(t, r.Header.Get("Authorization"))
		answer(w, `{"data":{"id":1,"name":"one"}}`)
	}, sample.WithKeys("17", "hush"))
	box, err := api.GetBox(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, "one", box.Name)

	_, err = sample.New("https://api.example.com", sample.WithKeys("17", ""))
	assert.ErrorContains(t, err, "WithKeys: keySecret is empty")
}

func TestTwoCredentialsAmongWhichOperationsChooseAreRefused(t *testing.T) {
	_, err := sample.New("https://api.example.com", sample.WithKeys("17", "hush"), sample.WithBasicAuth("u", "p"))
	assert.ErrorContains(t, err, "WithKeys and WithBasicAuth contradict each other: give one of them")
	_, err = sample.New("https://api.example.com", sample.WithKeys("17", "hush"), sample.WithToken("t"), sample.WithKey("k"))
	assert.NoError(t, err, "these are for different operations")
}

func TestACallWithoutTheCredentialsItNeedsSendsNothing(t *testing.T) {
	api := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }, sample.WithKey("k"))
	_, err := api.GetBox(t.Context(), 1)
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	assert.ErrorContains(t, err, "keyID with keySecret, or basicAuth")
}

func TestACredentialThatIsAFieldIsAddedToTheBody(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, "token=hush&args%5B0%5D=x&comment=&force=NO&name=start", string(body))
		answer(w, `{"result":"done"}`)
	}, sample.WithToken("hush"))
	result, err := api.RunCommand(t.Context(), sample.Command{Name: "start", Comment: new(""), Force: new(false), Args: []string{"x"}})
	require.NoError(t, err)
	assert.Equal(t, "done", *result.Result)
}

func TestAnErrorInsideASuccessIsAnErrorWithItsMeaning(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, `{"error":["wrongtoken"]}`) }, sample.WithToken("hush"))
	_, err := api.RunCommand(t.Context(), sample.Command{Name: "start"})
	assert.ErrorIs(t, err, core.ErrRejected)
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "wrongtoken", e.Code)
	assert.Equal(t, 200, e.StatusCode)
}

func TestBadInputIsRefusedBeforeAnythingIsSentAllFaultsAtOnce(t *testing.T) {
	api := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") },
		sample.WithToken("hush"), sample.WithBasicAuth("u", "p"), sample.WithKey("k"))
	_, err := api.RunCommand(t.Context(), sample.Command{})
	assert.ErrorIs(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "name is empty")

	err = api.ChangeBox(t.Context(), 0, &sample.ChangeBoxRequest{Name: new("much too long")})
	assert.ErrorIs(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "id is less than 1")
	assert.ErrorContains(t, err, "name is 13 characters long, at most 8 are allowed")

	_, err = api.ListBoxes(t.Context(), &sample.ListBoxesParams{Count: new(int64(0))})
	assert.ErrorContains(t, err, "count is less than 1")

	for _, ticket := range []string{"", ".", "..", "a/b", `a\b`, "UPPER"} {
		_, err = api.UseTicket(t.Context(), ticket)
		assert.ErrorIs(t, err, core.ErrInvalid, "ticket %q", ticket)
	}
}

func TestCursorPagesAreWalkedAndTheCallersParametersAreCopied(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "2", r.URL.Query().Get("count"))
		switch r.URL.Query().Get("start") {
		case "":
			answer(w, `{"data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"next":"p2"}`)
		case "p2":
			answer(w, `{"data":[{"id":3,"name":"c"}],"next":null}`)
		}
	}, sample.WithBasicAuth("u", "p"))
	params := &sample.ListBoxesParams{Count: new(int64(2))}
	for range 2 { // an iterator can be used again
		var ids []int64
		for box, err := range api.AllBoxes(t.Context(), params) {
			require.NoError(t, err)
			ids = append(ids, box.ID)
		}
		assert.Equal(t, []int64{1, 2, 3}, ids)
	}
	assert.Nil(t, params.Start)
}

func TestNumberedPagesAreWalkedToTheLast(t *testing.T) {
	var pages atomic.Int64
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		pages.Add(1)
		answer(w, `{"payload":[{"text":"event %s"}],"meta":{"lastPage":3}}`, r.URL.Query().Get("page"))
	}, sample.WithBasicAuth("u", "p"))
	var texts []string
	for event, err := range api.AllEvents(t.Context(), 7, nil) {
		require.NoError(t, err)
		texts = append(texts, event.Text)
	}
	assert.Equal(t, []string{"event 1", "event 2", "event 3"}, texts)

	pages.Store(0)
	for range api.AllEvents(t.Context(), 7, &sample.ListEventsParams{Page: new(int64(2))}) {
		break
	}
	assert.Equal(t, int64(1), pages.Load(), "a walk that the caller stops asks for no more")
}

func TestAnErrorOnALaterPageIsTheWalksLastValue(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "3" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		answer(w, `{"payload":[{"text":"event %s"}],"meta":{"lastPage":9}}`, r.URL.Query().Get("page"))
	}, sample.WithBasicAuth("u", "p"))
	seen, failures := 0, 0
	for _, err := range api.AllEvents(t.Context(), 7, nil) {
		if err != nil {
			failures++
			assert.ErrorIs(t, err, core.ErrForbidden)
			continue
		}
		seen++
	}
	assert.Equal(t, 2, seen)
	assert.Equal(t, 1, failures)
}

func TestAnswersKeepExactNumbersAndTheirOwnText(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, `{"payload":[{"text":"x","cost":19.90,"at":"2024-01-01T10:00:00+00:00"}],"meta":{"lastPage":1}}`)
	}, sample.WithBasicAuth("u", "p"))
	page, err := api.ListEvents(t.Context(), 1, nil)
	require.NoError(t, err)
	assert.Equal(t, "19.90", page.Payload[0].Cost.String())
	data, err := json.Marshal(page)
	require.NoError(t, err)
	assert.JSONEq(t, `{"payload":[{"text":"x","cost":19.90,"at":"2024-01-01T10:00:00+00:00"}],"meta":{"lastPage":1}}`, string(data))
}

func TestAnOptionalBodyMayBeLeftOut(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Empty(t, body)
		assert.Empty(t, r.Header.Get("Content-Type"))
		w.WriteHeader(http.StatusNoContent)
	}, sample.WithBasicAuth("u", "p"))
	assert.NoError(t, api.ChangeBox(t.Context(), 1, nil))
}

func TestATypedFailureIsTheErrorsDetail(t *testing.T) {
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"error":{"text":"busy","number":7}}`)
	}, sample.WithBasicAuth("u", "p"))
	_, err := api.ListBoxes(t.Context(), nil)
	assert.ErrorIs(t, err, core.ErrConflict)
	problem, ok := core.DetailOf[sample.Problem](err)
	require.True(t, ok)
	assert.Equal(t, int64(7), problem.Error.Number)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "busy", e.Message)
	assert.Equal(t, "7", e.Code)
}

func TestABodyThatOnlyCarriesACredentialIsNoArgument(t *testing.T) {
	api := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, "token=hush", string(body))
		assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
	}, sample.WithToken("hush"))
	assert.NoError(t, api.Ping(t.Context()))
}

func TestWhatNobodyDescribesIsKeptAsItCame(t *testing.T) {
	const box = `{"id":1,"name":"one","extra":[1.10,12345678901234567890],"settings":{"depth":2.50}}`
	api := serve(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, `{"data":%s}`, box) }, sample.WithBasicAuth("u", "p"))
	result, err := api.GetBox(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, `2.50`, string(result.Settings["depth"]))
	data, err := json.Marshal(result)
	require.NoError(t, err)
	assert.JSONEq(t, box, string(data))
	assert.Contains(t, string(data), "1.10,12345678901234567890")
}
