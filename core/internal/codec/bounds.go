package codec

import (
	"bytes"
	"fmt"
	"math"
)

// Bounds are how much structure JSON may have. What is small on the wire need not be small in memory: a list of empty objects
// takes hundreds of times its length.
type Bounds struct {
	// Depth is how deep values may be nested.
	Depth int
	// Values is how many values there may be beside each other, and Containers how many objects and lists.
	Values, Containers int
}

// treeBounds bound what becomes a tree: 20 MB of memory, if all of it is maps.
var treeBounds = Bounds{Depth: MaxDepth, Values: 1 << 18, Containers: 1 << 16}

// MaxDepth is how deep values may be nested: ten times as deep as anything that these APIs send, and shallow enough that no
// recursion hurts.
const MaxDepth = 100

// checkEvery is how many bytes are read between two checks of whether the caller still waits for the result.
const checkEvery = 1 << 16

// Check reports where data has more structure than it may have. It does not see whether data is JSON. It ends early with the
// error of alive, if that has one; alive may be nil.
func (b Bounds) Check(data []byte, alive func() error) error {
	_, _, err := b.count(data, alive)
	return err
}

// Limits are what reading must keep to: bounds, and the time for which the caller waits for the result.
type Limits struct {
	Bounds
	Alive interface{ Err() error }
}

// unlimited is for what is not a response.
var unlimited = Limits{Bounds: Bounds{Depth: MaxDepth, Values: math.MaxInt, Containers: math.MaxInt}}

// count is Check, and returns how many values and containers there are.
func (b Bounds) count(data []byte, alive func() error) (values, containers int, err error) {
	depth, next := 0, 0
	values = 1
	for i := 0; i < len(data); i++ {
		if i >= next {
			next = i + checkEvery
			if alive != nil {
				if err := alive(); err != nil {
					return values, containers, err
				}
			}
		}
		switch data[i] {
		case '"':
			i = endOfText(data, i+1)
			continue
		case '{', '[':
			depth++
			containers++
		case '}', ']':
			depth--
			continue
		case ',':
			values++
		default:
			continue
		}
		switch {
		case depth > b.Depth:
			return values, containers, &Error{Problem: fmt.Sprintf("values are nested more than %d deep", b.Depth)}
		case containers > b.Containers:
			return values, containers, &Error{Problem: fmt.Sprintf("there are more than %d objects and lists", b.Containers)}
		case values > b.Values:
			return values, containers, &Error{Problem: fmt.Sprintf("there are more than %d values", b.Values)}
		}
	}
	return values, containers, nil
}

// endOfText returns where the text that begins at i ends: at its quotation mark, or at the end of data.
func endOfText(data []byte, i int) int {
	for {
		n := bytes.IndexByte(data[i:], '"')
		if n < 0 {
			return len(data)
		}
		escapes := 0
		for end := i + n; escapes < n && data[end-1-escapes] == '\\'; escapes++ {
		}
		if i += n; escapes%2 == 0 {
			return i
		}
		i++
	}
}
