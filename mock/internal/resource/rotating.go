package resource

import (
	"encoding/hex"
	"maps"
	"net/http"
	"slices"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// latest is the session field that holds the rotating header's value from the session's last response.
const latest = "_latest"

// IsLatest reports whether sent is the rotating header's value from the session's last response. If that response had none, any value is
// accepted.
func IsLatest(session state.Record, sent string) bool {
	return session[latest] == nil || session[latest] == sent
}

// Renew sets the next value of the rotating header in a response. It does nothing if the API has no such header, or if the session is
// not logged in after the call. An operation that ends the session gets no new value.
func (c *Call) Renew(header http.Header) {
	api := c.Request.Op.API
	if api.Rotating == nil || c.Session == nil {
		return
	}
	key, id := c.env.key(api.Resources.Sessions.Collection), expr.Text(c.Session["id"])
	session := c.tx.Get(key, id)
	if session == nil || c.credentialOf(api.Resources.Schemes[api.Rotating.Scheme], session) == nil {
		return
	}
	session = maps.Clone(session)
	delete(session, latest)
	if !slices.Contains(api.Rotating.Ends, c.Request.Op.ID) {
		random := c.tx.Random()
		value := hex.EncodeToString(random[:16])
		session[latest] = value
		header.Set(api.Rotating.Header, value)
	}
	c.tx.Put(key, id, session)
}
