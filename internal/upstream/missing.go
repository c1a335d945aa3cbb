package upstream

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/spec"
)

// Fact is something that a vendor's document states about an operation.
type Fact struct {
	// Operation is "POST /path".
	Operation string
	// Place is the element of the operation, such as "body field server_id". It is empty for the operation itself.
	Place string
	// Text is the statement about the element, such as "integer". It is empty if the fact is that the element exists.
	Text string
}

// String returns a fact on one line: "POST /orders: body field server_id: integer".
func (f Fact) String() string {
	line := f.Operation
	for _, part := range []string{f.Place, f.Text} {
		if part != "" {
			line += ": " + strings.ReplaceAll(part, "\n", `\n`)
		}
	}
	return line
}

// Compare returns the facts that our document lacks, and the elements that only our document has. If our document lacks a whole
// element, such as a field, only the element is reported and not the facts about it. Parts that the vendor's document does not describe
// are not compared.
//
// An operation, parameter or request field that only our document has is invented unless it has a mark: its source (x-source), or
// x-inferred for a guess.
func Compare(theirs *Document, ours *openapi3.T) (missing, invented []Fact, err error) {
	pairs, err := spec.Match(theirs.T, ours)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range pairs {
		their, our := factsOf(theirs.T, p.Old), factsOf(ours, p.New)
		same := their != nil && our != nil && !p.Moved
		if their != nil && !same {
			missing = append(missing, Fact{Operation: their.Name()})
		}
		if our != nil && !same && !our.Marked {
			invented = append(invented, Fact{Operation: our.Name()})
		}
		if !same {
			continue
		}
		c := &comparison{theirs: theirs, operation: their.Name(), ours: &our.element}
		c.compare(&their.element, c.ours)
		missing = append(missing, c.missing...)
		for _, place := range inventions(&our.element, &their.element, &their.element) {
			invented = append(invented, Fact{Operation: our.Name(), Place: place})
		}
	}
	return missing, invented, nil
}

type comparison struct {
	theirs    *Document
	operation string
	ours      *element // our operation
	missing   []Fact
}

func (c *comparison) miss(place, text string) {
	c.missing = append(c.missing, Fact{c.operation, place, text})
}

// compare compares an element with ours.
func (c *comparison) compare(theirs, ours *element) {
	for _, fact := range theirs.Facts {
		if !holds(ours, fact) && c.isStated(fact, isResponse(theirs)) {
			c.miss(theirs.Place, fact)
		}
	}
	for _, part := range theirs.Parts {
		if isResponse(part) && c.theirs.isSilent(Responses) || part.Place == "body" && c.theirs.isSilent(Bodies) {
			continue
		}
		if same := partOf(ours, part.Key); same != nil {
			c.compare(part, same)
			continue
		}
		if same, place := elsewhere(c.ours, part); same != nil {
			if !c.theirs.isSilent(Bodies) {
				c.miss(part.Place, place)
			}
			c.compare(part, same)
			continue
		}
		c.miss(part.Place, "")
		if part.Place == "body" { // ours may have its fields in the query
			c.compare(&element{Parts: part.Parts}, &element{})
		}
	}
}

// isResponse reports whether an element is a response or a part of one.
func isResponse(e *element) bool { return strings.HasPrefix(e.Place, "response ") }

// holds reports whether our element has a fact. A value with x-form is sent as a string. If the vendor calls it a string, our document
// therefore agrees, although it has a more specific type.
func holds(ours *element, fact string) bool {
	return slices.Contains(ours.Facts, fact) || ours.Spelled && fact == openapi3.TypeString
}

// elsewhere returns the element of an operation that has the same name as part, but is in the body instead of the query, or the reverse.
// Some vendors list every parameter as a query parameter. The other facts about it are still compared.
func elsewhere(operation, part *element) (same *element, place string) {
	if name, found := strings.CutPrefix(part.Place, "query parameter "); found {
		return partOf(partOf(operation, "body"), "body field "+name), "in the query"
	}
	if name, found := strings.CutPrefix(part.Place, "body field "); found {
		return partOf(operation, "query parameter "+name), "in the body"
	}
	return nil, ""
}

// isStated reports whether the vendor stated a fact. Some facts are in a document only because OpenAPI requires the keyword.
func (c *comparison) isStated(fact string, inResponse bool) bool {
	word, _, _ := strings.Cut(fact, " ")
	switch word {
	case required, optional:
		return inResponse || !c.theirs.isSilent(Required)
	case "as":
		return !c.theirs.isSilent(MediaTypes)
	case "credentials:":
		return !c.theirs.isSilent(Security)
	}
	return true
}

// partOf returns the part of an element that has the key, or nil.
func partOf(e *element, key string) *element {
	if e == nil {
		return nil
	}
	if i := slices.IndexFunc(e.Parts, func(part *element) bool { return part.Key == key }); i >= 0 {
		return e.Parts[i]
	}
	return nil
}
