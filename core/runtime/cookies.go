package runtime

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"

	"github.com/hostclients/hostclients/core"
)

// cookieSession is the credential of APIs whose session is a cookie. It is also the client's cookie jar. It wraps the caller's
// jar, or a new one if the caller has none.
type cookieSession struct {
	base *url.URL
	own  bool // whether the caller has no jar, and jar was created here

	mu    sync.Mutex
	jar   http.CookieJar
	names map[string]bool // the names of the cookies in jar, if it was created here
}

func newCookieSession(base *url.URL, jar http.CookieJar) *cookieSession {
	s := &cookieSession{base: base, jar: jar, own: jar == nil}
	if s.own {
		s.forget()
	}
	return s
}

// maxNames limits the number of different cookies in a session. It is the number that browsers store per site. Without a
// limit, a server that always sets new cookies would make every later request larger.
const maxNames = 180

// maxCookie limits the length of a cookie's name and value together, as in browsers.
const maxCookie = 4096

// SetCookies stores cookies for later requests.
func (s *cookieSession) SetCookies(u *url.URL, cookies []*http.Cookie) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.own {
		s.jar.SetCookies(u, cookies)
		return
	}
	if !sameOrigin(u, s.base) {
		return // a jar ignores ports
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

// forget deletes the cookies of the session, because a server may still accept them after a logout. If the jar is the
// caller's, cookies of other sites stay in it.
func (s *cookieSession) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.own {
		s.jar, _ = cookiejar.New(nil) // New fails only for invalid options
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
func (s *cookieSession) secrets() []core.Secret                            { return nil } // call.carried returns the cookies of the request
func (s *cookieSession) check() error                                      { return nil }
