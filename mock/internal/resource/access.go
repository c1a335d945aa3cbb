package resource

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// Authenticate identifies who makes the call, and checks their permissions. It sets $credential, $account, and $all, which is true
// if they may see the records of others.
func (c *Call) Authenticate() error {
	op := c.Request.Op
	resources := &op.API.Resources
	credential, ok := c.credential()
	if !ok {
		return c.Fail("unauthorized", "")
	}
	c.set("credential", credential)
	account, _ := resources.Account.Of(c.scope).(state.Record)
	c.set("account", account)
	c.account = expr.Text(account["id"])
	if credential == nil || len(op.Permissions) == 0 || resources.Grants == nil {
		return nil
	}
	granted := expr.List(resources.Grants.Of(c.scope))
	has := func(permission string) bool {
		return slices.ContainsFunc(granted, func(g any) bool { return g == "*" || expr.Text(g) == permission })
	}
	allowed := slices.DeleteFunc(slices.Clone(op.Permissions), func(p string) bool { return !has(p) })
	if len(allowed) == 0 {
		return c.Fail("forbidden", "the credentials need one of the permissions "+strings.Join(op.Permissions, ", "))
	}
	// Permissions that end in :own cover the records of the account, and those that end in :all cover all records.
	c.set("all", slices.ContainsFunc(allowed, func(p string) bool { return !strings.HasSuffix(p, ":own") }))
	return nil
}

// credential returns the record of the request's credential; nil if the operation needs none. It returns false if no credential is
// valid.
func (c *Call) credential() (state.Record, bool) {
	op := c.Request.Op
	resources := &op.API.Resources
	body, _ := c.Request.Body.(map[string]any)
	_, _, schema := op.BodySchema("")
	for name, find := range resources.Body {
		if schema == nil {
			break
		}
		if property, _ := spec.Member(schema, name); property == nil {
			continue
		}
		record, ok := find.Of(c.scope.With("credential", body[name])).(state.Record)
		return record, ok
	}
	if len(op.Security) == 0 {
		return nil, true
	}
	optional := false
	for _, alternative := range op.Security {
		if len(alternative) == 0 {
			optional = true
			continue
		}
		var found state.Record
		complete := true
		for _, scheme := range alternative {
			record := c.scheme(scheme)
			complete = complete && record != nil
			if record != nil {
				found = record
			}
		}
		if complete {
			return found, true
		}
	}
	return nil, optional
}

// scheme returns the record of a security scheme's credential; nil if no credential is valid. A scheme that is not in the overlay
// accepts any credential.
func (c *Call) scheme(name string) state.Record {
	find, known := c.Request.Op.API.Resources.Schemes[name]
	scheme := c.Request.Op.API.Doc.Components.SecuritySchemes[name].Value
	var sent any
	switch {
	case scheme.Type == "http":
		kind, value, _ := strings.Cut(expr.Text(c.Request.Header["authorization"]), " ")
		if !strings.EqualFold(kind, scheme.Scheme) || value == "" {
			return nil
		}
		sent = value
		if strings.EqualFold(kind, "basic") {
			decoded, err := base64.StdEncoding.DecodeString(value)
			user, password, ok := strings.Cut(string(decoded), ":")
			if err != nil || !ok {
				return nil
			}
			sent = map[string]any{"username": user, "password": password}
		}
	case scheme.In == "header":
		if sent = c.Request.Header[strings.ToLower(scheme.Name)]; sent == nil {
			return nil
		}
	case scheme.In == "cookie":
		if sent = any(c.Session); c.Session == nil {
			return nil
		}
	}
	if !known {
		return state.Record{}
	}
	return c.credentialOf(find, sent)
}

func (c *Call) credentialOf(find expr.Value, sent any) state.Record {
	record, _ := find.Of(c.scope.With("credential", sent)).(state.Record)
	return record
}

// Account returns the account that makes the call; "" before Authenticate, and for calls without credentials.
func (c *Call) Account() string { return c.account }
