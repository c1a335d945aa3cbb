package hostile

import (
	"errors"
	"flag"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/core/runtime"
	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/gen/webpros"
	"github.com/hostclients/hostclients/gen/websoftsolus"
	"github.com/hostclients/hostclients/gen/whasols"
	"github.com/hostclients/hostclients/gen/whmcs"
)

var everything = flag.Bool("everything", false, "run against every operation every fault whose outcome does not depend on the result's type, except heavy and stalling faults")

// few are the faults that TestEveryOperationOfEveryAPI runs by default, each over one protocol. Any protocol reveals errors in the
// description of an operation. TestTable runs every fault over every protocol.
var few = []string{
	"connection refused", "reset after the request was executed", "three idle connections closed after execution", "status 503", "status 302",
	"GOAWAY for all streams after execution", "stream refused after execution",
}

// Calls of every operation end as the table requires, with the retry rules of the operation's document and overlay.
func TestEveryOperationOfEveryAPI(t *testing.T) {
	for _, a := range generated(t) {
		t.Run(a.Name, func(t *testing.T) {
			var rows []Row
			for _, op := range a.Operations {
				rows = append(rows, rowsOf(ofAPI(a, op))...)
			}
			t.Logf("%d operations, %d rows", len(a.Operations), len(rows))
			endAsTheTableSays(t, rows)
		})
	}
}

// rowsOf returns an operation's rows. It omits heavy and stalling faults, and faults whose outcome depends on the type of the
// operation's result. Without -everything, the rows have only the faults in few.
func rowsOf(o Operation) []Row {
	var rows []Row
	for _, fault := range Faults() {
		if !*everything && !slices.Contains(few, fault.Name) || fault.Heavy || fault.Stalls || !ignoresBodies(fault) {
			continue
		}
		for _, protocol := range Protocols {
			if fault.over(protocol) {
				rows = append(rows, Row{Fault: fault, Operation: o, Protocol: protocol})
				if !*everything {
					break
				}
			}
		}
	}
	return rows
}

// ignoresBodies reports whether the outcome of a fault is independent of the type of the operation's result.
func ignoresBodies(f *Fault) bool {
	return f.Must.Read.Neutral || errors.Is(f.Must.Read.Kind, core.ErrUnavailable) || f.Must.Read.Status >= 400
}

// generated returns the descriptions of the APIs in the generated packages, which do not export them.
func generated(t *testing.T) []*runtime.API {
	t.Helper()
	const server = "https://api.example.com"
	var apis []*runtime.API
	for _, c := range []any{
		must(hostbill.New(server))(t), must(webpros.New(server))(t), must(websoftsolus.New(server))(t), must(whasols.New(server))(t), must(whmcs.New(server))(t),
	} {
		apis = append(apis, apiOf(c))
	}
	return apis
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// ofAPI returns an operation without credentials and without rules for its arguments. The table is about what happens after the
// request is built.
func ofAPI(a *runtime.API, op *runtime.Operation) Operation {
	bare := *op
	bare.Security, bare.Parameters, bare.Body.Rule = nil, nil, nil
	class := Write
	switch {
	case op.Retry == runtime.RetryNever:
		class = Spend
	case op.Retry == runtime.RetryAlways, op.Method == http.MethodGet:
		class = Read
	}
	o := Operation{Class: class, Op: &bare, API: a}
	for _, p := range op.Parameters {
		if p.In == runtime.InPath {
			p.Rule = nil
			bare.Parameters = append(bare.Parameters, p)
			o.Args.Path = append(o.Args.Path, strings.Repeat("1", 3))
		}
	}
	if o.hasBody() {
		o.Args.Body = placed
	}
	return o
}
