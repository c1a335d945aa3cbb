package upstream

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/upstream/facts"
)

// Fact is something that a vendor's document says of an operation.
type Fact struct {
	// Operation is "POST /path".
	Operation string
	// Place says where in the operation, and is empty for the operation itself.
	Place string
	// Says is what is said of the place, or empty if the fact is that it is there.
	Says string
}

// String writes a fact on one line: "POST /orders: body field server_id: integer".
func (f Fact) String() string {
	line := f.Operation
	for _, part := range []string{f.Place, f.Says} {
		if part != "" {
			line += ": " + strings.ReplaceAll(part, "\n", `\n`)
		}
	}
	return line
}

// Missing returns what the vendor's document says and ours does not. Of what ours lacks as a whole, such as a field, it
// returns that alone, not what is said of it. What the vendor's format does not know, it is not taken to say; operations
// without paths are those that Located finds.
func Missing(theirs *Document, ours *openapi3.T) ([]Fact, error) {
	theirs, err := theirs.Located(ours)
	if err != nil {
		return nil, err
	}
	c := &comparison{knows: theirs.Knows}
	all := facts.Of(ours)
	for _, op := range facts.Of(theirs.T) {
		c.operation = op.Name()
		if c.ours = same(all, &op); c.ours == nil {
			c.miss("", "")
			continue
		}
		c.compare(&op.Element, c.ours)
	}
	return c.missing, nil
}

// same returns what is said of an operation in our document.
func same(all []facts.Operation, op *facts.Operation) *facts.Element {
	for _, is := range []func(*facts.Operation) bool{op.Is, op.IsBelowServer} {
		if at := slices.IndexFunc(all, func(o facts.Operation) bool { return is(&o) }); at >= 0 {
			return &all[at].Element
		}
	}
	return nil
}

type comparison struct {
	knows     Knowledge
	operation string
	// ours is our operation.
	ours    *facts.Element
	missing []Fact
}

func (c *comparison) miss(place, says string) {
	c.missing = append(c.missing, Fact{c.operation, place, says})
}

// compare compares an element with ours.
func (c *comparison) compare(theirs, ours *facts.Element) {
	for _, said := range theirs.Says {
		if !holds(ours, said) && c.known(said, isAnswer(theirs)) {
			c.miss(theirs.Place, said)
		}
	}
	for _, part := range theirs.Parts {
		if isAnswer(part) && !c.knows.Responses || part.Place == "body" && !c.knows.RequestBodies {
			continue
		}
		if same := partOf(ours, part.Key); same != nil {
			c.compare(part, same)
			continue
		}
		if same, place := c.elsewhere(part); same != nil {
			if c.knows.RequestBodies {
				c.miss(part.Place, place)
			}
			c.compare(part, same)
			continue
		}
		c.miss(part.Place, "")
		if part.Place == "body" { // of which ours may have the fields in the query
			c.compare(&facts.Element{Parts: part.Parts}, &facts.Element{})
		}
	}
}

// isAnswer reports whether an element is a part of what comes back.
func isAnswer(e *facts.Element) bool { return strings.HasPrefix(e.Place, "response ") }

// holds reports whether a fact is one of ours, too. What a form spells in a way of its own is sent as a text, so a vendor
// who calls it a string and ours, which says what the text stands for, agree. If the vendor names another type, they do not.
func holds(ours *facts.Element, said string) bool {
	return slices.Contains(ours.Says, said) || ours.Spelled && said == openapi3.TypeString
}

// elsewhere returns what ours sends by the same name in the body instead of the query, or the reverse. Some vendors call
// everything that is sent a query; what they say of it beside that holds wherever it is sent.
func (c *comparison) elsewhere(part *facts.Element) (same *facts.Element, place string) {
	if name, found := strings.CutPrefix(part.Place, "query parameter "); found {
		if body := partOf(c.ours, "body"); body != nil {
			return partOf(body, "body field "+name), "in the query"
		}
	}
	if name, found := strings.CutPrefix(part.Place, "body field "); found {
		return partOf(c.ours, "query parameter "+name), "in the body"
	}
	return nil, ""
}

// known reports whether the vendor's format can say such a fact: the documents made of it have to say something.
func (c *comparison) known(said string, answer bool) bool {
	word, _, _ := strings.Cut(said, " ")
	switch word {
	case facts.Required, facts.Optional:
		return answer && c.knows.Present || !answer && c.knows.Required
	case "as":
		return c.knows.MediaTypes
	case "credentials:":
		return c.knows.Security
	}
	return true
}

func partOf(e *facts.Element, key string) *facts.Element {
	for _, part := range e.Parts {
		if part.Key == key {
			return part
		}
	}
	return nil
}
