package goapi

import (
	"fmt"
	"strconv"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// detail is the Go type of core.Error.Detail for a status, as core finds it; "" if there is none.
func (o *operation) detail(status int, names map[string]string) string {
	list, _ := o.fields["Details"].([]any)
	for _, key := range []int{status, status / 100, 0} {
		for _, one := range list {
			entry := one.(map[string]any)
			if entry["Status"] == strconv.Itoa(key) {
				name := fmt.Sprint(entry["New"])
				if other := names[name]; other != "" {
					return other
				}
				return name
			}
		}
	}
	return ""
}

func (d *differ) compareDetails(subject string, old, current *operation) {
	statuses := map[int]bool{}
	for _, o := range []*operation{old, current} {
		list, _ := o.fields["Details"].([]any)
		for _, one := range list {
			status, _ := strconv.Atoi(fmt.Sprint(one.(map[string]any)["Status"]))
			statuses[status] = true
		}
	}
	for status := range statuses {
		// A class stands for a status of it that has no type of its own.
		probe, name := status, fmt.Sprintf("a failure with %d", status)
		switch {
		case status == 0:
			probe, name = 999, "a failure that is not documented"
		case status < 10:
			probe, name = status*100+99, fmt.Sprintf("a failure with %dXX", status)
		}
		before, after := old.detail(probe, d.names), current.detail(probe, nil)
		switch {
		case before == after:
		case before == "":
			d.report(change.Compatible, "detail-added", subject, "%s: the detail of %s is %s, it had none", subject, name, after)
		case after == "":
			d.report(change.Breaking, "detail-removed", subject,
				"%s: the detail of %s was %s, it has none: code that looks for it compiles, and finds nothing", subject, name, before)
		default:
			d.report(change.Breaking, "detail-changed", subject,
				"%s: the detail of %s was %s, is %s: code that looks for the old type compiles, and finds nothing", subject, name,
				before, after)
		}
	}
}
