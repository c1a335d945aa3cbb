package codec

import (
	"bytes"
	"fmt"
	"math"
)

// Bounds limits the structure of JSON. JSON that is small on the wire can be large in memory: a list of empty objects takes hundreds
// of times its length.
type Bounds struct {
	// Depth is the maximum depth of nesting.
	Depth int
	// Values is the maximum number of members and elements, and Containers the maximum number of objects and lists.
	Values, Containers int
}

// treeBounds keeps a tree below 20 MB of memory, even a tree of maps.
var treeBounds = Bounds{Depth: MaxDepth, Values: 1 << 18, Containers: 1 << 16}

// MaxDepth is the maximum depth of nesting: ten times the depth of anything that these APIs send, and safe for recursion.
const MaxDepth = 100

// checkEvery is the number of bytes after which to check again whether the caller still waits for the result.
const checkEvery = 1 << 16

// Check returns an error if data exceeds the bounds. It does not check that data is valid JSON. If alive returns an error, Check
// stops and returns it; alive may be nil.
func (b Bounds) Check(data []byte, alive func() error) error {
	_, _, err := b.count(data, alive)
	return err
}

// Limits has the bounds for reading. Reading also stops when Alive.Err is not nil, because the caller no longer waits.
type Limits struct {
	Bounds
	Alive interface{ Err() error }
}

// unlimited is for JSON that is not a response.
var unlimited = Limits{Bounds: Bounds{Depth: MaxDepth, Values: math.MaxInt, Containers: math.MaxInt}}

// count does what Check does, and also returns the numbers of values and containers.
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
			i = endOfString(data, i+1)
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

// endOfString returns the index of the quotation mark that ends the string whose content begins at i, or the length of data.
func endOfString(data []byte, i int) int {
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
