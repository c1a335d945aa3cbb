package generate_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/internal/generate/sample"
)

// The sample package is generated from a document that uses all extensions. These tests check that the extensions work as
// overlays/README.md describes them.

func serve(t *testing.T, handler http.HandlerFunc, opts ...core.Option) *sample.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	client, err := sample.New(server.URL+"/v1", append(opts, core.WithHTTPClient(server.Client()))...)
	require.NoError(t, err)
	return client
}

func respond(w http.ResponseWriter, format string, args ...any) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = fmt.Fprintf(w, format, args...)
}

func TestSchemesWithTheSameGoNameShareAnOption(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "17", r.Header.Get("X-Key-ID"))
		assert.Equal(t, "hush", r.Header.Get("X-Key-Secret"))
		assert.Empty(t, r.Header.Get("Authorization"))
		respond(w, `{"data":{"id":1,"name":"one"}}`)
	}, sample.WithKeys("17", "hush"))
	box, err := client.Boxes.Get(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, "one", box.Name)

	_, err = sample.New("https://api.example.com", sample.WithKeys("17", ""))
	assert.ErrorContains(t, err, "WithKeys: keySecret is empty")
}

func TestTwoCredentialsForTheSameOperationsAreRefused(t *testing.T) {
	_, err := sample.New("https://api.example.com", sample.WithKeys("17", "hush"), sample.WithBasicAuth("u", "p"))
	assert.ErrorContains(t, err, "WithKeys and WithBasicAuth contradict each other: give one of them")
	_, err = sample.New("https://api.example.com", sample.WithKeys("17", "hush"), sample.WithToken("t"), sample.WithKey("k"))
	assert.NoError(t, err, "these credentials are for different operations")
}

func TestACallWithoutItsCredentialsSendsNothing(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("want no request") }, sample.WithKey("k"))
	_, err := client.Boxes.Get(t.Context(), 1)
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	assert.ErrorContains(t, err, "call New with WithKeys, or WithBasicAuth")
}

func TestACredentialFieldIsAddedToTheBody(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, "token=hush&args%5B0%5D=x&comment=&force=NO&name=start", string(body))
		respond(w, `{"result":"done"}`)
	}, sample.WithToken("hush"))
	result, err := client.Commands.Run(t.Context(), sample.Command{Name: "start", Comment: new(""), Force: new(false), Args: []string{"x"}})
	require.NoError(t, err)
	assert.Equal(t, "done", result.Result)
}

func TestAnErrorInsideASuccessMatchesItsSentinel(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, `{"error":["wrongtoken"]}`) }, sample.WithToken("hush"))
	_, err := client.Commands.Run(t.Context(), sample.Command{Name: "start"})
	assert.ErrorIs(t, err, core.ErrRejected)
	assert.ErrorIs(t, err, core.ErrUnauthorized)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "wrongtoken", e.Code)
	assert.Equal(t, 200, e.StatusCode)
}

func TestInvalidInputIsRefusedBeforeAnythingIsSent(t *testing.T) {
	client := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("want no request") },
		sample.WithToken("hush"), sample.WithBasicAuth("u", "p"), sample.WithKey("k"))
	_, err := client.Commands.Run(t.Context(), sample.Command{})
	assert.ErrorIs(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "name is empty")

	err = client.Boxes.Change(t.Context(), 0, &sample.ChangeBoxRequest{Name: new("much too long")})
	assert.ErrorIs(t, err, core.ErrInvalid)
	assert.ErrorContains(t, err, "id is less than 1")
	assert.ErrorContains(t, err, "name has 13 characters; want at most 8")

	_, err = client.Boxes.List(t.Context(), &sample.ListBoxesParams{Count: new(int64(0))})
	assert.ErrorContains(t, err, "count is less than 1")

	for _, ticket := range []string{"", ".", "..", "a/b", `a\b`, "UPPER"} {
		_, err = client.Tickets.Use(t.Context(), ticket)
		assert.ErrorIs(t, err, core.ErrInvalid, "ticket %q", ticket)
	}
}

func TestAnIteratorFollowsTheCursorAndCopiesTheParameters(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "2", r.URL.Query().Get("count"))
		switch r.URL.Query().Get("start") {
		case "":
			respond(w, `{"data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"next":"p2"}`)
		case "p2":
			respond(w, `{"data":[{"id":3,"name":"c"}],"next":null}`)
		}
	}, sample.WithBasicAuth("u", "p"))
	params := &sample.ListBoxesParams{Count: new(int64(2))}
	for range 2 { // iterators are reusable
		var ids []int64
		for box, err := range client.Boxes.All(t.Context(), params) {
			require.NoError(t, err)
			ids = append(ids, box.ID)
		}
		assert.Equal(t, []int64{1, 2, 3}, ids)
	}
	assert.Nil(t, params.Start)
}

