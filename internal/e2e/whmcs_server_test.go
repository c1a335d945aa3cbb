package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/hostclients/hostclients/core/lenient"
	"github.com/hostclients/hostclients/gen/whmcs"
)

// whmcsServer behaves like a WHMCS installation during a session: it sets a session cookie, stores carts, requires a second factor,
// renews the state of the session with every response, and deletes the session at logout.
type whmcsServer struct {
	mu       sync.Mutex
	sessions map[string]*whmcsSession
	carts    map[string]*whmcsCart
	next     int
	seen     []string // method and path of every request
	stale    int      // requests without the latest state of their session
}

type whmcsSession struct {
	challenged, loggedIn bool
	state                string // the header X-Api-State of the last response
}

type whmcsCart struct {
	owner string // the value of the session's cookie
	items []whmcs.CartItem
	code  string
}

const (
	whmcsEmail, whmcsPassword, whmcsCode = "me@example.com", "correct horse", "677440"
	whmcsClient                          = "11C2M72y-z54n-5721-nnF8-13492be5uHiu"
	whmcsCookie                          = "WHMCSq1w2e3r4t5"
)

func newWHMCS(t *testing.T) (*whmcsServer, *httptest.Server) {
	t.Helper()
	s := &whmcsServer{sessions: map[string]*whmcsSession{}, carts: map[string]*whmcsCart{}}
	mux := http.NewServeMux()
	for pattern, handle := range map[string]func(*whmcsSession, string, *http.Request) (int, any){
		"GET /api/v2/status":                      s.status,
		"GET /api/v2/store/products/groups":       s.groups,
		"GET /api/v2/store/products/groups/{id}":  s.group,
		"POST /api/v2/cart":                       s.createCart,
		"GET /api/v2/cart":                        s.listCarts,
		"POST /api/v2/cart/{cart}/items":          s.addItems,
		"GET /api/v2/cart/{cart}/items":           s.items,
		"DELETE /api/v2/cart/{cart}/items/{item}": s.deleteItem,
		"POST /api/v2/cart/{cart}/promotion":      s.promote,
		"GET /api/v2/cart/{cart}/totals":          s.totals,
		"POST /api/v2/cart/{cart}/checkout":       s.checkout,
		"POST /api/v2/user/session":               s.login,
		"POST /api/v2/user/session/verify":        s.verify,
		"DELETE /api/v2/user/session":             s.logout,
		"POST /api/v2/keepalive":                  func(*whmcsSession, string, *http.Request) (int, any) { return 200, nil },
		"GET /api/v2/user/clients":                s.clients,
		"PUT /api/v2/user/session/client/{id}":    s.selectClient,
	} {
		mux.HandleFunc(pattern, s.handler(handle))
	}
	return s, quietTLS(t, mux.ServeHTTP)
}

func (s *whmcsServer) handler(handle func(*whmcsSession, string, *http.Request) (int, any)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.seen = append(s.seen, r.Method+" "+r.URL.Path)
		id := ""
		if cookie, err := r.Cookie(whmcsCookie); err == nil && s.sessions[cookie.Value] != nil {
			id = cookie.Value
		} else {
			s.next++
			id = fmt.Sprintf("session-%d", s.next)
			s.sessions[id] = &whmcsSession{}
			http.SetCookie(w, &http.Cookie{Name: whmcsCookie, Value: id, Path: "/", HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
		}
		session := s.sessions[id]
		if r.Header.Get("X-Api-State") != session.state {
			s.stale++
		}
		session.state = fmt.Sprintf("state-%d", len(s.seen))
		w.Header().Set("X-Api-State", session.state)
		status, body := handle(session, id, r)
		if body == nil {
			w.WriteHeader(status)
			return
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body)
	}
}

type whmcsData struct {
	Data any `json:"data"`
}

func ok(data any) (int, any) { return http.StatusOK, whmcsData{data} }

func failed(status int, message string) (int, any) {
	return status, whmcs.GeneralError{Message: message}
}

func usd(text string) whmcs.Amount {
	value, err := lenient.ParseDecimal(text)
	if err != nil {
		panic(err)
	}
	return whmcs.Amount{Code: "USD", Value: value}
}

func (s *whmcsServer) status(*whmcsSession, string, *http.Request) (int, any) {
	return ok(map[string]any{
		"server_time": "2022-02-06T21:04:45+00:00", "timezone": "UTC",
		"currencies": []whmcs.Currency{{Code: "USD", Prefix: "$", Suffix: "USD", Default: true}},
	})
}

func (s *whmcsServer) groups(*whmcsSession, string, *http.Request) (int, any) {
	return ok([]whmcs.ProductGroup{{ID: 1, Name: "Web hosting"}})
}

func (s *whmcsServer) group(_ *whmcsSession, _ string, r *http.Request) (int, any) {
	if r.PathValue("id") != "1" {
		return failed(http.StatusNotFound, "no such group")
	}
	return ok(whmcs.ProductGroup{ID: 1, Name: "Web hosting", Products: []whmcs.Product{{
		ID: 123, Name: "Shared web hosting",
		Pricing: whmcs.Pricing{Recurring: whmcs.RecurringPricing{{Cycle: whmcs.BillingCycleMonthly, Amount: usd("19.90")}}},
	}}})
}

func (s *whmcsServer) createCart(_ *whmcsSession, id string, _ *http.Request) (int, any) {
	s.next++
	cart := fmt.Sprintf("V8UH6nyaU6Hj%04d", s.next)
	s.carts[cart] = &whmcsCart{owner: id}
	return ok(whmcs.Cart{ID: cart})
}

func (s *whmcsServer) listCarts(session *whmcsSession, id string, _ *http.Request) (int, any) {
	if !session.loggedIn {
		return failed(http.StatusUnauthorized, "log in first")
	}
	carts := []whmcs.Cart{}
	for cart, c := range s.carts {
		if c.owner == id {
			carts = append(carts, whmcs.Cart{ID: cart})
		}
	}
	return ok(carts)
}

// cart returns the requested cart, or nil if the session has no such cart.
func (s *whmcsServer) cart(id string, r *http.Request) *whmcsCart {
	if cart := s.carts[r.PathValue("cart")]; cart != nil && cart.owner == id {
		return cart
	}
	return nil
}

func (s *whmcsServer) addItems(_ *whmcsSession, id string, r *http.Request) (int, any) {
	cart := s.cart(id, r)
	if cart == nil {
		return failed(http.StatusNotFound, "no such cart")
	}
	var body whmcs.AddCartItemsRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		return failed(http.StatusUnprocessableEntity, err.Error())
	}
	for _, item := range body.Items {
		s.next++
		item.ItemID = new(fmt.Sprintf("item%08d", s.next))
		cart.items = append(cart.items, item)
	}
	return s.totals(nil, id, r)
}

