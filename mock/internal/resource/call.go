package resource

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/request"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// Call is a request in a transaction.
type Call struct {
	Request *request.Request
	// Session is the session that the request's cookie names, or nil.
	Session state.Record
	// Seed is the seed for generated values.
	Seed string

	tx    *state.Tx
	env   *env
	scope expr.Scope
	// account is the account that makes the call; "" if it is not known.
	account string
}

// Failure is an error as the API reports it.
type Failure struct {
	// Kind is one of model.Kinds.
	Kind, Message string
	// Status and Body are the response. Known is true if it is the API's own response.
	Status int
	Body   any
	Known  bool
	// Done is true if the call was executed anyway.
	Done bool
}

// Error returns the message.
func (f *Failure) Error() string { return f.Message }

// Result is the response to an executed call, and what the ledger records about it.
type Result struct {
	// Body is the response as a JSON tree, fitted to the document's schema, or nil.
	Body any
	// Account is the account that made the call. Amount and Currency are the money that it moved; empty if unknown.
	Account, Amount, Currency string
}

// New returns a call in a transaction.
func New(tx *state.Tx, q *request.Request, session state.Record, seed string) *Call {
	c := &Call{Request: q, Session: session, Seed: seed, tx: tx, env: &env{api: q.Op.API, tx: tx}}
	c.scope = expr.Scope{Values: q.Op.API.Resources.Values, Env: c.env}
	for name, value := range map[string]any{
		"path": q.Path, "query": q.Query, "header": q.Header, "body": q.Body, "session": session, "operation": q.Op.ID, "all": true,
	} {
		c.set(name, value)
	}
	return c
}

func (c *Call) set(name string, value any) { c.scope = c.scope.With(name, value) }

func (c *Call) root(name string) any {
	value, _ := c.scope.Root(name)
	return value
}

// Do runs the operation's x-resource. The operation must have one.
func (c *Call) Do() (*Result, error) {
	r := c.Request.Op.Resource
	if err := c.run(r); err != nil {
		return nil, err
	}
	c.refresh(r)
	if failure := c.refuse(r, true); failure != nil {
		failure.Done = true
		return nil, failure
	}
	result := &Result{Account: c.account}
	if amount := r.Amount.Of(c.scope); amount != nil {
		result.Amount, result.Currency = expr.Text(amount), expr.Text(r.Currency.Of(c.scope))
	}
	result.Body = c.body(r)
	return result, nil
}

// refresh reads $record again, because effects may have changed its derived fields.
func (c *Call) refresh(r *model.Resource) {
	record, ok := c.root("record").(state.Record)
	if !ok || r.Collection == "" {
		return
	}
	if now := c.env.Record(r.Collection, expr.Text(record[c.collection(r).ID])); now != nil {
		c.set("record", now)
	}
}

// run runs a role and its effects.
func (c *Call) run(r *model.Resource) error {
	for _, field := range r.With {
		c.set(field.Name, field.Value.Of(c.scope))
	}
	if r.Each == nil {
		return c.once(r)
	}
	outer := c.scope
	made := []any{}
	for _, item := range expr.List(r.Each.Of(outer)) {
		c.scope = outer.With("item", item)
		if err := c.once(r); err != nil {
			return err
		}
		if record, ok := c.root("record").(state.Record); ok {
			made = append(made, record)
		}
	}
	c.scope = outer.With("made", made)
	if len(made) > 0 {
		c.set("record", made[len(made)-1])
	}
	return nil
}

func (c *Call) once(r *model.Resource) error {
	roles := map[string]func(*model.Resource) error{
		"create": c.create, "list": c.list, "get": c.get, "update": c.update, "delete": c.delete, "answer": c.refused,
	}
	if err := roles[r.Role](r); err != nil {
		return err
	}
	for _, effect := range r.Effects {
		outer := c.scope
		c.scope = outer.With("cause", c.root("record"))
		if effect.When == nil || expr.True(effect.When.Of(c.scope)) {
			if err := c.run(effect); err != nil {
				return err
			}
		}
		made := c.root("record")
		if effect.Each != nil {
			made = c.root("made")
		}
		c.scope = outer
		if effect.Role == "create" {
			c.set(effect.Collection, made) // for later expressions: $invoices is the created invoice, or a list of them
		}
	}
	return nil
}

func (c *Call) refused(r *model.Resource) error {
	for field, allowed := range r.From {
		record, _ := c.root("record").(state.Record)
		if !slices.ContainsFunc(allowed, func(value any) bool { return expr.Equal(record[field], value) }) {
			return c.fail(r, "conflict", "", "the "+field+" of the record does not allow it")
		}
	}
	if failure := c.refuse(r, false); failure != nil {
		return failure
	}
	return nil
}

// refuse returns the error of the first refusal whose condition is true, or nil. With after, it checks the refusals that apply after
// the execution.
func (c *Call) refuse(r *model.Resource, after bool) *Failure {
	for _, refusal := range r.Refuse {
		if refusal.After == after && expr.True(refusal.When.Of(c.scope)) {
			return c.fail(r, refusal.As, refusal.Code, refusal.Message)
		}
	}
	return nil
}

func (c *Call) collection(r *model.Resource) *model.Collection {
	return c.Request.Op.API.Resources.Collections[r.Collection]
}

