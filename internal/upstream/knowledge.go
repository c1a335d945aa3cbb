package upstream

import "strings"

// Knowledge is what texts of a format say. What is not known is not compared: a reference without responses does not claim
// that there are none.
type Knowledge struct {
	Paths         bool // the methods and paths of operations
	RequestBodies bool // whether a parameter is sent in a body, and not in the query
	MediaTypes    bool // in what bodies are written
	Responses     bool // what is answered, by status
	Present       bool // which fields of answers are always there
	Required      bool // which parameters and fields of requests must be sent
	Types         bool
	Formats       bool
	Enums         bool // which values there are
	Limits        bool // of numbers, lengths, patterns
	Defaults      bool
	Security      bool // with what a caller makes itself known
}

var everything = Knowledge{
	Paths: true, RequestBodies: true, MediaTypes: true, Responses: true, Present: true, Required: true, Types: true,
	Formats: true, Enums: true, Limits: true, Defaults: true, Security: true,
}

// Everything is what a whole document says.
func Everything() Knowledge { return everything }

// And is what both know.
func (k Knowledge) And(other Knowledge) Knowledge {
	return Knowledge{
		Paths:         k.Paths && other.Paths,
		RequestBodies: k.RequestBodies && other.RequestBodies, MediaTypes: k.MediaTypes && other.MediaTypes,
		Responses: k.Responses && other.Responses, Present: k.Present && other.Present, Required: k.Required && other.Required,
		Types: k.Types && other.Types, Formats: k.Formats && other.Formats, Enums: k.Enums && other.Enums,
		Limits: k.Limits && other.Limits, Defaults: k.Defaults && other.Defaults, Security: k.Security && other.Security,
	}
}

// Unknown names in words what is not known, or returns "" if everything is.
func (k Knowledge) Unknown() string {
	var all []string
	for _, part := range []struct {
		known bool
		words string
	}{
		{k.Paths, "methods and paths"},
		{k.RequestBodies, "what is sent in a body"},
		{k.MediaTypes, "media types"},
		{k.Responses, "responses"},
		{k.Present, "which fields of responses are always there"},
		{k.Required, "what is required"},
		{k.Types, "types"},
		{k.Formats, "formats"},
		{k.Enums, "the values of enumerations"},
		{k.Limits, "limits"},
		{k.Defaults, "defaults"},
		{k.Security, "security"},
	} {
		if !part.known {
			all = append(all, part.words)
		}
	}
	return strings.Join(all, ", ")
}

// ofReference is what the table of a reference page says: parameters, where they are sent, their types, and which of them
// are required.
var ofReference = Knowledge{Paths: true, RequestBodies: true, Required: true, Types: true}

// ofHostBill is ofReference without what is required: HostBill's tables have no column for it, and its samples have all
// parameters, whether they are needed or not.
var ofHostBill = ofReference.but(func(k *Knowledge) { k.Required = false })

// ofWebSoftSolus is ofReference with the values that stand in brackets.
var ofWebSoftSolus = ofReference.but(func(k *Knowledge) { k.Enums = true })

// ofRedocText is ofReference with all that Redoc writes behind a type, and without the paths, which it writes where the
// text of its page does not have them.
var ofRedocText = ofReference.but(func(k *Knowledge) {
	k.Formats, k.Enums, k.Limits, k.Defaults = true, true, true, true
	k.Paths = false
})

func (k Knowledge) but(change func(*Knowledge)) Knowledge {
	change(&k)
	return k
}
