package mock

import (
	"time"

	"github.com/hostclients/hostclients/mock/internal/state"
)

// The methods of Server use the state of requests without a session header. Session gives access to the other states.

// Ledger returns the executed calls that must not happen twice, in order.
func (s *Server) Ledger() []Posting { return s.Session("").Ledger() }

// Advance moves the clock forward: invoices fall due, tokens expire. A negative duration is an error.
func (s *Server) Advance(d time.Duration) error { return s.Session("").Advance(d) }

// Reset starts again from the seed data. The snapshots remain.
func (s *Server) Reset() error { return s.Session("").Reset() }

// Snapshot saves the state under a name, for [Server.Restore]. It replaces an existing snapshot with that name.
func (s *Server) Snapshot(name string) error { return s.Session("").Snapshot(name) }

// Restore restores the state from a snapshot. An unknown name is an error.
func (s *Server) Restore(name string) error { return s.Session("").Restore(name) }

// Session returns the state of the requests whose header X-Mock-Session is name.
func (s *Server) Session(name string) *Session { return &Session{s, name} }

// Session is the state of the requests with one value of X-Mock-Session.
type Session struct {
	server *Server
	name   string
}

func (s *Session) with(f func(*state.Store) error) error {
	found, err := s.server.sessions.get(s.name)
	if err != nil {
		return err
	}
	return f(found)
}

// do calls f in a transaction.
func (s *Session) do(f func(*state.Tx)) error {
	return s.with(func(store *state.Store) error {
		return store.Do(func(tx *state.Tx) error {
			f(tx)
			return nil
		})
	})
}

// Ledger is [Server.Ledger] for the session.
func (s *Session) Ledger() []Posting {
	all := []Posting{}
	_ = s.do(func(tx *state.Tx) { all = postings(tx) }) // without a state, the ledger is empty
	return all
}

// Now returns the time of the session's clock.
func (s *Session) Now() (now time.Time, err error) {
	err = s.do(func(tx *state.Tx) { now = tx.Now() })
	return now, err
}

// Advance is [Server.Advance] for the session.
func (s *Session) Advance(d time.Duration) error {
	return s.with(func(store *state.Store) error {
		return store.Do(func(tx *state.Tx) error { return tx.Advance(d) })
	})
}

// Reset is [Server.Reset] for the session.
func (s *Session) Reset() error {
	return s.with(func(store *state.Store) error { return store.Reset(s.server.seed) })
}

// Snapshot is [Server.Snapshot] for the session.
func (s *Session) Snapshot(name string) error {
	return s.with(func(store *state.Store) error { return store.Snapshot(name) })
}

// Restore is [Server.Restore] for the session.
func (s *Session) Restore(name string) error {
	return s.with(func(store *state.Store) error { return store.Restore(name) })
}
