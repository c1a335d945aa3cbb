package hostile

import (
	"cmp"
	"context"
	"net/http"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
)

// Class is a class of operations: what a second execution would mean.
type Class int

const (
	// Read: nothing.
	Read Class = iota
	// Write: the same result. The client does not rely on this, and sends again only what surely was not executed.
	Write
	// Spend: a second order, payment or deletion.
	Spend
)

func (c Class) String() string { return [...]string{"read", "write", "spend"}[c] }

// Operation is an operation of the API that the table is run against.
type Operation struct {
	Class Class
	Op    *runtime.Operation
	Args  runtime.Args
	// API is the API of the operation; nil for the one of this package.
	API *runtime.API
}

// client returns a client of the operation's API.
func (o Operation) client(server string, opts ...core.Option) (*runtime.Client, error) {
	return runtime.New(cmp.Or(o.API, api), server, opts...)
}

// hasBody reports whether its request has a body.
func (o Operation) hasBody() bool { return o.Op.Body.Media != "" }

// call makes a call whose requests carry an id.
func (o Operation) call(ctx context.Context, c *runtime.Client, id string, opts ...core.CallOption) error {
	opts = append(opts, core.CallHeader("X-Request-Id", id))
	if o.API != nil {
		_, err := runtime.Do[any](ctx, c, o.Op, o.Args, opts)
		return err
	}
	_, err := runtime.Do[page](ctx, c, o.Op, o.Args, opts)
	return err
}

// must returns the outcome of a fault for this operation. Where a body makes a difference, reads have none and writes have one,
// unless the API is unusual.
func (o Operation) must(f *Fault) Outcome {
	usual := [...]Outcome{f.Must.Read, f.Must.Write, f.Must.Spend}[o.Class]
	switch {
	case f.Must.Empty == nil || o.hasBody() == (o.Class != Read):
		return usual
	case o.hasBody():
		return f.Must.Write
	}
	return *f.Must.Empty
}

// page is the result of all operations.
type page struct {
	ID   int     `json:"id"`
	Name string  `json:"name"`
	Data []thing `json:"data"`
}

// thing is as wide as the widest models of the generated clients, because a small body can take much memory.
type thing struct {
	ID      int            `json:"id"`
	Name    string         `json:"name"`
	Price   *float64       `json:"price"`
	Texts   [24]string     `json:"-"`
	Options map[string]any `json:"options"`
	Parts   []thing        `json:"parts"`
}

type order struct {
	Product int    `json:"product"`
	Note    string `json:"note"`
}

var (
	number = []runtime.Parameter{{Name: "id", In: runtime.InPath, Type: "integer", Required: true}}
	sent   = runtime.Body{Media: "application/json"}
	placed = order{Product: 7, Note: "as ordered"}
)

// Operations are one operation of each shape that the transport treats differently.
var Operations = []Operation{
	{Class: Read, Op: &runtime.Operation{ID: "listThings", Method: http.MethodGet, Path: "/things"}},
	{
		Class: Write, Op: &runtime.Operation{ID: "putThing", Method: http.MethodPut, Path: "/things/{id}", Parameters: number, Body: sent},
		Args: runtime.Args{Path: []any{1}, Body: placed},
	},
	{
		Class: Spend, Op: &runtime.Operation{ID: "placeOrder", Method: http.MethodPost, Path: "/orders", Body: sent, Retry: runtime.RetryNever},
		Args: runtime.Args{Body: placed},
	},
	{
		Class: Spend, Op: &runtime.Operation{
			ID: "payOrder", Method: http.MethodPost, Path: "/orders/{id}/pay", Parameters: number, Retry: runtime.RetryNever,
		},
		Args: runtime.Args{Path: []any{1}},
	},
	{
		Class: Spend, Op: &runtime.Operation{
			ID: "deleteThing", Method: http.MethodDelete, Path: "/things/{id}", Parameters: number, Retry: runtime.RetryNever,
		},
		Args: runtime.Args{Path: []any{1}},
	},
	{
		// An operation that orders by GET, as PHP back ends have them.
		Class: Spend, Op: &runtime.Operation{
			ID: "renewThing", Method: http.MethodGet, Path: "/things/{id}/renew", Parameters: number, Retry: runtime.RetryNever,
		},
		Args: runtime.Args{Path: []any{1}},
	},
}

// api describes the operations to the client.
var api = func() *runtime.API {
	a := &runtime.API{Name: "hostile", CookieScheme: "session"}
	for _, o := range Operations {
		o.Op.ErrorBody = runtime.ErrorBody{Message: "message", Code: "code"}
		o.Op.Codes = runtime.CodeRange{First: 1000, Last: 1999}
		a.Operations = append(a.Operations, o.Op)
	}
	return a
}()
