package mock

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
	"github.com/hostclients/hostclients/mock/internal/resource"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// mostSessions is the maximum number of named sessions.
const mostSessions = 1000

// sessions are the states of a server, by the value of X-Mock-Session.
type sessions struct {
	server  *Server
	storage *storage // nil: in memory

	mu  sync.Mutex
	all map[string]*state.Store
}

func (s *sessions) init(server *Server) (err error) {
	s.server, s.all = server, map[string]*state.Store{}
	if server.config.open != nil {
		if s.storage, err = server.config.open(); err != nil {
			return err
		}
	}
	if _, err = s.get(""); err != nil {
		return errors.Join(err, s.close())
	}
	return nil
}

func (s *sessions) close() error {
	if s.storage == nil {
		return nil
	}
	return s.storage.close()
}

// get returns the state of a session, and creates it on first use.
func (s *sessions) get(name string) (*state.Store, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found := s.all[name]; found != nil {
		return found, nil
	}
	if len(s.all) > mostSessions {
		return nil, newProblem(http.StatusInsufficientStorage, fmt.Sprintf("%s: the limit of %d sessions is reached", SessionHeader, mostSessions))
	}
	if len(name) > 100 {
		return nil, newProblem(http.StatusBadRequest, SessionHeader+": want at most 100 characters")
	}
	var saved []state.Change
	var commit func([]state.Change) error
	if s.storage != nil {
		var err error
		if saved, err = s.storage.load(name); err != nil {
			return nil, err
		}
		commit = func(changes []state.Change) error { return s.storage.save(name, changes) }
	}
	made := state.New(s.server.config.seed+name, commit)
	if len(saved) > 0 {
		made.Load(saved)
	} else if err := made.Reset(s.server.seed); err != nil {
		return nil, err
	}
	s.all[name] = made
	return made, nil
}

// visitor returns the session that a request's cookie names. If no cookie names a valid session, a request that may change records
// starts one, and its response sets the cookie. For other requests, the session is nil.
func (s *Server) visitor(tx *state.Tx, r *http.Request, op *model.Operation, x *exchange) (state.Record, error) {
	rules := op.API.Resources.Sessions
	if rules == nil {
		return nil, nil
	}
	life, err := time.ParseDuration(rules.Life)
	if err != nil {
		return nil, fmt.Errorf("x-resource.sessions.life: %w", err)
	}
	now, collection := tx.Now(), resource.Key(op.API, rules.Collection)
	for _, cookie := range r.Cookies() {
		record := tx.Get(collection, cookie.Value)
		if !strings.HasPrefix(cookie.Name, rules.Cookie) || record == nil {
			continue
		}
		seen, _, _ := expr.Moment(record["seen"])
		if now.Sub(seen) > life {
			tx.Delete(collection, cookie.Value)
			continue
		}
		if rotating := op.API.Rotating; rotating != nil && !resource.IsLatest(record, r.Header.Get(rotating.Header)) {
			x.entry.Errors = append(x.entry.Errors, request.Error{
				Location: "header." + strings.ToLower(rotating.Header), Message: "want the value of the session's last response",
			})
			continue
		}
		if now.Sub(seen) > time.Minute { // avoids a write for every request
			record = maps.Clone(record)
			record["seen"] = now.Format(time.RFC3339)
			tx.Put(collection, cookie.Value, record)
		}
		return record, nil
	}
	if op.Resource == nil || r.Method == http.MethodGet {
		return nil, nil
	}
	random := tx.Random()
	record := state.Record{"id": fmt.Sprintf("%x", random[:16]), "seen": now.Format(time.RFC3339)}
	tx.Put(collection, record["id"].(string), record)
	cookie := &http.Cookie{ //nolint:gosec // TLS is optional on loopback
		Name: rules.Cookie, Value: record["id"].(string), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: r.TLS != nil,
	}
	x.header.Add("Set-Cookie", cookie.String())
	return record, nil
}
