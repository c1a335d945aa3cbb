package runtime

import (
	"log/slog"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
)

func bearerOption(option string) core.Option {
	return WithCredential("token", option, func(*Client) Credential { return Bearer("hunter2") })
}

func TestAnInvalidOptionIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		opt  core.Option
		want string
	}{
		"a nil client":                                  {core.WithHTTPClient(nil), "WithHTTPClient: the client is nil"},
		"a nil logger":                                  {core.WithLogger(nil), "WithLogger: the logger is nil"},
		"a timeout of zero":                             {core.WithTimeout(0), "WithTimeout: want a positive duration, got 0s"},
		"a negative timeout":                            {core.WithTimeout(-1), "WithTimeout: want a positive duration, got -1ns"},
		"a limit of zero bytes":                         {core.WithMaxBodyBytes(0), "WithMaxBodyBytes: want a positive number of bytes, got 0"},
		"a negative number of bytes":                    {core.WithMaxBodyBytes(-5), "WithMaxBodyBytes: want a positive number of bytes, got -5"},
		"no attempts":                                   {core.WithRetry(core.Retry{}), "WithRetry: want at least 1 attempt, got 0"},
		"a negative pause":                              {core.WithRetry(core.Retry{Attempts: 1, MinWait: -1}), "WithRetry: want 0 <= MinWait <= MaxWait, got -1ns and 0s"},
		"a longest pause below the shortest":            {core.WithRetry(core.Retry{Attempts: 1, MinWait: 2, MaxWait: 1}), "WithRetry: want 0 <= MinWait <= MaxWait, got 2ns and 1ns"},
		"a negative timeout of an attempt":              {core.WithRetry(core.Retry{Attempts: 1, AttemptTimeout: -1}), "WithRetry: want a positive AttemptTimeout or 0, got -1ns"},
		"a nil middleware":                              {core.WithMiddleware(nil), "WithMiddleware: the middleware is nil"},
		"a rate of zero":                                {core.WithRateLimit(0, 1), "WithRateLimit: want a positive rate and a burst of at least 1, got 0 and 1"},
		"a rate that is not a number":                   {core.WithRateLimit(math.NaN(), 1), "WithRateLimit: want a positive rate and a burst of at least 1, got NaN and 1"},
		"a middleware without a result":                 {core.WithMiddleware(func(http.RoundTripper) http.RoundTripper { return nil }), "WithMiddleware: the middleware returned nil"},
		"a burst of zero":                               {core.WithRateLimit(1, 0), "WithRateLimit: want a positive rate and a burst of at least 1, got 1 and 0"},
		"an option of a generated package that refuses": {Refuse("WithLogin: %s is empty", "login"), "WithLogin: login is empty"},
		"a nil option":                                  {nil, "an option is nil"},
		"a bundle of one nil option":                    {Options(nil), "an option is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&API{Name: "shop"}, serverURL, tt.opt)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestARepeatedOptionIsRefused(t *testing.T) {
	for name, opt := range map[string]core.Option{
		"WithHTTPClient":   core.WithHTTPClient(&http.Client{}),
		"WithLogger":       core.WithLogger(slog.New(slog.DiscardHandler)),
		"WithTimeout":      core.WithTimeout(time.Second),
		"WithMaxBodyBytes": core.WithMaxBodyBytes(1),
		"WithApplication":  core.WithApplication("shop"),
		"WithPlainHTTP":    core.WithPlainHTTP(),
		"WithRetry":        core.WithRetry(core.DefaultRetry),
		"WithRateLimit":    core.WithRateLimit(1, 1),
		"WithCheck":        core.WithCheck(func(string, core.Response) error { return nil }),
		"WithToken":        bearerOption("WithToken"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(&API{Name: "shop"}, serverURL, opt)
			require.NoError(t, err)
			_, err = New(&API{Name: "shop"}, serverURL, opt, opt)
			assert.ErrorContains(t, err, name+" is given twice")
			_, err = New(&API{Name: "shop"}, serverURL, opt, Options(opt))
			assert.ErrorContains(t, err, name+" is given twice")
		})
	}
}

