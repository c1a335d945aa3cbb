package runtime

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// Results like those that clientgen generates.
type (
	parcel struct {
		Number string `json:"number"`
		Weight int    `json:"weight"`
	}
	job struct {
		Job string `json:"job"`
	}
)

type shipResults struct {
	StatusCode int
	OK         *parcel
	Accepted   *job
}

func shipOp() Operation {
	op := postOp()
	op.Empty = []int{204}
	op.Choices = []Choice{
		{Status: 200, Into: func(results any, status int) any {
			r := results.(*shipResults)
			*r = shipResults{StatusCode: status, OK: new(parcel)}
			return r.OK
		}, Required: []string{"number"}},
		{Status: 202, Into: func(results any, status int) any {
			r := results.(*shipResults)
			*r = shipResults{StatusCode: status, Accepted: new(job)}
			return r.Accepted
		}},
		{Status: 204, Into: func(results any, status int) any {
			results.(*shipResults).StatusCode = status
			return nil
		}},
	}
	return op
}

func TestEachStatusHasItsOwnResult(t *testing.T) {
	op := shipOp()
	call := func(status int, body string) (shipResults, error) {
		return Do[shipResults](t.Context(), newTestClient(t, always(status, body)), &op, Args{}, nil)
	}
	got, err := call(200, `{"number":"12"}`)
	require.NoError(t, err)
	assert.Equal(t, "12", got.OK.Number)
	assert.Nil(t, got.Accepted)

	got, err = call(202, `{"job":"j"}`)
	require.NoError(t, err)
	assert.Equal(t, "j", got.Accepted.Job)
	assert.Equal(t, 202, got.StatusCode)

	got, err = call(204, ``)
	require.NoError(t, err)
	assert.Equal(t, shipResults{StatusCode: 204}, got)

	for status, body := range map[int]string{200: `{"weight":1}`, 201: `{"number":"12"}`, 202: `{"number":"12"}`} {
		_, err = call(status, body)
		assertMeans(t, err, core.ErrDecode)
	}
	_, err = call(200, `{"error":"sold out"}`)
	assertMeans(t, err, core.ErrRejected)
}

func TestEachAttemptMayHaveADifferentResult(t *testing.T) {
	calls := 0
	c := newTestClient(t, func(*http.Request) (*http.Response, error) {
		if calls++; calls == 1 {
			resp := reply(200, `{"number":"12"`)
			resp.ContentLength = 100
			resp.Body = &slowBody{ctx: t.Context(), end: http.ErrHandlerTimeout}
			return resp, nil
		}
		return reply(202, `{"job":"j"}`), nil
	}, core.WithRetry(core.Retry{Attempts: 2}))
	op := shipOp()
	op.Retry = RetryAlways
	got, err := Do[shipResults](t.Context(), c, &op, Args{}, nil)
	require.NoError(t, err)
	assert.Nil(t, got.OK)
	assert.Equal(t, "j", got.Accepted.Job)
}
