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

// hostile are arguments that would make the request one for another resource if they were put into the path as they are.
var hostile = []string{
	"", ".", "..", "/", "a/b", "../a", `..\a`, "a\x00b", "a\r\nb",
	"a?b=c", "a#b", "a%2Fb", "%2e%2e", "a;b", "a b", "ä",
}

// checkPaths calls the method with hostile arguments in the place of each text of its path. Every one is refused before
// anything is sent, or arrives as itself, in its own segment of the path.
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
			fits, err := try(ctx, call, &probe)
			if !fits {
				continue
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
			return fmt.Errorf("nothing was sent, but the error is %w", err)
		}
		return nil
	}
	if slices.Contains([]string{"", ".", ".."}, value) {
		return errors.New("it was sent")
	}
	_, args, ok := spec.MatchPath(x.op.Path, x.sent[0].url.EscapedPath())
	if !ok || alone(param, args[param.Name]) != value {
		return fmt.Errorf("it was sent as %s", x.sent[0].url.EscapedPath())
	}
	return nil
}

// try calls the method; fits is false if the Go type of an argument cannot hold the value at all.
func try(ctx context.Context, call Caller, x *Exchange) (fits bool, err error) {
	defer recoverMisfit(func(string) { fits = false })
	_, err = call(ctx, x)
	return true, err
}