func TestTwoCredentialsForOneSchemeContradictEachOther(t *testing.T) {
	_, err := New(&API{Name: "shop"}, serverURL, bearerOption("WithToken"), bearerOption("WithLogin"))
	require.ErrorContains(t, err, "WithToken and WithLogin contradict each other")
	assert.NotContains(t, renderings(err), "hunter2")
}

func TestCredentialsForTwoSchemesAreAccepted(t *testing.T) {
	_, err := New(&API{Name: "shop"}, serverURL, Options(
		WithCredential("id", "WithKeys", func(*Client) Credential { return Header("X-Id", "i") }),
		WithCredential("key", "WithKeys", func(*Client) Credential { return Header("X-Key", "k") }),
	))
	assert.NoError(t, err)
}

func TestABundleReportsTheErrorsOfAllItsOptions(t *testing.T) {
	_, err := New(&API{Name: "shop"}, serverURL, Options(core.WithTimeout(0), nil, Options(core.WithMaxBodyBytes(0))))
	require.Error(t, err)
	for _, problem := range []string{"WithTimeout", "an option is nil", "WithMaxBodyBytes"} {
		assert.ErrorContains(t, err, problem)
	}
}

func TestOptionsCanBeUsedForSeveralClients(t *testing.T) {
	opts := []core.Option{core.WithTimeout(time.Second), core.WithApplication("shop"), bearerOption("WithToken")}
	for range 2 {
		_, err := New(&API{Name: "shop"}, serverURL, opts...)
		assert.NoError(t, err)
	}
}

func TestTheUserAgentNamesTheApplicationBeforeThisModule(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []core.Option
		want string
	}{
		"without an application":    {nil, "hostclients/" + core.Version + " (shop)"},
		"with an application":       {[]core.Option{core.WithApplication("my-shop")}, "my-shop hostclients/" + core.Version + " (shop)"},
		"with an application's tag": {[]core.Option{core.WithApplication("my-shop/1.4")}, "my-shop/1.4 hostclients/" + core.Version + " (shop)"},
	} {
		t.Run(name, func(t *testing.T) {
			var agent string
			c := newTestClient(t, func(r *http.Request) (*http.Response, error) {
				agent = r.Header.Get("User-Agent")
				return reply(200, "{}"), nil
			}, tt.opts...)
			_, err := do[anything](t.Context(), c, readOp())
			require.NoError(t, err)
			assert.Equal(t, tt.want, agent)
		})
	}
}

func TestAnApplicationThatIsNotAProductTokenIsRefused(t *testing.T) {
	for _, product := range []string{"", " ", "two words", "shop/", "/1", "shop/1/2", "shop\r\nX-Evil: 1", "shop\n", "shop (comment)", "größe", `sh"op`} {
		_, err := New(&API{Name: "shop"}, serverURL, core.WithApplication(product))
		assert.ErrorContains(t, err, "WithApplication", "%q", product)
	}
}

func TestTwoSetsOfCredentialsForTheSameChoiceContradictEachOther(t *testing.T) {
	named := func(scheme, option string) core.Option {
		return WithCredential(scheme, option, func(*Client) Credential { return Header("X-"+scheme, "hunter2") })
	}
	login, token, id, key := named("login", "WithLogin"), named("token", "WithToken"), named("id", "WithKeys"), named("key", "WithKeys")
	api := &API{Name: "shop", Alternatives: [][][]string{{{"token"}, {"id", "key"}}, {{"login"}, {"token"}}}}
	for name, tt := range map[string]struct {
		opts []core.Option
		want string
	}{
		"unless there is only one":             {[]core.Option{token}, ""},
		"unless one is incomplete":             {[]core.Option{token, id}, ""},
		"unless no operation chooses":          {[]core.Option{login, id, key}, ""},
		"one with one scheme and one with two": {[]core.Option{id, token, key}, "shop: WithToken and WithKeys contradict each other: give one of them"},
		"two with one scheme each":             {[]core.Option{token, login}, "shop: WithLogin and WithToken contradict each other: give one of them"},
		"for several choices":                  {[]core.Option{token, login, id, key}, "shop: WithToken and WithKeys contradict each other: give one of them\nWithLogin and WithToken contradict each other: give one of them"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := New(api, serverURL, tt.opts...)
			if tt.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tt.want)
		})
	}
}
