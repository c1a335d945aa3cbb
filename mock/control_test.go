package mock

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachSessionHeaderHasItsOwnState(t *testing.T) {
	srv, err := New([]API{HostBill})
	require.NoError(t, err)
	c := &caller{t: t, base: serve(t, srv), header: map[string][]string{"Authorization": {"Bearer TOKEN"}}, client: newCaller(t, NewServer(t, HostBill)).client}
	one, two := c.with(SessionHeader, "one"), c.with(SessionHeader, "two")
	one.ok("POST", "/service/301/label", `{"label": "mine"}`)
	assert.Equal(t, "mine", one.ok("GET", "/service/301/label", "").at("label"))
	assert.Empty(t, two.ok("GET", "/service/301/label", "").at("label"))
	assert.Empty(t, c.ok("GET", "/service/301/label", "").at("label"))
	one.ok("POST", "/tickets", `{"subject": "s", "body": "b"}`)
	assert.Len(t, srv.Session("one").Ledger(), 1)
	assert.Empty(t, srv.Ledger())
}

func TestSessionsAreBounded(t *testing.T) {
	srv, c := newHostBill(t)
	assert.Equal(t, http.StatusBadRequest, c.with(SessionHeader, strings.Repeat("x", 101)).do("GET", "/balance", "").status)
	for i := range mostSessions {
		srv.sessions.all[itoa(i)] = srv.sessions.all[""]
	}
	full := c.with(SessionHeader, "one more").do("GET", "/balance", "")
	assert.Equal(t, http.StatusInsufficientStorage, full.status)
	assert.Contains(t, full.text, "the limit of 1000 sessions is reached")
	admin := *c
	admin.base = srv.Address()
	assert.Equal(t, http.StatusInsufficientStorage, admin.with(SessionHeader, "one more").do("GET", "/_mock/clock", "").status)
	c.ok("GET", "/balance", "")
}

func TestASnapshotRestoresTheState(t *testing.T) {
	srv, _ := newHostBill(t)
	c := newCaller(t, srv, "Authorization", "Bearer TOKEN")
	label := func() any { return c.ok("GET", "/service/301/label", "").at("label") }
	require.NoError(t, srv.Snapshot("before"))
	c.ok("POST", "/service/301/label", `{"label": "new"}`)
	c.ok("POST", "/tickets", `{"subject": "s", "body": "b"}`)
	require.NoError(t, srv.Advance(time.Hour))
	require.NoError(t, srv.Restore("before"))
	assert.Empty(t, label())
	assert.Empty(t, srv.Ledger(), "the ledger is part of the state")
	now, err := srv.Session("").Now()
	require.NoError(t, err)
	assert.Less(t, now, time.Date(2030, 1, 2, 12, 30, 0, 0, time.UTC), "the clock is part of the state")
	require.ErrorContains(t, srv.Restore("after"), `there is no snapshot "after": want one of ["before"]`)

	c.ok("POST", "/service/301/label", `{"label": "new"}`)
	require.NoError(t, srv.Reset())
	assert.Empty(t, label())
	require.Error(t, srv.Advance(-time.Second), "the clock only moves forward")
}

func TestSeedDataIsAddedToTheDataOfTheAPI(t *testing.T) {
	_, c := newHostBill(t, WithData([]byte("hostbill:\n  invoices:\n    - {id: '401', _account: '26', status: Unpaid, total: '12.00', duedate: '2030-02-01'}\n")))
	assert.InDelta(t, 12, c.ok("GET", "/invoice/401", "").at("invoice.total"), 0)
	c.ok("GET", "/invoice/301", "")
	for text, want := range map[string]string{
		"hostbill: {invoces: []}":          `unknown collection "invoces": want one of accounts`,
		"stripe: {}":                       `unknown API "stripe": want one of hostbill`,
		"hostbill: {invoices: [{no: id}]}": "invoices[0]: id is missing",
	} {
		_, err := New([]API{HostBill}, WithData([]byte(text)))
		require.ErrorContains(t, err, want)
	}
}
