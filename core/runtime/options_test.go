package runtime

import (
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func bearerOption(option string) Option {
	return WithCredential("token", option, func(*Client) Credential { return Bearer("hunter2") })
}

func TestAnOptionThatMakesNoSenseIsRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		opt  Option
		want string
	}{
		"no client":                 {WithHTTPClient(nil), "WithHTTPClient: the client is nil"},
		"no logger":                 {WithLogger(nil), "WithLogger: the logger is nil"},
		"a timeout of zero":         {WithTimeout(0), "WithTimeout: 0s"},
		"a negative timeout":        {WithTimeout(-1), "WithTimeout: -1ns"},
		"no bytes":                  {WithMaxBodyBytes(0), "WithMaxBodyBytes: 0"},
		"negative bytes":            {WithMaxBodyBytes(-5), "WithMaxBodyBytes: -5"},
		"no attempts":               {WithRetry(Retry{}), "WithRetry: 0 attempts"},
		"a negative pause":          {WithRetry(Retry{Attempts: 1, MinWait: -1}), "WithRetry: a pause"},
		"a pause from more to less": {WithRetry(Retry{Attempts: 1, MinWait: 2, MaxWait: 1}), "WithRetry: a pause"},
		"an option of a generated package that refuses": {Refuse("WithLogin: %s is empty", "login"), "WithLogin: login is empty"},
		"no option at all":           {nil, "an option is nil"},
		"a bundle that holds no one": {Options(nil), "an option is nil"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(API{Name: "shop"}, serverURL, tt.opt)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestAnOptionThatIsGivenTwiceIsRefused(t *testing.T) {
	for name, opt := range map[string]Option{
		"WithHTTPClient":   WithHTTPClient(&http.Client{}),
		"WithLogger":       WithLogger(slog.New(slog.DiscardHandler)),
		"WithTimeout":      WithTimeout(time.Second),
		"WithMaxBodyBytes": WithMaxBodyBytes(1),
		"WithApplication":  WithApplication("shop"),
		"WithPlainHTTP":    WithPlainHTTP(),
		"WithRetry":        WithRetry(DefaultRetry),
		"WithToken":        bearerOption("WithToken"),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(API{Name: "shop"}, serverURL, opt)
			require.NoError(t, err)
			_, err = NewClient(API{Name: "shop"}, serverURL, opt, opt)
			assert.ErrorContains(t, err, name+" is given twice")
			_, err = NewClient(API{Name: "shop"}, serverURL, opt, Options(opt))
			assert.ErrorContains(t, err, name+" is given twice")
		})
	}
}

func TestTwoCredentialsForOneSchemeContradictEachOther(t *testing.T) {
	_, err := NewClient(API{Name: "shop"}, serverURL, bearerOption("WithToken"), bearerOption("WithLogin"))
	require.ErrorContains(t, err, "WithToken and WithLogin contradict each other")
	assert.NotContains(t, renderings(err), "hunter2")
}

func TestCredentialsForTwoSchemesGoTogether(t *testing.T) {
	_, err := NewClient(API{Name: "shop"}, serverURL, Options(
		WithCredential("id", "WithKeys", func(*Client) Credential { return Header("X-Id", "i") }),
		WithCredential("key", "WithKeys", func(*Client) Credential { return Header("X-Key", "k") }),
	))
	assert.NoError(t, err)
}

func TestABundleReportsTheFaultsOfAllItsOptions(t *testing.T) {
	_, err := NewClient(API{Name: "shop"}, serverURL, Options(WithTimeout(0), nil, Options(WithMaxBodyBytes(0))))
	require.Error(t, err)
	for _, fault := range []string{"WithTimeout", "an option is nil", "WithMaxBodyBytes"} {
		assert.ErrorContains(t, err, fault)
	}
}

func TestOptionsServeSeveralClients(t *testing.T) {
	opts := []Option{WithTimeout(time.Second), WithApplication("shop"), bearerOption("WithToken")}
	for range 2 {
		_, err := NewClient(API{Name: "shop"}, serverURL, opts...)
		assert.NoError(t, err)
	}
}

func TestTheUserAgentNamesTheApplicationBeforeThisModule(t *testing.T) {
	for name, tt := range map[string]struct {
		opts []Option
		want string
	}{
		"without an application":    {nil, "hostclients/" + Version + " (shop)"},
		"with an application":       {[]Option{WithApplication("my-shop")}, "my-shop hostclients/" + Version + " (shop)"},
		"with an application's tag": {[]Option{WithApplication("my-shop/1.4")}, "my-shop/1.4 hostclients/" + Version + " (shop)"},
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

func TestAnApplicationThatIsNoProductTokenIsRefused(t *testing.T) {
	for _, product := range []string{"", " ", "two words", "shop/", "/1", "shop/1/2", "shop\r\nX-Evil: 1", "shop\n", "shop (comment)", "größe", `sh"op`} {
		_, err := NewClient(API{Name: "shop"}, serverURL, WithApplication(product))
		assert.ErrorContains(t, err, "WithApplication", "%q", product)
	}
}
