package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/mock/internal/expr"
)

// Resources is x-resource on a document: what a server of the API keeps, and how it speaks of errors.
type Resources struct {
	// Collections are the kinds of records, by name.
	Collections map[string]*Collection `json:"collections"`
	// Schemes find the credentials of a request, by security scheme: the value is the record of $credential. A request is
	// authenticated if every scheme of an alternative has one.
	Schemes map[string]expr.Value `json:"schemes"`
	// Body finds the credentials that are properties of bodies (x-credential), by property.
	Body map[string]expr.Value `json:"body"`
	// Account is who makes a request, given $credential, the record that a scheme found.
	Account expr.Value `json:"account"`
	// Grants is the list of what $credential is allowed to do, in the words of x-permissions; "*" allows everything. Without it,
	// everything is allowed.
	Grants expr.Value `json:"grants"`
	// Sessions are kept in a cookie, if the API has some.
	Sessions *Sessions `json:"sessions"`
	// Errors are the responses to what can go wrong, by kind.
	Errors map[string]*Failure `json:"errors"`
	// Values are named expressions, seen as $value.<name>.
	Values map[string]expr.Value `json:"values"`
	// PageSize is how many items a page has unless the request says it; MostItems is what it may say.
	PageSize  int `json:"pageSize"`
	MostItems int `json:"mostItems"`
}

// Collection is a kind of records.
type Collection struct {
	// ID is the field that identifies a record; "id" if empty.
	ID string `json:"id"`
	// New is the id of a new record; $next, which counts from First, if absent.
	New   expr.Value `json:"new"`
	First int64      `json:"first"`
	// Parent is the collection of what a record belongs to, and By the field with the id of that. With its parent, a record is
	// deleted too.
	Parent string `json:"parent"`
	By     string `json:"by"`
	// Fields are the fields of a new record that nobody gives.
	Fields expr.Fields `json:"fields"`
	// Derived are fields that are computed when a record is read, from $record: what changes with the clock or with other
	// records.
	Derived expr.Fields `json:"derived"`
	// Internal says that the records are not shown to people: they hold credentials.
	Internal bool `json:"internal"`
}

// Sessions are sessions of visitors, which a cookie names.
type Sessions struct {
	// Collection holds the sessions; Cookie is the name of the cookie.
	Collection string `json:"collection"`
	Cookie     string `json:"cookie"`
	// Life is how long a session lasts without a request, as Go writes durations.
	Life string `json:"life"`
}

// Failure is the response to an error. The body sees $code and $message, and what the request was.
type Failure struct {
	Status int        `json:"status"`
	Code   string     `json:"code"`
	Body   expr.Value `json:"body"`
}

// Resource is x-resource on an operation: what it does with records.
type Resource struct {
	// Role is what is done: create, list, get, update, delete, or answer, which only computes.
	Role       string `json:"role"`
	Collection string `json:"collection"`
	// With are values that the rest sees by their names, in alphabetical order.
	With expr.Fields `json:"with"`
	// ID is the id of the record; the last argument of the path if absent. Where has further conditions, by field; if ID is false,
	// they alone select the record, or the records to delete.
	ID    expr.Value  `json:"id"`
	Where expr.Fields `json:"where"`
	// Each is a list: the role is done for each $item.
	Each expr.Value `json:"each"`
	// Body is what is stored of the request; all of the body if absent, and nothing if it is false.
	Body expr.Value `json:"body"`
	// Fields are set beside it, and see the $record.
	Fields expr.Fields `json:"fields"`
	// From are the values that fields must have before; otherwise the error is a conflict.
	From map[string][]any `json:"from"`
	// Refuse are reasons not to do it.
	Refuse []*Refusal `json:"refuse"`
	// When says whether an effect happens.
	When expr.Value `json:"when"`
	// Effects are done afterwards.
	Effects []*Resource `json:"effects"`
	// Answer is the body of the response. If absent, it is the record or the list, in the place that the document has for it;
	// after a deletion, what the document or a fixture shows.
	Answer expr.Value `json:"answer"`
	// Like is the fixture whose form the response takes, such as "documented/0", where a server was seen to use several; the first
	// success if it is empty.
	Like string `json:"like"`
	// Item is what a list shows of a $record.
	Item expr.Value `json:"item"`
	// Size is how many items the request wants on a page.
	Size expr.Value `json:"size"`
	// Amount and Currency are what the ledger notes.
	Amount   expr.Value `json:"amount"`
	Currency expr.Value `json:"currency"`
	// Errors replace those of the document.
	Errors map[string]*Failure `json:"errors"`
}

