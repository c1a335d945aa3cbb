package lenient

// form is the form of JSON in which a value came, or in which a value that was made here goes out.
type form uint8

const (
	absent form = iota // nothing came
	null
	number
	quoted
	array
	object
)
