package lenient

// form is the form of JSON in which a value came, or in which a value that was made here goes out.
type form uint8

const (
	absent form = iota // nothing came
	scalar             // what holds no value: null, false, a text; for an Int also a number that is not whole
	number
	quoted
	array
	object
)
