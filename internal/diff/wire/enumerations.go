package wire

import (
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/diff"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// enumerations are those in a report of oasdiff that have come or gone as a whole. To oasdiff, an enumeration that is gone
// has lost each of its values, as if none of them were allowed now.
type enumerations []*diff.SchemaDiff

// anyValue stands in a text of oasdiff for all the values of an enumeration, by its number.
var anyValue = regexp.MustCompile("\ue000([0-9]+)")

// markEnumerations finds them, and puts a mark in the place of their values.
func markEnumerations(report *diff.Diff) enumerations {
	var all enumerations
	seen := map[any]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if v.IsNil() || v.Type().Elem().PkgPath() != reflect.TypeFor[diff.Diff]().PkgPath() || seen[v.Interface()] {
				return
			}
			seen[v.Interface()] = true
			if schema, ok := v.Interface().(*diff.SchemaDiff); ok {
				all.mark(schema)
			}
			walk(v.Elem())
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Map:
			for _, key := range v.MapKeys() {
				walk(v.MapIndex(key))
			}
		default: // nothing that holds a schema
		}
	}
	walk(reflect.ValueOf(report))
	return all
}

// mark marks the enumeration of a schema, unless what is without it may be restricted in another way.
func (all *enumerations) mark(s *diff.SchemaDiff) {
	if s.EnumDiff == nil {
		return
	}
	values := diff.EnumValues{fmt.Sprintf("\ue000%d", len(*all))}
	switch {
	case s.EnumDiff.EnumDeleted && isSimple(s.Revision):
		s.EnumDiff.Deleted = values
	case s.EnumDiff.EnumAdded && isSimple(s.Base):
		s.EnumDiff.Added = values
	default:
		return
	}
	*all = append(*all, s)
}

// isSimple reports whether a schema says itself which values there are.
func isSimple(s *openapi3.Schema) bool {
	return s != nil && len(s.OneOf)+len(s.AnyOf)+len(s.AllOf) == 0 && s.Const == nil
}

// judge gives a change that oasdiff takes for one of a value, and that is one of a whole enumeration, its own rule, words
// and places. It returns false for a change that oasdiff reports by another rule too.
func (all enumerations) judge(c *change.Change) bool {
	found := anyValue.FindStringSubmatch(c.Text)
	if found == nil {
		return true
	}
	number, err := strconv.Atoi(found[1])
	if err != nil || number >= len(all) {
		return true
	}
	c.Old, c.New = placeOf(all[number].Base.Origin), placeOf(all[number].Revision.Origin)
	request := strings.HasPrefix(c.Rule, "request-")
	what := c.Subject
	if what == "" {
		what = "value"
	}
	switch gone := strings.HasSuffix(c.Rule, "-enum-value-removed"); {
	case gone && request:
		c.Rule, c.Text = "request-enumeration-opened", "the "+what+" is no longer restricted to listed values"
	case gone:
		c.Rule, c.Text = "response-enumeration-opened", "the "+what+" may have values now that are not listed"
	case !request:
		c.Rule, c.Text = "response-enumeration-closed", "the "+what+" has only listed values now"
	case c.Rule == "request-parameter-property-enum-value-added":
		c.Rule, c.Text = "request-parameter-property-became-enum", "the "+what+" was restricted to listed values"
	default:
		return false
	}
	// What is doubtful for another reason than its rule stays so.
	if !request || !strings.Contains(c.Subject, "not/") {
		v := judged[c.Rule]
		c.Severity, c.Advice = v.severity, v.advice
	}
	return true
}
