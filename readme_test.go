package hostclients_test

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The examples read as users write them, and run anywhere: what they ask for is answered from memory.
func init() {
	http.DefaultTransport = answers{
		"POST /api/v2/cart":                        {200, `{"data":{"id":"V8UH6nyaU6Hj8hCh"}}`},
		"POST /api/v2/cart/V8UH6nyaU6Hj8hCh/items": {200, `{"data":{"total":{"value":"19.90","code":"USD"}}}`},
		"POST /api/v2/user/session":                {412, `{"condition":"twofa","fields":[{"name":"key","type":"number"}]}`},
		"POST /api/v2/user/session/verify":         {200, `{"data":{"email":"me@example.com","firstname":"Davis","lastname":"Davis","clients":[]}}`},
		"GET /api/v2/store/products/groups/404":    {404, `{"message":"No such group."}`},
		"POST /test/access/token":                  {200, `{"access_token":"1fe322a09e1fe29feb2dbe6730241945c918d5b9","expires_in":3600,"token_type":"Bearer"}`},
		"GET /test/license/plesk":                  {200, `["PLSK.0298xxxx","PLSK.0292xxxx"]`},
		"POST /test/license/cpanel/order":          {200, `{"keyNumber":"CPNL.0001xxxx"}`},
		"POST /rapi/GetClients":                    {200, `{"result":"success","clients":[{"id":12,"email":"me@example.com"}]}`},
		"POST /rapi/AddTicketReply":                {200, `{"result":"error","message":"the ticket is closed"}`},
		"POST /api/login":                          {200, `{"token":"TOKEN","refresh":"REFRESH"}`},
		"GET /api/invoice": {200, `{"invoices":{
			"0":{"id":"308976","number":"2016/12/1","status":"Paid","total":"19.65","currency":"USD","duedate":"2017-01-06"},
			"2":{"id":"308977","number":"2016/12/2","status":"Unpaid","total":"2.10","currency":"USD","duedate":"2017-01-06"}}}`},
		"POST /api/invoice/308977/credit": {200, `{"success":true,"invoice_status":"Paid","applied":2.1}`},
		"POST /api/tickets":               {200, `{"ticket":865650}`},
		"POST /api/tickets/865650":        {200, `{"info":["ticketreplyadded"]}`},
		"GET /api/tickets/865650": {200, `{"ticket":{"ticket_number":"865650","subject":"Reverse DNS","status":"Answered"},
			"replies":[{"id":"929","date":"2016-12-30 12:51:04","body":"To www.example.com."}]}`},
		"POST /api/service/292/dns/1178/records": {200, `{"success":true,"info":[["dnsnewrecordadded","TXT"]]}`},
		"GET /api/service/292/dns/1178": {200, `{"service_id":"292","name":"example.com","records":{
			"0":{"id":"15257","name":"example.com","type":"SOA","content":["ns1.example.com","post.example.com","2022031011"],"ttl":"60"},
			"54":{"id":"406462","name":"_acme-challenge.example.com","type":"TXT","content":"\"challengetoken\"","ttl":"3600"}}}`},
		"DELETE /api/service/292/dns/1178/records/406462": {200, `{"success":true}`},
		"GET /api/service/301/vms":                        {200, `{"vms":{"214":{"id":"214","label":"web1","power":false,"memory":2048}}}`},
		"POST /api/service/301/vms/214/start":             {200, `{"status":true}`},
		"POST /api/service/301/vms/214/stop":              {200, `{"status":true}`},
		"POST /api/service/301/vms/214/rebuild":           {200, `{"status":true}`},
		"GET /v1/entitlement": {200, `{"data":[
			{"id":"00000000-89ab-cdef-0123-456789abcdef","serviceId":"wpsquared","suspended":true,"data":{"maxSites":9,"allocatedSites":0}},
			{"id":"11111111-89ab-cdef-0123-456789abcdef","serviceId":"wpsquared","data":{"maxSites":9,"allocatedSites":2}}],"next":null}`},
		"POST /v1/package/wpsquared": {200, `{"id":"33333333-89ab-cdef-0123-456789abcdef","currentState":{"state":"new"},"data":{"username":"wp2user1","password":"secret"}}`},
		"POST /api/quote":            {200, `{"summary":{"subtotal":9.99,"total":12.29},"items":[{"index":0,"valid":true,"info":[],"error":[]}]}`},
		"POST /api/order":            {200, `{"order_num_list":["77"],"invoice_id":"503425","total":"12.29","items":[{"type":"Hosting","id":"1025"}]}`},
	}
}

type answers map[string]struct {
	status int
	body   string
}

func (a answers) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	answer, ok := a[r.Method+" "+r.URL.Path]
	if !ok {
		answer.status = http.StatusNotImplemented
	}
	user, _, _ := r.BasicAuth()
	if strings.HasPrefix(r.URL.Path, "/api/") && r.URL.Path != "/api/login" && !strings.HasPrefix(r.URL.Path, "/api/v2/") &&
		r.Header.Get("Authorization") != "Bearer TOKEN" && user != "me@example.com" {
		answer.status = http.StatusUnauthorized
	}
	if strings.HasPrefix(r.URL.Path, "/test/license") && r.Header.Get("Authorization") != "Bearer 1fe322a09e1fe29feb2dbe6730241945c918d5b9" {
		answer.status = http.StatusUnauthorized
	}
	w.WriteHeader(answer.status)
	_, _ = w.WriteString(answer.body)
	return w.Result(), nil
}

// What a document of this repository shows as Go is what the examples compile and run.
func TestTheCodeInTheREADMEsIsThatOfTheExamples(t *testing.T) {
	files, err := filepath.Glob("example*_test.go")
	require.NoError(t, err)
	var examples string
	for _, file := range files {
		source, err := os.ReadFile(file)
		require.NoError(t, err)
		examples += squeeze(string(source))
	}
	shown := map[string]string{}
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, block := range strings.Split(string(text), "```go\n")[1:] {
			code, _, _ := strings.Cut(block, "```")
			shown[filepath.ToSlash(path)] += code
			assert.Contains(t, examples, squeeze(code), "a block of %s is in no example", path)
		}
		return nil
	}))
	apis, err := filepath.Glob("gen/*")
	require.NoError(t, err)
	require.NotEmpty(t, apis)
	for _, api := range apis {
		assert.Contains(t, shown["README.md"], filepath.Base(api)+".", "README.md shows no example of %s", filepath.Base(api))
	}
}

// squeeze takes out what differs between a README and a function: indentation and blank lines.
func squeeze(code string) string {
	var lines []string
	for _, line := range strings.Split(code, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