func TestAnIteratorEndsAtTheLastNumberedPage(t *testing.T) {
	var pages atomic.Int64
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		pages.Add(1)
		respond(w, `{"payload":[{"text":"event %s"}],"meta":{"lastPage":3}}`, r.URL.Query().Get("page"))
	}, sample.WithBasicAuth("u", "p"))
	var texts []string
	for event, err := range client.Boxes.AllEvents(t.Context(), 7, nil) {
		require.NoError(t, err)
		texts = append(texts, event.Text)
	}
	assert.Equal(t, []string{"event 1", "event 2", "event 3"}, texts)

	pages.Store(0)
	for range client.Boxes.AllEvents(t.Context(), 7, &sample.ListEventsParams{Page: new(int64(2))}) {
		break
	}
	assert.Equal(t, int64(1), pages.Load(), "want no further request after the caller stopped")
}

func TestAnIteratorEndsWithTheErrorOfALaterPage(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("page") == "3" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		respond(w, `{"payload":[{"text":"event %s"}],"meta":{"lastPage":9}}`, r.URL.Query().Get("page"))
	}, sample.WithBasicAuth("u", "p"))
	seen, failures := 0, 0
	for _, err := range client.Boxes.AllEvents(t.Context(), 7, nil) {
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

func TestResponsesPreserveNumbersAndTimesExactly(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		respond(w, `{"payload":[{"text":"x","cost":19.90,"at":"2024-01-01T10:00:00+00:00"}],"meta":{"lastPage":1}}`)
	}, sample.WithBasicAuth("u", "p"))
	page, err := client.Boxes.ListEvents(t.Context(), 1, nil)
	require.NoError(t, err)
	assert.Equal(t, "19.90", page.Payload[0].Cost.String())
	data, err := json.Marshal(page)
	require.NoError(t, err)
	assert.JSONEq(t, `{"payload":[{"text":"x","cost":19.90,"at":"2024-01-01T10:00:00+00:00"}],"meta":{"lastPage":1}}`, string(data))
}

func TestAnOptionalBodyCanBeNil(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Empty(t, body)
		assert.Empty(t, r.Header.Get("Content-Type"))
		w.WriteHeader(http.StatusNoContent)
	}, sample.WithBasicAuth("u", "p"))
	assert.NoError(t, client.Boxes.Change(t.Context(), 1, nil))
}

func TestATypedFailureIsTheErrorsDetail(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusConflict)
		_, _ = io.WriteString(w, `{"error":{"text":"busy","number":7}}`)
	}, sample.WithBasicAuth("u", "p"))
	_, err := client.Boxes.List(t.Context(), nil)
	assert.ErrorIs(t, err, core.ErrConflict)
	problem, ok := core.DetailOf[sample.Problem](err)
	require.True(t, ok)
	assert.Equal(t, int64(7), problem.Error.Number)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, "busy", e.Message)
	assert.Equal(t, "7", e.Code)
}

func TestABodyWithOnlyACredentialIsNotAnArgument(t *testing.T) {
	client := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		assert.Equal(t, "token=hush", string(body))
		assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
	}, sample.WithToken("hush"))
	assert.NoError(t, client.Commands.Ping(t.Context()))
}

func TestUndocumentedValuesArePreserved(t *testing.T) {
	const box = `{"id":1,"name":"one","extra":[1.10,12345678901234567890],"settings":{"depth":2.50}}`
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, `{"data":%s}`, box) }, sample.WithBasicAuth("u", "p"))
	result, err := client.Boxes.Get(t.Context(), 1)
	require.NoError(t, err)
	assert.Equal(t, `2.50`, string(result.Settings["depth"]))
	data, err := json.Marshal(result)
	require.NoError(t, err)
	assert.JSONEq(t, box, string(data))
	assert.Contains(t, string(data), "1.10,12345678901234567890")
}

