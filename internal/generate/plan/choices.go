package plan

import (
	"net/http"
	"strconv"
)

// choices sets the result of an operation whose successful responses have several types: a struct with one field for each status.
func (b *builder) choices(d *draft, all []success) error {
	fields := namespace{of: "the results of " + d.ID}
	for _, s := range all {
		choice := Choice{Status: statusKey(s.status)}
		if s.json == nil {
			d.Result.Empty = append(d.Result.Empty, choice.Status)
		} else {
			name := goName(http.StatusText(choice.Status))
			if name == "" {
				name = "Status" + goName(s.status)
			}
			var err error
			if choice.Name, err = b.give(&fields, "the result "+s.status, b.origin(s.pointer), name); err != nil {
				return err
			}
			choice.Comment = []string{choice.Name + " is the result if the status is " + s.status + "."}
			schema := s.json.Schema
			if schema == nil {
				schema = anything()
			}
			choice.Required = demanded(schema.Value)
			b.want(d, "result "+strconv.Itoa(choice.Status), schema, d.role("Result"+choice.Name, s.pointer, "a result"), false)
		}
		d.Result.Choices = append(d.Result.Choices, choice)
	}
	var err error
	d.Result.GoType, err = b.give(b.names, "the result of "+d.ID, d.Origin, d.words+"Results", d.words+"Successes")
	return err
}
