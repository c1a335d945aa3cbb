package codec

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStructureBeyondTheBoundsIsAnError(t *testing.T) {
	bounds := Bounds{Depth: 3, Values: 6, Containers: 4}
	for data, want := range map[string]string{
		`[[[]]]`:                       "",
		`[[[[]]]]`:                     "nested more than 3 deep",
		`{"a":{"b":{"c":{}}}}`:         "nested more than 3 deep",
		`[[],[],[]]`:                   "",
		`[[],[],[],[]]`:                "more than 4 objects and lists",
		`[1,2,3,4,5,6]`:                "",
		`[1,2,3,4,5,6,7]`:              "more than 6 values",
		`"[[[[[[,,,,,,,,"`:             "",
		`["\"[[[[", "\\", "[[[[[["]`:   "",
		`["\\\\\\\"[[[[[[[[[[,,,,,,"]`: "",
		`["\\", [[[[]]]]]`:             "nested more than 3 deep",
		`"never ends [[[[[[`:           "",
		`"`:                            "",
		`"\`:                           "",
		``:                             "",
		`]]]]]]]]]]`:                   "",
	} {
		err := bounds.Check([]byte(data), nil)
		if want == "" {
			assert.NoError(t, err, data)
		} else {
			assert.ErrorContains(t, err, want, data)
		}
	}
}

func TestACheckEndsWhenTheCallerStopsWaiting(t *testing.T) {
	over := errors.New("over")
	looks := 0
	err := Bounds{Depth: 1, Values: 1 << 30, Containers: 1}.Check([]byte(strings.Repeat("1,", 5*checkEvery)), func() error {
		if looks++; looks == 3 {
			return over
		}
		return nil
	})
	assert.ErrorIs(t, err, over)
	assert.Equal(t, 3, looks)
}

func TestATreeBeyondItsBoundsIsAnError(t *testing.T) {
	for _, data := range []string{
		strings.Repeat("[", 101) + strings.Repeat("]", 101),
		"[" + strings.Repeat("{},", 1<<16) + "{}]",
		"[" + strings.Repeat("0,", 1<<18) + "0]",
	} {
		_, err := Tree([]byte(data))
		assert.Error(t, err)
	}
}
