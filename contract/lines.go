package contract

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
)

// longestLine is the maximum length of an error in characters, because an error may list all values of a long enum.
const longestLine = 200

// linesOf lists the errors of a gate for a report, sorted, one per line. The errors quote recorded values, which help to fix a
// fixture. The lines contain only locations and reasons.
func linesOf(err error) []string {
	var all []string
	for _, text := range reasons(err) {
		line := []rune(strings.Join(strings.Fields(text), " "))
		if len(line) > longestLine {
			line = append(line[:longestLine], '…')
		}
		all = append(all, string(line))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func reasons(err error) []string {
	switch err := err.(type) { //nolint:errorlint // each layer is handled separately
	case nil:
		return nil
	case *openapi3.SchemaError:
		return schemaReasons(err)
	case openapi3.MultiError:
		return eachReason(err)
	case *openapi3filter.ResponseError:
		return behind(err.Reason, err.Err)
	case *openapi3filter.RequestError:
		return behind(err.Reason, err.Err)
	case *openapi3filter.ParseError:
		return behind(err.Reason, err.Cause) // its text contains the value
	case *url.Error:
		return behind(err.Op, err.Err) // its text contains the URL
	case interface{ Unwrap() []error }:
		return eachReason(err.Unwrap())
	}
	inner := errors.Unwrap(err)
	if inner == nil {
		return []string{err.Error()}
	}
	label, isSuffix := strings.CutSuffix(err.Error(), inner.Error())
	if !isSuffix {
		label = ""
	}
	return labeled(label, inner)
}

// labeled returns the reasons of an error, each with the label before it.
func labeled(label string, err error) []string {
	all := reasons(err)
	for i, reason := range all {
		all[i] = label + reason
	}
	return all
}

func eachReason(errs []error) []string {
	var all []string
	for _, err := range errs {
		all = append(all, reasons(err)...)
	}
	return all
}

// behind returns the reasons of the cause, each with text before it. If there is no cause, it returns text alone.
func behind(text string, cause error) []string {
	if cause == nil {
		return []string{text}
	}
	return labeled(text+": ", cause)
}

// schemaReasons returns why a value does not fit its schema. kin-openapi has two validators. The reasons of its JSON Schema
// validator quote values, so they are left out; its errors can be recognized because they have no schema.
func schemaReasons(err *openapi3.SchemaError) []string {
	if err.SchemaField == "allOf" && err.Origin != nil {
		return reasons(errors.Unwrap(err.Origin)) // every part must fit, so each error is listed
	}
	reason := err.Reason
	if reason == "" || err.Schema == nil {
		reason = fmt.Sprintf("does not fit %q", err.SchemaField)
	}
	if path := err.JSONPointer(); len(path) > 0 {
		reason = "/" + strings.Join(path, "/") + ": " + reason
	}
	return []string{reason}
}