func TestAFailureInsideASuccessIsRecognizedByItsEnvelope(t *testing.T) {
	body := ""
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, "%s", body) })
	refused := func(received string) *core.Error {
		body = received
		crate, err := client.Crates.Get(t.Context(), 7)
		require.Error(t, err, received)
		assert.Equal(t, sample.Crate{}, crate)
		assert.ErrorIs(t, err, core.ErrRejected)
		var e *core.Error
		require.ErrorAs(t, err, &e)
		assert.Equal(t, received, string(e.Body))
		return e
	}

	t.Run("by a value with a meaning", func(t *testing.T) {
		e := refused(`{"success":false,"error":["gone","crate 7"],"hint":"sold"}`)
		assert.ErrorIs(t, e, core.ErrNotFound)
		assert.Equal(t, "gone; crate 7", e.Message)
		assert.Equal(t, "gone", e.Code)
		refusal, ok := core.DetailOf[sample.Refusal](e)
		require.True(t, ok)
		assert.Equal(t, sample.Refusal{Error: []string{"gone", "crate 7"}, Hint: "sold"}, refusal)
		_, ok = core.DetailOf[sample.Lock](e)
		assert.False(t, ok, "the detail must have only one type")
	})
	t.Run("by a value without a meaning", func(t *testing.T) {
		e := refused(`{"error":["too heavy"]}`)
		for _, kind := range []error{core.ErrNotFound, core.ErrInvalid, core.ErrUnauthorized} {
			assert.NotErrorIs(t, e, kind)
		}
	})
	t.Run("by a property that may contain a secret", func(t *testing.T) {
		e := refused(`{"success":true,"lock":{"nonce":"hunter2","keys":2}}`)
		assert.ErrorIs(t, e, core.ErrUnauthorized)
		assert.Equal(t, "the crate is locked", e.Message)
		for _, verb := range []string{"%v", "%+v", "%#v"} {
			assert.NotContains(t, fmt.Sprintf(verb, error(e)), "hunter2")
		}
		lock, ok := core.DetailOf[sample.Lock](e)
		require.True(t, ok)
		assert.Equal(t, "hunter2", lock.Lock.Nonce, "the detail must not be redacted")
	})
	t.Run("by a property that must not be false", func(t *testing.T) {
		e := refused(`{"success":false,"crate":{"id":7}}`)
		assert.Equal(t, "the response reports a failure", e.Message)
		assert.Nil(t, e.Detail)
	})
	t.Run("unless the marks of a failure are empty", func(t *testing.T) {
		body = `{"error":[],"lock":{},"crate":{"id":7}}`
		crate, err := client.Crates.Get(t.Context(), 7)
		require.NoError(t, err, "an empty property does not mark a failure, and an absent success is not false")
		assert.Equal(t, lenient.NewInt(7), crate.ID)
	})
}

func TestOperationsCanHaveDifferentErrorEnvelopes(t *testing.T) {
	body := ""
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, "%s", body) })
	replaced := func(received string) error {
		body = received
		_, err := client.Crates.Replace(t.Context(), 7, sample.CrateRequest{})
		return err
	}

	assert.ErrorIs(t, replaced(`{"error":["gone"]}`), core.ErrNotFound)
	assert.ErrorIs(t, replaced(`{"error":["too heavy"]}`), core.ErrInvalid, "a value without a meaning must have the meaning of the envelope")
	err := replaced(`{"success":0,"sure":1}`)
	assert.ErrorIs(t, err, core.ErrConflict)
	doubt, ok := core.DetailOf[sample.Doubt](err)
	assert.False(t, ok, "success is not a boolean, so the failure must have no detail, got %v", doubt)
	doubt, ok = core.DetailOf[sample.Doubt](replaced(`{"success":false,"sure":1}`))
	require.True(t, ok)
	assert.Equal(t, sample.Doubt{Sure: 1}, doubt)
	assert.NoError(t, replaced(`{"id":7,"lock":{"keys":2}}`), "the lock marks a failure only in a different operation")
}

func TestAFailureInsideAnUndocumentedResponseIsRecognized(t *testing.T) {
	body := `[{"at":1.10}]`
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, "%s", body) })
	log, err := client.Crates.GetLog(t.Context(), 7)
	require.NoError(t, err)
	assert.Equal(t, body, string(log.Body))

	body = `{"error":["gone"],"hint":"the crate was sold"}`
	_, err = client.Crates.GetLog(t.Context(), 7)
	var e *core.Error
	require.ErrorAs(t, err, &e)
	assert.ErrorIs(t, err, core.ErrRejected)
	assert.Equal(t, "the crate was sold", e.Message)
	assert.Equal(t, "gone", e.Code)
	_, ok := core.DetailOf[sample.Refusal](err)
	assert.True(t, ok)
}

