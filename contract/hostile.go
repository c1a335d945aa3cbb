package contract

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/internal/spec"
)

// hostile lists arguments that would address a different resource if they were in the path unescaped.
var hostile = []string{
	"", ".", "..", "/", "a/b", "../a", `..\a`, "a\x00b", "a\r\nb",
	"a?b=c", "a#b", "a%2Fb", "%2e%2e", "a;b", "a b", "ä",
}

// checkPaths calls the method with each hostile argument for each string parameter of its path. The method must refuse the
// argument before anything is sent, or send it unchanged in one path segment.
func (x *Exchange) checkPaths(ctx context.Context, call Caller) error {
	var errs []error
	for _, ref := range x.op.Parameters() {
		param := ref.Value
		if param.In != "path" || !param.Schema.Value.Type.Is("string") {
			continue
		}
		for _, value := range hostile {
			probe := *x
			probe.sent = nil
			probe.args = maps.Clone(x.args)
			probe.args[param.Name] = value
			_, misfit, err := probe.call(ctx, call)
			if misfit != nil {
				continue // the Go type of the argument cannot hold the value
			}
			if problem := probe.judgePath(param, value, err); problem != nil {
				errs = append(errs, fmt.Errorf("%s %q: %w", param.Name, value, problem))
			}
		}
	}
	return errors.Join(errs...)
}

func (x *Exchange) judgePath(param *openapi3.Parameter, value string, err error) error {
	if len(x.sent) == 0 {
		if !errors.Is(err, core.ErrInvalid) {
			return fmt.Errorf("nothing was sent, but the error is not core.ErrInvalid: %w", err)
		}
		return nil
	}
	if slices.Contains([]string{"", ".", ".."}, value) {
		return errors.New("it was sent: want an error")
	}
	_, args, ok := spec.MatchPath(x.op.Path, x.sent[0].url.EscapedPath())
	if !ok || alone(param, args[param.Name]) != value {
		return fmt.Errorf("it was sent as %s: want one escaped path segment", x.sent[0].url.EscapedPath())
	}
	return nil
}