func (s *whmcsServer) items(_ *whmcsSession, id string, r *http.Request) (int, any) {
	cart := s.cart(id, r)
	if cart == nil {
		return failed(http.StatusNotFound, "no such cart")
	}
	return ok(cart.items)
}

func (s *whmcsServer) deleteItem(_ *whmcsSession, id string, r *http.Request) (int, any) {
	cart := s.cart(id, r)
	for i := range cart.items {
		if *cart.items[i].ItemID == r.PathValue("item") {
			cart.items = append(cart.items[:i], cart.items[i+1:]...)
			return s.totals(nil, id, r)
		}
	}
	return failed(http.StatusNotFound, "no such item")
}

func (s *whmcsServer) promote(_ *whmcsSession, id string, r *http.Request) (int, any) {
	var body whmcs.ApplyPromotionRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Code != "PROMOCODE" {
		return failed(http.StatusUnprocessableEntity, "the promotion code is not valid")
	}
	s.cart(id, r).code = body.Code
	return s.totals(nil, id, r)
}

func (s *whmcsServer) totals(_ *whmcsSession, id string, r *http.Request) (int, any) {
	cart := s.cart(id, r)
	if cart == nil {
		return failed(http.StatusNotFound, "no such cart")
	}
	if len(cart.items) == 0 {
		return ok(whmcs.CartTotal{Total: usd("0.00")})
	}
	total := whmcs.CartTotal{Subtotal: usd("19.90"), Total: usd("19.90")}
	if cart.code != "" {
		total.Discount = []whmcs.Discount{{Name: whmcs.DiscountNamePromo, Amount: usd("1.99")}}
		total.Total = usd("17.91")
	}
	return ok(total)
}

func (s *whmcsServer) checkout(_ *whmcsSession, id string, r *http.Request) (int, any) {
	if s.cart(id, r) == nil {
		return failed(http.StatusNotFound, "no such cart")
	}
	return ok(whmcs.CheckoutCartResult{URL: "https://billing.example.com/cart.php?a=checkout"})
}

func (s *whmcsServer) login(session *whmcsSession, _ string, r *http.Request) (int, any) {
	var body struct{ Email, Password string }
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || body.Email != whmcsEmail || body.Password != whmcsPassword {
		return failed(http.StatusNotFound, "no user "+body.Email+" with the password "+body.Password)
	}
	session.challenged = true
	return http.StatusPreconditionFailed, whmcs.SecondFactorChallenge{
		Condition: whmcs.SecondFactorConditionTwoFactor,
		Fields:    []whmcs.SecondFactorField{{Name: "key", Type: whmcs.SecondFactorFieldTypeNumber, Description: "The code of your app"}},
	}
}

func (s *whmcsServer) verify(session *whmcsSession, _ string, r *http.Request) (int, any) {
	var body whmcs.VerifySecondFactorRequest
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || !session.challenged || body.Fields["key"].Reveal() != whmcsCode {
		return failed(http.StatusPreconditionFailed, "the code is wrong")
	}
	session.loggedIn = true
	return ok(whmcs.User{Email: whmcsEmail, FirstName: "Davis", LastName: "Davis", Clients: []whmcs.ClientAccount{{ID: whmcsClient}}})
}

func (s *whmcsServer) logout(session *whmcsSession, id string, _ *http.Request) (int, any) {
	if !session.loggedIn {
		return failed(http.StatusNotFound, "nobody is logged in")
	}
	delete(s.sessions, id)
	return http.StatusOK, nil
}

func (s *whmcsServer) clients(session *whmcsSession, _ string, _ *http.Request) (int, any) {
	if !session.loggedIn {
		return failed(http.StatusUnauthorized, "log in first")
	}
	return ok([]whmcs.ClientAccount{{ID: whmcsClient, Selected: true}})
}

func (s *whmcsServer) selectClient(session *whmcsSession, _ string, r *http.Request) (int, any) {
	if !session.loggedIn || r.PathValue("id") != whmcsClient {
		return failed(http.StatusForbidden, "not your client")
	}
	return http.StatusOK, nil
}
