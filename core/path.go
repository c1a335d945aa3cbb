package core

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"unicode"
)

// PathArg checks an argument of the operation's path, which must not make the request one for another resource: it must
// not be empty, "." or "..", or hold a slash, backslash or control character; and against what the document demands of it.
// A fault is reported by the call.
func (c *Call) PathArg(name string, arg any) {
	value := fmt.Sprint(arg)
	if secret, ok := arg.(Secret); ok {
		value = secret.Reveal()
		c.inputs = append(c.inputs, secret)
	}
	switch {
	case value == "":
		c.Fault(fmt.Errorf("%s is empty", name))
	case value == "." || value == "..":
		c.Fault(fmt.Errorf("%s is %q, which means another path", name, value))
	case strings.ContainsAny(value, `/\`):
		c.Fault(fmt.Errorf("%s holds a slash", name))
	case strings.ContainsFunc(value, unicode.IsControl):
		c.Fault(fmt.Errorf("%s holds a control character", name))
	default:
		var tree any = value
		if kind := reflect.TypeOf(arg).Kind(); kind >= reflect.Int && kind <= reflect.Uint64 {
			tree = json.Number(value)
		}
		c.op.PathRules[name].check(name, tree, c.Fault)
	}
}