// find sets $record to the requested record, checks that the role is allowed on it, and returns its id.
func (c *Call) find(r *model.Resource) (id string, err error) {
	var wanted any
	if r.ID != nil {
		wanted = r.ID.Of(c.scope)
	} else if last := lastArgument(c.Request.Op); last != "" {
		wanted = c.Request.Path[last]
	}
	var record state.Record
	if wanted != nil && wanted != false {
		id = expr.Text(wanted)
		if found := c.env.Record(r.Collection, id); expr.Fits(found, r.Where.Of(c.scope)) {
			record = found
		}
	} else if all := c.matching(r); len(all) > 0 {
		record, id = all[0], expr.Text(all[0][c.collection(r).ID])
	}
	if record == nil {
		return "", c.fail(r, "notFound", "", "")
	}
	c.set("record", record)
	return id, c.refused(r)
}

// matching returns the records that meet the conditions. It returns none if no condition has a value, because every record would
// match.
func (c *Call) matching(r *model.Resource) []state.Record {
	where := r.Where.Of(c.scope)
	maps.DeleteFunc(where, func(_ string, value any) bool { return value == nil })
	if len(where) == 0 {
		return nil
	}
	return c.env.Records(r.Collection, where)
}

// lastArgument returns the name of the last path argument, or "".
func lastArgument(op *model.Operation) string {
	names := spec.PathParameters(op.Path)
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

func (c *Call) get(r *model.Resource) error {
	_, err := c.find(r)
	return err
}

func (c *Call) create(r *model.Resource) error {
	if err := c.refused(r); err != nil {
		return err
	}
	collection := c.collection(r)
	next := collection.First + c.tx.Next(c.env.key(r.Collection)) - 1
	if collection.First == 0 {
		next++
	}
	c.set("next", json.Number(expr.Text(next)))
	record := state.Record{}
	c.set("record", record)
	maps.Copy(record, collection.Fields.Of(c.scope))
	maps.Copy(record, c.stored(r))
	c.assign(r, record)
	if record[collection.ID] == nil {
		id := any(json.Number(expr.Text(next)))
		if collection.New != nil {
			id = collection.New.Of(c.scope)
		}
		record[collection.ID] = id
	}
	id := expr.Text(record[collection.ID])
	if c.tx.Get(c.env.key(r.Collection), id) != nil {
		return c.fail(r, "conflict", "", "the record already exists")
	}
	c.tx.Put(c.env.key(r.Collection), id, record)
	c.set("record", c.env.derived(r.Collection, record))
	return nil
}

// stored returns the part of the request's body that is stored.
func (c *Call) stored(r *model.Resource) state.Record {
	var body any
	switch {
	case r.Body != nil: // false, which stores nothing, is not an object
		body = r.Body.Of(c.scope)
	case r.Each != nil:
		body = c.root("item")
	case r == c.Request.Op.Resource:
		body = c.Request.Body
	}
	object, _ := body.(map[string]any)
	kept := state.Record{}
	credentials := c.Request.Op.API.Resources.Body
	for name, value := range object {
		if _, secret := credentials[name]; !secret {
			kept[name] = value
		}
	}
	return kept
}

// assign sets the declared fields of a record. Their expressions can use the record as $record.
func (c *Call) assign(r *model.Resource, record state.Record) {
	c.set("record", record)
	maps.Copy(record, r.Fields.Of(c.scope))
}

func (c *Call) update(r *model.Resource) error {
	if r != c.Request.Op.Resource && r.ID == nil { // an effect without an id changes every matching record
		for _, record := range c.matching(r) {
			c.change(r, expr.Text(record[c.collection(r).ID]), record)
		}
		return nil
	}
	id, err := c.find(r)
	if err != nil {
		return err
	}
	c.change(r, id, c.root("record").(state.Record))
	return nil
}

func (c *Call) change(r *model.Resource, id string, old state.Record) {
	record := overlaid(old, c.stored(r))
	c.set("before", old)
	c.assign(r, record)
	c.tx.Put(c.env.key(r.Collection), id, record)
	c.set("record", c.env.derived(r.Collection, record))
}

// overlaid returns old merged with an object whose members win. Nested objects are merged as well.
func overlaid(old, with map[string]any) map[string]any {
	merged := maps.Clone(old)
	for name, value := range with {
		below, isObject := value.(map[string]any)
		before, wasObject := old[name].(map[string]any)
		if isObject && wasObject {
			merged[name] = overlaid(before, below)
		} else {
			merged[name] = value
		}
	}
	return merged
}

func (c *Call) delete(r *model.Resource) error {
	if r.ID.Of(c.scope) == false || r.ID == nil && (r != c.Request.Op.Resource || lastArgument(c.Request.Op) == "") {
		return c.deleteAll(r)
	}
	id, err := c.find(r)
	if err != nil {
		return err
	}
	c.remove(r.Collection, id)
	return nil
}

// deleteAll deletes every matching record, and sets $made to them.
func (c *Call) deleteAll(r *model.Resource) error {
	if err := c.refused(r); err != nil {
		return err
	}
	gone := []any{}
	for _, record := range c.matching(r) {
		gone = append(gone, record)
		c.remove(r.Collection, expr.Text(record[c.collection(r).ID]))
	}
	c.set("made", gone)
	return nil
}

// remove deletes a record and its children.
func (c *Call) remove(collection, id string) {
	c.tx.Delete(c.env.key(collection), id)
	all := c.Request.Op.API.Resources.Collections
	for _, name := range slices.Sorted(maps.Keys(all)) {
		child := all[name]
		if child.Parent != collection {
			continue
		}
		for _, record := range c.tx.List(c.env.key(name)) {
			if expr.Text(record[child.By]) == id {
				c.remove(name, expr.Text(record[child.ID]))
			}
		}
	}
}
