package model

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/mock/internal/expr"
)

// Resources is x-resource on a document: the records that a server of the API stores, and its error responses.
type Resources struct {
	// Collections are the kinds of records, by name.
	Collections map[string]*Collection `json:"collections"`
	// Schemes look up a request's credentials, by security scheme. Each value computes the record that becomes $credential. A
	// request is authenticated if every scheme of one alternative finds a record.
	Schemes map[string]expr.Value `json:"schemes"`
	// Body looks up the credentials in bodies (x-credential), by property.
	Body map[string]expr.Value `json:"body"`
	// Account computes the account that makes a request, from $credential.
	Account expr.Value `json:"account"`
	// Grants lists the permissions of $credential, as in x-permissions; "*" allows everything. Without Grants, everything is
	// allowed.
	Grants expr.Value `json:"grants"`
	// Sessions describes sessions in a cookie; nil if the API has none.
	Sessions *Sessions `json:"sessions"`
	// Errors are the responses to errors, by kind.
	Errors map[string]*Failure `json:"errors"`
	// Values are named expressions, available as $value.<name>.
	Values map[string]expr.Value `json:"values"`
	// PageSize is how many items a page has by default; MostItems is the most that a request may ask for.
	PageSize  int `json:"pageSize"`
	MostItems int `json:"mostItems"`
}

// Collection describes one kind of record.
type Collection struct {
	// ID is the field that identifies a record; "id" if empty.
	ID string `json:"id"`
	// New is the id of a new record; if absent, it is $next, which counts from First.
	New   expr.Value `json:"new"`
	First int64      `json:"first"`
	// Parent is the collection of the parent record, and By the field with its id. A record is deleted with its parent.
	Parent string `json:"parent"`
	By     string `json:"by"`
	// Fields are the defaults for the fields of a new record.
	Fields expr.Fields `json:"fields"`
	// Derived are fields that are computed from $record when it is read, because they change with the clock or other records.
	Derived expr.Fields `json:"derived"`
	// Internal hides the records from the mock's page, because they contain credentials.
	Internal bool `json:"internal"`
}

// Sessions describes sessions that a cookie identifies.
type Sessions struct {
	// Collection contains the sessions; Cookie is the name of the cookie.
	Collection string `json:"collection"`
	Cookie     string `json:"cookie"`
	// Life is how long a session lasts without a request, in Go's syntax, such as 20m.
	Life string `json:"life"`
}

// Failure is the response to an error. The body's expressions can use $code, $message and the request.
type Failure struct {
	Status int        `json:"status"`
	Code   string     `json:"code"`
	Body   expr.Value `json:"body"`
}

// Resource is x-resource on an operation: what it does with records.
type Resource struct {
	// Role is create, list, get, update, delete or answer. Answer only computes a response.
	Role       string `json:"role"`
	Collection string `json:"collection"`
	// With are values that later expressions can use by name. They are computed in alphabetical order.
	With expr.Fields `json:"with"`
	// ID is the id of the record; if absent, the last path argument. Where has further conditions, by field. If ID is false,
	// Where alone selects the record, or the records to delete.
	ID    expr.Value  `json:"id"`
	Where expr.Fields `json:"where"`
	// Each is a list. The role runs once for each $item.
	Each expr.Value `json:"each"`
	// Body is the part of the request that is stored: the whole body if absent, nothing if false.
	Body expr.Value `json:"body"`
	// Fields are set in addition to Body. Their expressions can use $record.
	Fields expr.Fields `json:"fields"`
	// From are the values that fields must have before the operation. Otherwise the response is a conflict.
	From map[string][]any `json:"from"`
	// Refuse are the conditions under which the request is refused.
	Refuse []*Refusal `json:"refuse"`
	// When is the condition of an effect.
	When expr.Value `json:"when"`
	// Effects run afterward.
	Effects []*Resource `json:"effects"`
	// Answer is the body of the response. If absent, it is the record or the list, inside the envelope that the document
	// declares; after a deletion, it is an example from the document or a fixture.
	Answer expr.Value `json:"answer"`
	// Like is the fixture that the response is modeled on, such as "documented/0", if recorded responses differ in form; if
	// empty, the first success.
	Like string `json:"like"`
	// Item computes a list's item from $record.
	Item expr.Value `json:"item"`
	// Size computes how many items per page the request asks for.
	Size expr.Value `json:"size"`
	// Amount and Currency are recorded in the ledger.
	Amount   expr.Value `json:"amount"`
	Currency expr.Value `json:"currency"`
	// Errors override those of the document.
	Errors map[string]*Failure `json:"errors"`
}

// Refusal is a reason to refuse a request. As is one of Kinds.
type Refusal struct {
	When    expr.Value `json:"when"`
	As      string     `json:"as"`
	Code    string     `json:"code"`
	Message string     `json:"message"`
	// After executes the request anyway, and then responds with the error, as for a login that needs a second factor.
	After bool `json:"after"`
}

// Kind is the default status and message of a kind of error. They are used if the API's own response is not known.
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

// roles are the values of Role.
var roles = []string{"create", "list", "get", "update", "delete", "answer"}

// checker collects the errors in an overlay's x-resource.
type checker struct{ errs []error }

func (c *checker) report(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf(format, args...))
}

func (c *checker) kind(place, kind string) {
	if _, known := Kinds[kind]; !known {
		c.report("%s: unknown kind %q: want one of %s", place, kind, strings.Join(slices.Sorted(maps.Keys(Kinds)), ", "))
	}
}

func (c *checker) failures(all map[string]*Failure) {
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		c.kind("errors", kind)
	}
}

// check refuses unknown collections, kinds and parents, and fills in defaults.
func (r *Resources) check() error {
	c := &checker{}
	c.failures(r.Errors)
	for _, name := range slices.Sorted(maps.Keys(r.Collections)) {
		collection := r.Collections[name]
		if collection.ID == "" {
			collection.ID = "id"
		}
		if collection.Parent != "" && (r.Collections[collection.Parent] == nil || collection.By == "") {
			c.report("collections.%s: want parent to name a collection, and by to name the field with the parent's id", name)
		}
	}
	if r.Sessions != nil && r.Collections[r.Sessions.Collection] == nil {
		c.report("sessions: there is no collection %q", r.Sessions.Collection)
	}
	return errors.Join(c.errs...)
}

// check refuses unknown roles, collections and kinds.
func (r *Resource) check(all Resources, effect bool) error {
	c := &checker{}
	if !slices.Contains(roles, r.Role) {
		c.report("unknown role %q: want one of %s", r.Role, strings.Join(roles, ", "))
	}
	if r.Role != "answer" && all.Collections[r.Collection] == nil {
		c.report("there is no collection %q", r.Collection)
	}
	if !effect && r.When != nil {
		c.report("only effects may have when: use refuse")
	}
	for i, refusal := range r.Refuse {
		place := fmt.Sprintf("refuse[%d]", i)
		c.kind(place+".as", refusal.As)
		if refusal.When == nil {
			c.report("%s: when is missing", place)
		}
	}
	c.failures(r.Errors)
	for i, e := range r.Effects {
		if err := e.check(all, true); err != nil {
			c.report("effects[%d]: %w", i, err)
		}
	}
	return errors.Join(c.errs...)
}
