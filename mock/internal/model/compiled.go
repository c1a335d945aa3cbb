package model

import "github.com/hostclients/hostclients/mock/internal/expr"

// What was compiled is read through methods, so that nobody can change it.

// Scheme returns the expression that finds the credential of a security scheme; nil if the overlay has none.
func (r *Resources) Scheme(name string) expr.Expr { return r.schemes[name] }

// BodyCredentials returns the expressions that find credentials in bodies, by property.
func (r *Resources) BodyCredentials() map[string]expr.Expr { return r.body }

// NamedValues returns what $value sees.
func (r *Resources) NamedValues() map[string]expr.Expr { return r.values }

// AccountExpr and GrantsExpr say who has a credential, and what it allows.
func (r *Resources) AccountExpr() expr.Expr { return r.account }
func (r *Resources) GrantsExpr() expr.Expr  { return r.grants }

// NewExpr returns the expression for the id of a new record.
func (c *Collection) NewExpr() expr.Expr { return c.new }

// FieldExprs and DerivedExprs return the expressions of fields, by name.
func (c *Collection) FieldExprs() []Field   { return c.fields }
func (c *Collection) DerivedExprs() []Field { return c.derived }

func (r *Resource) WithExprs() []Field      { return r.with }
func (r *Resource) WhereExprs() []Field     { return r.where }
func (r *Resource) FieldExprs() []Field     { return r.fields }
func (r *Resource) IDExpr() expr.Expr       { return r.id }
func (r *Resource) EachExpr() expr.Expr     { return r.each }
func (r *Resource) BodyExpr() expr.Expr     { return r.body }
func (r *Resource) WhenExpr() expr.Expr     { return r.when }
func (r *Resource) AnswerExpr() expr.Expr   { return r.answer }
func (r *Resource) ItemExpr() expr.Expr     { return r.item }
func (r *Resource) SizeExpr() expr.Expr     { return r.size }
func (r *Resource) AmountExpr() expr.Expr   { return r.amount }
func (r *Resource) CurrencyExpr() expr.Expr { return r.currency }
func (r *Resource) StoresNothing() bool     { return r.storesNothing }
func (r *Refusal) WhenExpr() expr.Expr      { return r.when }
