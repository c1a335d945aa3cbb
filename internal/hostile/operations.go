package hostile

import (
	"cmp"
	"context"
	"net/http"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
)

// Class classifies operations by the effect of a second execution.
type Class int

const (
	// Read operations have no effect.
	Read Class = iota
	// Write operations have the same result if executed twice. The client does not rely on this: it retries a write only if it
	// was certainly not executed.
	Write
	// Spend operations order, pay or delete a second time.
	Spend
)

func (c Class) String() string { return [...]string{"read", "write", "spend"}[c] }

// Operation is an operation that the table calls, with its arguments.
type Operation struct {
	Class Class
	Op    *runtime.Operation
	Args  runtime.Args
	// API is the API of the operation; nil for the API of this package.
	API *runtime.API
}

// client returns a client of the operation's API.
func (o Operation) client(server string, opts ...core.Option) (*runtime.Client, error) {
	return runtime.New(cmp.Or(o.API, api), server, opts...)
}

// hasBody reports whether the request of the operation has a body.
func (o Operation) hasBody() bool { return o.Op.Body.Media != "" }

// call calls the operation. Its requests have the id in the header X-Request-Id.
func (o Operation) call(ctx context.Context, c *runtime.Client, id string, opts ...core.CallOption) error {
	opts = append(opts, core.CallHeader("X-Request-Id", id))
	if o.API != nil {
		_, err := runtime.Do[any](ctx, c, o.Op, o.Args, opts)
		return err
	}
	_, err := runtime.Do[page](ctx, c, o.Op, o.Args, opts)
	return err
}

// must returns the required outcome of a fault for this operation. The fields Read, Write and Spend assume that reads have no body and
// that other operations have a body. For operations that differ, it returns Empty (no body) or Write (a body).
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

// page is the result of every operation.
type page struct {
	ID   int     `json:"id"`
	Name string  `json:"name"`
	Data []thing `json:"data"`
}

// thing is as large as the largest models of the generated clients, so that a small body can decode into much memory.
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

// Operations contains an operation of each kind that the transport treats differently.
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
		// Some PHP back ends place orders by GET.
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
