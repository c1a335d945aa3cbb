package mock

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// websoftsolusToken is a token in the seed data. It never expires.
const websoftsolusToken = "1fe322a09e1fe29feb2dbe6730241945c918d5b9"

func TestAWebSoftSolusLicenseIsOrderedChangedAndTerminated(t *testing.T) {
	srv := NewServer(t, WebSoftSolus)
	login := newCaller(t, srv).ok("POST", "/access/token", "login=user%40example.com&secret=placeholder")
	c := newCaller(t, srv, "Authorization", "Bearer "+login.at("access_token").(string))
	assert.Contains(t, c.ok("GET", "/license/cpanel/order", "").text, "EXAMPLE-CPANEL-VPS")
	key := c.ok("POST", "/license/cpanel/order", "product=EXAMPLE-CPANEL-VPS&title=Example&comment=&serverIP=192.0.2.10&period=3&addons[0]=SOFTACULOUS").at("keyNumber").(string)
	assert.Contains(t, c.ok("GET", "/license/cpanel", "").text, key)
	assert.NotContains(t, c.ok("GET", "/license/plesk", "").text, key)
	c.ok("PUT", "/license/cpanel/"+key, "title=Other&comment=moved")
	assert.Equal(t, "Other", c.ok("GET", "/license/cpanel/"+key, "").at("title"))
	assert.Equal(t, http.StatusUnprocessableEntity, c.do("POST", "/license/cpanel/order", "product=EXAMPLE-PLESK-10&title=x&comment=&serverIP=192.0.2.10&period=3").status)
	c.ok("DELETE", "/license/cpanel/"+key, "")
	assert.Equal(t, http.StatusNotFound, c.do("GET", "/license/cpanel/"+key, "").status)

	posted := srv.Ledger()
	require.Len(t, posted, 2)
	assert.Equal(t, "createCPanelOrder 29.70 EUR", strings.Join([]string{posted[0].Operation, posted[0].Amount, posted[0].Currency}, " "))
	assert.Equal(t, "terminateCPanelLicense", posted[1].Operation)

	require.NoError(t, srv.Advance(61*time.Minute))
	assert.Equal(t, http.StatusUnauthorized, c.do("GET", "/license/cpanel", "").status, "the token has expired")
}

func TestTheWebSoftSolusTestServerHasItsOwnPath(t *testing.T) {
	srv := NewServer(t, WebSoftSolus)
	c := newCaller(t, srv, "Authorization", "Bearer "+websoftsolusToken)
	c.ok("GET", "/test/license/plesk", "")
	c.ok("GET", "/license/plesk", "")
}
