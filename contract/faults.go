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

// longestFault is how many characters of an error are kept: an enumeration of the document may be long.
const longestFault = 200

// faultsOf lists the errors that a gate found, sorted, each on a line. The gates' own errors show recorded values and whole
// bodies, which helps to fix a fixture. What is listed here goes into reports, and has only places and reasons.
func faultsOf(err error) []string {
	var all []string
	for _, text := range reasons(err) {
		line := []rune(strings.Join(strings.Fields(text), " "))
		if len(line) > longestFault {
			line = append(line[:longestFault], '…')
		}
		all = append(all, string(line))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func reasons(err error) []string {
	switch err := err.(type) { //nolint:errorlint // every layer is looked at by itself
	case nil:
		return nil
	case *openapi3.SchemaError:
		return schemaReasons(err)
	case openapi3.MultiError:
		return each(err)
	case *openapi3filter.ResponseError:
		return behind(err.Reason, err.Err)
	case *openapi3filter.RequestError:
		return behind(err.Reason, err.Err)
	case *openapi3filter.ParseError:
		return behind(err.Reason, err.Cause) // its text holds the value
	case *url.Error:
		return behind(err.Op, err.Err) // its text holds the URL
	case interface{ Unwrap() []error }:
		return each(err.Unwrap())
	}
	inner := errors.Unwrap(err)
	if inner == nil {
		return []string{err.Error()}
	}
	label, isSuffix := strings.CutSuffix(err.Error(), inner.Error())
	if !isSuffix {
		return reasons(inner)
	}
	var all []string
	for _, text := range reasons(inner) {
		all = append(all, label+text)
	}
	return all
}

func each(errs []error) []string {
	var all []string
	for _, err := range errs {
		all = append(all, reasons(err)...)
	}
	return all
}

// behind returns the reasons of the cause, or if there are none, the text before it.
func behind(text string, cause error) []string {
	if cause == nil {
		return []string{text}
	}
	var all []string
	for _, reason := range reasons(cause) {
		all = append(all, text+": "+reason)
	}
	return all
}

// schemaReasons returns why a value does not fit its schema. The reasons of kin-openapi's own validator hold no values;
// those of the one for JSON Schema, whose errors have no schema, do.
func schemaReasons(err *openapi3.SchemaError) []string {
	if err.SchemaField == "allOf" && err.Origin != nil {
		return reasons(errors.Unwrap(err.Origin)) // every part must fit, so each error counts by itself
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
