package lenient

// form is the JSON form in which a value was received or will be written.
type form uint8

const (
	absent form = iota // nothing was received
	scalar             // JSON without a value: null, false, a string; for an Int, also a number that is not an int64
	number
	quoted
	array
	object
)
