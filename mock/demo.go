package mock

// APIs returns the APIs that the server serves.
func (s *Server) APIs() []API {
	var all []API
	for _, api := range s.apis {
		all = append(all, API(api.Name))
	}
	return all
}

// demos has the credentials in the seed data and a first call for each API. The path follows the base URL. The API reference fills in
// keys, by security scheme, and inBody.
var demos = map[API]struct {
	credentials, options, path, inBody string
	keys                               map[string]string
}{
	HostBill: {
		credentials: "user@example.com / correct horse, or the token TOKEN", options: `-H "Authorization: Bearer TOKEN"`, path: "/invoice",
		keys: map[string]string{"token": "TOKEN"},
	},
	Webpros: {
		credentials: "token " + demoToken + ", secret SECRET",
		options:     `-H "X-WPC-API-TOKENID: ` + demoToken + `" -H "X-WPC-API-TOKENSECRET: SECRET"`, path: "/v1/entitlement",
		keys: map[string]string{"tokenID": demoToken, "tokenSecret": "SECRET"},
	},
	WebSoftSolus: {
		credentials: "user@example.com / placeholder", options: `-H "Authorization: Bearer ` + demoAccess + `"`, path: "/license/plesk",
		keys: map[string]string{"accessToken": demoAccess},
	},
	WHASOLS: {
		credentials: "the token TOKEN", options: `-d "token=TOKEN&page_num=1"`, path: "/rapi/GetClients",
		inBody: "TOKEN",
	},
	WHMCS: {credentials: "me@example.com / correct horse", path: "/store/products/groups"},
}

const (
	demoToken  = "01234567-89ab-cdef-0123-456789abcdef" //nolint:gosec // it is valid on mock servers only
	demoAccess = "1fe322a09e1fe29feb2dbe6730241945c918d5b9"
)

// DemoCredentials returns the credentials in the seed data of an API.
func DemoCredentials(api API) string { return demos[api].credentials }

// DemoCall returns the arguments of curl for a first call to an API at a base URL.
func DemoCall(api API, base string) string {
	d := demos[api]
	if d.options == "" {
		return base + d.path
	}
	return d.options + " " + base + d.path
}