// Refusal is a reason not to do what is asked for.
type Refusal struct {
	When    expr.Value `json:"when"`
	As      string     `json:"as"`
	Code    string     `json:"code"`
	Message string     `json:"message"`
	// After says that it is done all the same, and the response is the error: a login that needs a second factor.
	After bool `json:"after"`
}

// Kind is what a kind of errors means where the API's own response is not known.
type Kind struct {
	Status  int
	Message string
}

// Kinds are the kinds of errors.
var Kinds = map[string]Kind{
	"unauthorized": {401, "the credentials are missing or not valid"},
	"forbidden":    {403, "the credentials do not allow it"},
	"notFound":     {404, "there is no such record"},
	"conflict":     {409, "the state of the record does not allow it"},
	"invalid":      {422, "the request is not valid"},
	"challenge":    {412, "the login needs a second factor"},
	"rateLimited":  {429, "there were too many requests"},
	"unavailable":  {503, "the server is not available"},
}

// roles are what an operation can do with records.
var roles = []string{"create", "list", "get", "update", "delete", "answer"}

// checker collects what is wrong with what overlays declare.
type checker struct{ errs []error }

func (c *checker) fault(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

func (c *checker) kind(place, kind string) {
	if _, known := Kinds[kind]; !known {
		c.fault("%s: unknown kind %q: want one of %s", place, kind, strings.Join(slices.Sorted(maps.Keys(Kinds)), ", "))
	}
}

func (c *checker) failures(all map[string]*Failure) {
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		c.kind("errors", kind)
	}
}

// check refuses collections, kinds and parents that there are not, and fills in what is usual.
func (r *Resources) check() error {
	c := &checker{}
	c.failures(r.Errors)
	for _, name := range slices.Sorted(maps.Keys(r.Collections)) {
		collection := r.Collections[name]
		if collection.ID == "" {
			collection.ID = "id"
		}
		if collection.Parent != "" && (r.Collections[collection.Parent] == nil || collection.By == "") {
			c.fault("collections.%s: want a parent that is a collection, and by, the field with its id", name)
		}
	}
	if r.Sessions != nil && r.Collections[r.Sessions.Collection] == nil {
		c.fault("sessions: there is no collection %q", r.Sessions.Collection)
	}
	return errors.Join(c.errs...)
}

// check refuses roles, collections and kinds that there are not.
func (r *Resource) check(all Resources, effect bool) error {
	c := &checker{}
	if !slices.Contains(roles, r.Role) {
		c.fault("unknown role %q: want one of %s", r.Role, strings.Join(roles, ", "))
	}
	if r.Role != "answer" && all.Collections[r.Collection] == nil {
		c.fault("there is no collection %q", r.Collection)
	}
	if !effect && r.When.Given() {
		c.fault("when is for effects: want refuse")
	}
	for i, refusal := range r.Refuse {
		place := fmt.Sprintf("refuse[%d]", i)
		c.kind(place+".as", refusal.As)
		if !refusal.When.Given() {
			c.fault("%s: when is missing", place)
		}
	}
	c.failures(r.Errors)
	for i, e := range r.Effects {
		if err := e.check(all, true); err != nil {
			c.fault("effects[%d]: %w", i, err)
		}
	}
	return errors.Join(c.errs...)
}
