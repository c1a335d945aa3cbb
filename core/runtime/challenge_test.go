package runtime

import (
	"context"
	"encoding/base32"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

// The key and a time from the test vectors of RFC 6238.
var (
	appSecret = base32.StdEncoding.EncodeToString([]byte("12345678901234567890"))
	atMoment  = core.WithClock(func() time.Time { return time.Unix(1111111111, 0) })
)

const codeAtMoment = "050471"

// twoSteps is a server whose login requires a password and a code.
type twoSteps struct {
	mu        sync.Mutex
	challenge string // response to the login; empty for the default
	verified  string // response to the second step; empty for the default
	seen      []string
}

func (s *twoSteps) network(r *http.Request) (*http.Response, error) {
	body := ""
	if r.Body != nil {
		data := make([]byte, 1000)
		n, _ := r.Body.Read(data)
		body = string(data[:n])
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, strings.TrimSpace(r.Header.Get("Authorization")+" "+body))
	responses := map[string]string{"/v1/login": s.challenge, "/v1/verify": s.verified, "/v1/things": "{}"}
	usual := map[string]string{
		"/v1/login": `{"token":null,"mfa":{"token":"half","methods":["sms","app"]}}`, "/v1/verify": `{"token":"whole"}`,
	}
	if responses[r.URL.Path] == "" {
		return reply(200, usual[r.URL.Path]), nil
	}
	return reply(200, responses[r.URL.Path]), nil
}

func (s *twoSteps) option(opts ...core.LoginOption) core.Option {
	type tokens struct {
		Token string `json:"token"`
	}
	refused := []Envelope{{Field: "error", Means: core.ErrUnauthorized}, {Field: "mfa", Means: core.ErrUnauthorized, Message: "want a code"}}
	loginOp := Operation{ID: "login", Method: http.MethodPost, Path: "/login", Envelopes: refused}
	verifyOp := Operation{
		ID: "verify", Method: http.MethodPost, Path: "/verify", Envelopes: refused, Security: [][]string{{"token"}}, Body: Body{Media: mediaJSON},
		Retry: RetryNever,
	}
	return WithCredential("token", "WithLogin", func(c *Client) Credential {
		call := func(ctx context.Context, c *Client, op *Operation, body any) (Token, error) {
			result, err := Do[tokens](ctx, c, op, Args{Body: body}, nil)
			return Token{Value: core.NewSecret(result.Token)}, err
		}
		return LoginWithChallenge(c, Challenge{
			Scheme: "token", Token: "mfa.token", Methods: "mfa.methods", Method: "app", MethodField: "method", CodeField: "payload.code",
			Answer: func(ctx context.Context, c *Client, body any) (Token, error) { return call(ctx, c, &verifyOp, body) },
		}, opts, func(ctx context.Context) (Token, error) { return call(ctx, c, &loginOp, nil) }, nil, core.NewSecret("correct horse"))
	})
}

func TestCodesMatchRFC6238(t *testing.T) {
	for at, want := range map[int64]string{
		59: "287082", 1111111109: "081804", 1111111111: codeAtMoment, 1234567890: "005924", 2000000000: "279037", 20000000000: "353130",
	} {
		assert.Equal(t, want, totp([]byte("12345678901234567890"), time.Unix(at, 0)))
	}
}

func TestASecondFactorIsSentOnceForAllCalls(t *testing.T) {
	for name, secret := range map[string]string{
		"unchanged": appSecret, "with spaces and dashes": "gezd gnbv-gy3t qojq gezd gnbv gy3t qojq", "with padding": appSecret + "======",
	} {
		t.Run(name, func(t *testing.T) {
			s := &twoSteps{}
			c := newTestClient(t, s.network, atMoment, s.option(TOTP("WithTOTP", secret)))
			var calls sync.WaitGroup
			for range 50 {
				calls.Go(func() { assert.NoError(t, callWithToken(t, c)) })
			}
			calls.Wait()
			require.Len(t, s.seen, 52)
			assert.Equal(t, []string{"", `Bearer half {"method":"app","payload":{"code":"` + codeAtMoment + `"}}`}, s.seen[:2])
			for _, call := range s.seen[2:] {
				assert.Equal(t, "Bearer whole", call)
			}
		})
	}
}

func TestALoginThatTheClientCannotCompleteFails(t *testing.T) {
	const bySMS = `{"token":null,"mfa":{"token":"half","methods":["sms"]}}`
	app := TOTP("WithTOTP", appSecret)
	for name, tt := range map[string]struct {
		server    *twoSteps
		opts      []core.LoginOption
		operation string
		requests  int
		text      string
	}{
		"without a secret":                           {&twoSteps{}, nil, "login", 1, "want a code"},
		"a method that needs a person":               {&twoSteps{challenge: bySMS}, []core.LoginOption{app}, "login", 1, "the account does not support the second factor \"app\""},
		"a challenge without a token":                {&twoSteps{challenge: `{"mfa":{"methods":["app"]}}`}, []core.LoginOption{app}, "login", 1, "want a code"},
		"a wrong password":                           {&twoSteps{challenge: `{"error":["wronglogin"]}`}, []core.LoginOption{app}, "login", 1, "wronglogin"},
		"a code that is refused":                     {&twoSteps{verified: `{"error":["wrongcode"]}`}, []core.LoginOption{app}, "verify", 2, "wrongcode"},
		"a second challenge in response to the code": {&twoSteps{verified: `{"token":null,"mfa":{"token":"more","methods":["app"]}}`}, []core.LoginOption{app}, "verify", 2, "want a code"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newTestClient(t, tt.server.network, atMoment, tt.server.option(tt.opts...))
			err := callWithToken(t, c)
			require.ErrorIs(t, err, core.ErrUnauthorized)
			assert.Equal(t, tt.operation, asError(t, err).Operation)
			assert.Contains(t, err.Error(), tt.text)
			assert.Equal(t, err, callWithToken(t, c), "a failed login is not retried immediately")
			assert.Len(t, tt.server.seen, tt.requests)
		})
	}
}

