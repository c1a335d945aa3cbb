package mock

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/swaggest/swgui"
	"github.com/swaggest/swgui/v5emb"

	"github.com/hostclients/hostclients/mock/page"
)

// serveOwn serves the page and the admin endpoints.
func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("X-Frame-Options", "DENY")
	w.Header().Set("Referrer-Policy", "no-referrer")
	if why := s.foreign(r); why != "" {
		newProblem(http.StatusForbidden, why).write(w)
	} else if s.admitted(w, r, true) {
		s.own.ServeHTTP(w, r)
	}
}

// routes returns the handler of the page and the admin endpoints.
func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /{$}", http.RedirectHandler("/_mock/page/", http.StatusFound))
	mux.Handle("GET /_mock/page/", http.StripPrefix("/_mock/page/", pageFiles()))
	for _, api := range s.apis {
		base := "/_mock/reference/" + api.Name + "/"
		mux.Handle("GET "+base, v5emb.NewWithConfig(swgui.Config{
			ShowTopBar: false, HideCurl: false, SettingsUI: map[string]string{"tryItOutEnabled": "true"},
			PreAuthorizeApiKey: demos[API(api.Name)].keys,
		})(api.Doc.Info.Title, "/_mock/openapi/"+api.Name, base))
	}
	for pattern, do := range map[string]endpoint{
		"GET /_mock/openapi/{api}": func(_ *Session, r *http.Request) (any, error) { return s.adminDocument(r) },
		"GET /_mock/apis":          func(_ *Session, r *http.Request) (any, error) { return s.adminAPIs(r) },
		"GET /_mock/log": func(_ *Session, r *http.Request) (any, error) {
			after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64) // without a number, all entries
			return s.log.after(after), nil
		},
		"GET /_mock/ledger": func(session *Session, _ *http.Request) (any, error) { return session.Ledger(), nil },
		"GET /_mock/state":  func(session *Session, _ *http.Request) (any, error) { return session.view() },
		"GET /_mock/codes":  func(session *Session, _ *http.Request) (any, error) { return session.codes() },
		"GET /_mock/clock":  func(session *Session, _ *http.Request) (any, error) { return session.clock() },
		"POST /_mock/clock": decoded(func(session *Session, by struct {
			Advance string `json:"advance"`
		}) (any, error) {
			d, err := time.ParseDuration(by.Advance)
			if err != nil {
				return nil, errors.New("advance: want a duration such as 720h")
			}
			if err := session.Advance(d); err != nil {
				return nil, err
			}
			return session.clock()
		}),
		"POST /_mock/reset":    func(session *Session, _ *http.Request) (any, error) { return done, session.Reset() },
		"POST /_mock/snapshot": decoded(func(session *Session, by named) (any, error) { return done, session.Snapshot(by.Name) }),
		"POST /_mock/restore":  decoded(func(session *Session, by named) (any, error) { return done, session.Restore(by.Name) }),
		"GET /_mock/faults":    func(*Session, *http.Request) (any, error) { return s.faults.list(), nil },
		"POST /_mock/faults": decoded(func(_ *Session, f struct {
			Fault
			Delay string `json:"delay"`
		}) (any, error) {
			d, err := time.ParseDuration(cmp.Or(f.Delay, "0"))
			if err != nil {
				return nil, errors.New("delay: want a duration such as 200ms")
			}
			f.Fault.Delay = d
			return done, s.Fail(f.Fault)
		}),
		"DELETE /_mock/faults": func(*Session, *http.Request) (any, error) {
			s.Heal()
			return done, nil
		},
	} {
		mux.HandleFunc(pattern, s.admin(do))
	}
	return mux
}

// endpoint is an admin endpoint. Its result is sent as JSON.
type endpoint func(*Session, *http.Request) (any, error)

// done is the response of an admin endpoint without a result.
var done = map[string]bool{"done": true}

// named is the body of an admin request about a snapshot.
type named struct {
	Name string `json:"name"`
}

// admin returns the handler of an endpoint, which gets the request's session.
func (s *Server) admin(do endpoint) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, s.config.maxBody)
		result, err := do(s.Session(r.Header.Get(SessionHeader)), r)
		if err != nil {
			p, ok := errors.AsType[*problem](err)
			if !ok {
				p = newProblem(http.StatusBadRequest, err.Error())
			}
			p.write(w)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(result) // an error means that the client went away
	}
}

// decoded returns an endpoint that decodes the body of the request.
func decoded[T any](do func(*Session, T) (any, error)) endpoint {
	return func(session *Session, r *http.Request) (any, error) {
		var body T
		if err := decodeStrictly(r, &body); err != nil {
			return nil, err
		}
		return do(session, body)
	}
}

// decodeStrictly decodes a JSON body. The request must have the content type application/json: a browser sends that to another
// origin only after a preflight request.
func decodeStrictly(r *http.Request, into any) error {
	if media, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); media != "application/json" {
		return errors.New("Content-Type: want application/json")
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return errors.New("body: want a JSON object: " + err.Error())
	}
	return nil
}

// apiView is an API as the page shows it.
type apiView struct {
	Name       string `json:"name"`
	Title      string `json:"title"`
	URL        string `json:"url"`
	Operations int    `json:"operations"`
	// Proven, Documented and Guessed count operations by the source of their successful responses: recorded from a server,
	// documented by the vendor, or neither.
	Proven     int `json:"proven"`
	Documented int `json:"documented"`
	Guessed    int `json:"guessed"`
	// Stateful counts the operations that use records.
	Stateful int `json:"stateful"`
}

func (s *Server) adminAPIs(r *http.Request) (any, error) {
	var all []apiView
	for _, api := range s.apis {
		view := apiView{Name: api.Name, Title: api.Doc.Info.Title, URL: baseOf(r) + "/" + api.Name + api.Base, Operations: len(api.Operations)}
		for _, op := range api.Operations {
			if op.Resource != nil {
				view.Stateful++
			}
			switch known, err := op.Known(); {
			case err != nil:
				return nil, err
			case known == "recorded":
				view.Proven++
			case known == "documented":
				view.Documented++
			default:
				view.Guessed++
			}
		}
		all = append(all, view)
	}
	return all, nil
}

// baseOf returns the URL at which a request reached the server.
func baseOf(r *http.Request) string {
	base := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil {
		base.Scheme = "https"
	}
	return base.String()
}

// adminDocument returns the document of an API, with this server as its only server.
func (s *Server) adminDocument(r *http.Request) (any, error) {
	api := s.api(r.PathValue("api"))
	if api == nil {
		return nil, newProblem(http.StatusNotFound, "unknown API")
	}
	data, err := api.Doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var tree map[string]any
	if err := json.Unmarshal(data, &tree); err != nil {
		return nil, err
	}
	tree["servers"] = []any{map[string]any{"url": baseOf(r) + "/" + api.Name + api.Base}}
	delete(tree, "x-resource")
	giveExamples(tree, demos[API(api.Name)].inBody)
	return tree, nil
}

// giveExamples sets the example of each credential property (x-credential) to a credential in the seed data.
func giveExamples(tree any, credential string) {
	switch tree := tree.(type) {
	case map[string]any:
		if tree["x-credential"] == true {
			tree["example"] = credential
		}
		for _, member := range tree {
			giveExamples(member, credential)
		}
	case []any:
		for _, item := range tree {
			giveExamples(item, credential)
		}
	}
}

func pageFiles() http.Handler {
	files := http.FileServerFS(page.FS)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
		w.Header().Set("Cache-Control", "no-cache")
		files.ServeHTTP(w, r)
	})
}