// A PHP back end sends the same value in different forms. The client reads all of them, and writes each value as it was received.
func TestValuesInTwoFormsAreReadAndWrittenBackUnchanged(t *testing.T) {
	crates := map[string]string{
		"one form": `{"counts":[1,"2"],"depths":[3],"handle":{"name":"one"},"id":"7","keys":["hunter2"],` +
			`"lids":{"3":{"name":"x","width":4},"1":{"name":"y"}},"marks":["a","b"],"open":"1","packed":"2024-01-31 10:00:00",` +
			`"prices":{"b":2.50,"a":"1.0"},"remark":{"deep":12345678901234567890},"seal":{"number":"s"},"things":[1.10],` +
			`"weight":"1.50","words":{"0":"up","2":"down"}}`,
		"another form": `{"counts":{"5":"2"},"depths":{"5":3},"handle":[{"name":"one"},{"name":"two"}],"id":7,"keys":{"0":"hunter2"},` +
			`"lids":[],"marks":"a","open":1,"packed":"0000-00-00 00:00:00","prices":[],"remark":null,"seal":[],"things":{"0":1.10},` +
			`"weight":1.50,"words":[]}`,
		"null":      `{"handle":null,"id":7,"lids":null,"packed":null,"prices":null,"remark":null,"weight":null}`,
		"no remark": `{"id":7}`,
	}
	body := ""
	client := serve(t, func(w http.ResponseWriter, _ *http.Request) { respond(w, `{"crate":%s}`, body) })
	read := map[string]sample.Crate{}
	for name, crate := range crates {
		body = crate
		result, err := client.Crates.Get(t.Context(), 7)
		require.NoError(t, err, name)
		data, err := json.Marshal(result)
		require.NoError(t, err, name)
		assert.Equal(t, strings.ReplaceAll(crate, "hunter2", "[redacted]"), string(data), "%s: want all values unchanged except secrets", name)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", result, result, result), "hunter2", "a secret in a list must be redacted")
		read[name] = result
	}

	one, other := read["one form"], read["another form"]
	assert.Equal(t, []sample.Lid{{Name: "x", Width: lenient.NewInt(4)}, {Name: "y"}}, one.Lids.Items())
	assert.Equal(t, []string{"up", "down"}, one.Words.Items())
	assert.Equal(t, "2", other.Counts.Items()[0].String())
	assert.Equal(t, []int64{3}, other.Depths.Items())
	assert.Equal(t, "hunter2", one.Keys.Items()[0].Reveal())
	price, ok := one.Prices.Get("b")
	assert.True(t, ok)
	assert.Equal(t, "2.50", price.String())
	seal, ok := one.Seal.Value()
	assert.True(t, ok)
	assert.Equal(t, "s", *seal.Number)
	assert.Equal(t, []sample.Lid{{Name: "one"}}, one.Handle.Items())
	assert.Equal(t, []sample.Lid{{Name: "one"}, {Name: "two"}}, other.Handle.Items())
	assert.Equal(t, `{"deep":12345678901234567890}`, string(one.Remark))
	assert.Equal(t, "null", string(read["null"].Remark))
	assert.Nil(t, read["no remark"].Remark)
	assert.True(t, one.Open.Or(false) && other.Open.Or(false))
	assert.Equal(t, []string{"a"}, other.Marks.Strings())
	weight, ok := one.Weight.Value()
	assert.True(t, ok)
	assert.True(t, weight.Equal(other.Weight.Or(weight.Neg())))
}

// Absent values are left out, but null and empty values are sent.
func TestValuesAreSentAsTheyWereReceived(t *testing.T) {
	var sent string
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		data, _ := io.ReadAll(r.Body)
		sent = string(data)
		respond(w, `{"id":7}`)
	})
	for _, body := range []string{
		`{"bolts":{"left":"hush"},"code":"hush","count":"7","gross":"2.50","handle":{"name":"one"},` +
			`"keys":["hush"],"lids":{"4":{"name":"x","width":4}},"marks":["a","b"],"prices":{"b":"2.50","a":1},"remark":{"deep":1.10},"seal":{"number":"s"},"tare":"0.10","weight":0.10,"words":["up"]}`,
		`{"gross":null,"handle":null,"lids":null,"marks":"a","prices":null,"remark":null,"tare":null,"weight":null}`,
		`{"handle":[],"lids":{},"marks":[],"prices":[],"seal":[],"words":{}}`,
		`{"marks":"a"}`,
	} {
		var request sample.CrateRequest
		require.NoError(t, json.Unmarshal([]byte(body), &request))
		_, err := client.Crates.Replace(t.Context(), 7, request)
		require.NoError(t, err)
		assert.Equal(t, body, sent)
	}

	_, err := client.Crates.Replace(t.Context(), 7, sample.CrateRequest{
		Marks: lenient.NewString("a"), Words: lenient.NewList("up"), Prices: lenient.NewMap(map[string]sample.Weight{}),
		Lids: lenient.NewList(sample.Lid{Name: "x"}), Seal: lenient.NewObject(sample.Seal{}), Count: lenient.NewInt(7),
	})
	require.NoError(t, err)
	assert.Equal(t, `{"count":7,"lids":[{"name":"x"}],"marks":"a","prices":{},"seal":{},"words":["up"]}`, sent)
}

func TestASecretParameterIsRedactedInTheServersMessage(t *testing.T) {
	client := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, `{"error":"no such pin: %s"}`, r.URL.Query().Get("pin"))
	}, sample.WithBasicAuth("u", "hush"))
	_, err := client.Boxes.ListEvents(t.Context(), 1, &sample.ListEventsParams{Pin: new(core.NewSecret("hunter2"))})
	assert.ErrorContains(t, err, "no such pin: [redacted]")
}
