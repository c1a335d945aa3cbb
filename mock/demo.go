package mock

// APIs returns the APIs that the server serves.
func (s *Server) APIs() []API {
	var all []API
	for _, api := range s.apis {
		all = append(all, API(api.Name))
	}
	return all
}

// What the seed data lets people in with, and a call to begin with, after the base URL.
var demos = map[API]struct{ credentials, options, path string }{
	HostBill:     {"user@example.com / correct horse, or the token TOKEN", `-H "Authorization: Bearer TOKEN"`, "/invoice"},
	Webpros:      {"token 01234567-89ab-cdef-0123-456789abcdef, secret SECRET", `-H "X-WPC-API-TOKENID: 01234567-89ab-cdef-0123-456789abcdef" -H "X-WPC-API-TOKENSECRET: SECRET"`, "/v1/entitlement"},
	WebSoftSolus: {"user@example.com / placeholder", `-H "Authorization: Bearer 1fe322a09e1fe29feb2dbe6730241945c918d5b9"`, "/license/plesk"},
	WHASOLS:      {"the token TOKEN", `-d "token=TOKEN&page_num=1"`, "/rapi/GetClients"},
	WHMCS:        {"me@example.com / correct horse", "", "/store/products/groups"},
}

// DemoCredentials returns what the seed data of an API lets people in with.
func DemoCredentials(api API) string { return demos[api].credentials }

// DemoCall returns the arguments of curl for a first call of an API whose base URL is given.
func DemoCall(api API, base string) string {
	d := demos[api]
	if d.options == "" {
		return base + d.path
	}
	return d.options + " " + base + d.path
}