func TestNoMessageShowsTheSecretsOfASecondFactor(t *testing.T) {
	var logged strings.Builder
	lowercase := strings.ToLower(appSecret)
	for name, s := range map[string]*twoSteps{
		"the login":       {challenge: `{"error":["correct horse, ` + lowercase + `, ` + appSecret + `"]}`},
		"the second step": {verified: `{"error":["correct horse, ` + lowercase + `, ` + appSecret + `, half, ` + codeAtMoment + `"]}`},
	} {
		logger := core.WithLogger(slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})))
		option := s.option(TOTP("WithTOTP", lowercase))
		c := newTestClient(t, s.network, atMoment, logger, option)
		err := callWithToken(t, c)
		require.Error(t, err, name)
		shown := renderings(err) + renderings(c) + logged.String() + fmt.Sprintf("%#v %+v", c, option)
		assertShowsNone(t, shown, "correct horse", lowercase, appSecret, codeAtMoment, "half")
	}
}

func TestNewRefusesAnInvalidSecret(t *testing.T) {
	for name, opts := range map[string][]core.LoginOption{
		"want the secret of the authenticator app in base32": {TOTP("WithTOTP", "hunter2-hunter1")},
		"WithTOTP: want the secret":                          {TOTP("WithTOTP", " ")},
		"WithTOTP is given twice":                            {TOTP("WithTOTP", appSecret), TOTP("WithTOTP", appSecret)},
		"an option is nil":                                   {nil},
	} {
		_, err := New(&API{Name: "shop"}, serverURL, (&twoSteps{}).option(opts...))
		require.ErrorContains(t, err, "shop: WithLogin: ")
		require.ErrorContains(t, err, name)
		assert.NotContains(t, err.Error(), "hunter")
	}
	_, err := New(&API{Name: "shop"}, serverURL, core.WithClock(nil))
	assert.ErrorContains(t, err, "WithClock: the clock is nil")
}
