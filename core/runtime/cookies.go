package runtime

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"

	"github.com/hostclients/hostclients/core"
)

// cookieSession is the credential of APIs whose session is a cookie. It is also the client's cookie jar, and wraps the caller's
// jar or one of its own.
type cookieSession struct {
	base *url.URL
	own  bool // whether the jar was made here

	mu    sync.Mutex
	jar   http.CookieJar
	names map[string]bool // of the cookies in a jar of its own
}

func newCookieSession(base *url.URL, jar http.CookieJar) *cookieSession {
	s := &cookieSession{base: base, jar: jar, own: jar == nil}
	if s.own {
		s.forget()
	}
	return s
}

// maxNames is how many different cookies a session keeps: as many as browsers keep per site. Without it, a server that keeps
// setting new ones would make every later request larger.
const maxNames = 180

// maxCookie limits the length of a cookie's name and value together, as in browsers.
const maxCookie = 4096

// SetCookies keeps cookies for later requests.
func (s *cookieSession) SetCookies(u *url.URL, cookies []*http.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.own {
		s.jar.SetCookies(u, cookies)
		return
	}
	if !sameOrigin(u, s.base) {
		return // a jar does not look at ports
	}
	var kept []*http.Cookie
	for _, cookie := range cookies {
		if len(cookie.Name)+len(cookie.Value) > maxCookie || !s.names[cookie.Name] && len(s.names) >= maxNames {
			continue
		}
		s.names[cookie.Name] = true
		kept = append(kept, cookie)
	}
	s.jar.SetCookies(u, kept)
}

// Cookies returns the cookies for a request.
func (s *cookieSession) Cookies(u *url.URL) []*http.Cookie {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.own && (len(s.names) == 0 || !sameOrigin(u, s.base)) {
		return nil
	}
	return s.jar.Cookies(u)
}

// forget ends the session: a server may still accept its cookies after a logout. The caller's own jar keeps the cookies of
// other sites.
func (s *cookieSession) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.own {
		s.jar, _ = cookiejar.New(nil) // it fails on options only, and there are none
		s.names = map[string]bool{}
		return
	}
	for _, cookie := range s.jar.Cookies(s.base) {
		for _, path := range []string{"/", s.base.Path} {
			s.jar.SetCookies(s.base, []*http.Cookie{{Name: cookie.Name, Path: path, MaxAge: -1, Secure: true, HttpOnly: true, SameSite: http.SameSiteStrictMode}})
		}
	}
}

func (s *cookieSession) apply(context.Context, *request, *Operation) error { return nil }
func (s *cookieSession) refused(*request, bool) bool                       { return false }
func (s *cookieSession) secrets() []core.Secret                            { return nil } // what was carried is known from the request
func (s *cookieSession) check() error                                      { return nil }
