package mock

import (
	"time"

	"github.com/hostclients/hostclients/mock/internal/state"
)

// These work on the state of requests without a session header; Session gives those of others.

// Ledger returns the calls that were executed and must not happen twice, in their order.
func (s *Server) Ledger() []Posting { return s.Session("").Ledger() }

// Advance moves the clock forward: invoices fall due, tokens expire.
func (s *Server) Advance(d time.Duration) error { return s.Session("").Advance(d) }

// Reset starts again from the seed data. Snapshots are kept.
func (s *Server) Reset() error { return s.Session("").Reset() }

// Snapshot keeps the state under a name, for [Server.Restore].
func (s *Server) Snapshot(name string) error { return s.Session("").Snapshot(name) }

// Restore makes the state what it was at the snapshot of that name.
func (s *Server) Restore(name string) error { return s.Session("").Restore(name) }

// Session returns the state of the requests whose header X-Mock-Session has a value.
func (s *Server) Session(name string) *Session { return &Session{s, name} }

// Session is the state that requests with a value of X-Mock-Session see.
type Session struct {
	server *Server
	name   string
}

func (s *Session) with(f func(*state.Store) error) error {
	found, err := s.server.sessions.get(s.name)
	if err != nil {
		return err
	}
	return f(found.store)
}

// Ledger is [Server.Ledger] of the session.
func (s *Session) Ledger() []Posting {
	all := []Posting{}
	_ = s.with(func(store *state.Store) error { // without a state there is no ledger
		return store.Do(func(tx *state.Tx) error {
			all = postings(tx)
			return nil
		})
	})
	return all
}

// Now returns what the session's clock shows.
func (s *Session) Now() (now time.Time, err error) {
	err = s.with(func(store *state.Store) error {
		return store.Do(func(tx *state.Tx) error {
			now = tx.Now()
			return nil
		})
	})
	return now, err
}

// Advance is [Server.Advance] of the session.
func (s *Session) Advance(d time.Duration) error {
	return s.with(func(store *state.Store) error {
		return store.Do(func(tx *state.Tx) error { return tx.Advance(d) })
	})
}

// Reset is [Server.Reset] of the session.
func (s *Session) Reset() error {
	return s.with(func(store *state.Store) error { return store.Reset(s.server.seed) })
}

// Snapshot is [Server.Snapshot] of the session.
func (s *Session) Snapshot(name string) error {
	return s.with(func(store *state.Store) error { return store.Snapshot(name) })
}

// Restore is [Server.Restore] of the session.
func (s *Session) Restore(name string) error {
	return s.with(func(store *state.Store) error { return store.Restore(name) })
}
