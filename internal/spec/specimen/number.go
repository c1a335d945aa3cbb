package specimen

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// numeric returns a number between the bounds of a schema. The default bounds are 1 and 1000.
func (g Generator) numeric(place string, schema *openapi3.Schema) any {
	step := stepOf(schema)
	low, high := 1.0, 1000.0
	if schema.Min != nil {
		low = *schema.Min
		high = max(high, low+1000*step)
	}
	if schema.Max != nil {
		high = *schema.Max
	}
	first, last := math.Ceil(low/step), math.Floor(high/step)
	if schema.ExclusiveMin.IsTrue() && first*step <= low {
		first++
	}
	if schema.Max != nil && schema.ExclusiveMax.IsTrue() && last*step >= high {
		last--
	}
	switch {
	case first <= last:
	case schema.Min == nil:
		first = last
	case schema.Type.Is("number") && schema.MultipleOf == nil:
		return number((low+high)/2, -1)
	default:
		last = first // no number fits
	}
	n := g.number(place)
	if g.Least {
		n = uint64(max(0, math.Ceil(1/step)-first)) // the smallest number that is at least 1
	}
	steps := uint64(min(last-first, 1<<53))
	return number(step*(first+float64(n%(steps+1))), decimals(step))
}

// stepOf returns the distance between the numbers that a schema allows.
func stepOf(schema *openapi3.Schema) float64 {
	if schema.MultipleOf == nil || *schema.MultipleOf <= 0 {
		return 1
	}
	step := *schema.MultipleOf
	for times := 1.0; schema.Type.Is("integer") && times <= 1000; times++ {
		if whole := math.Round(times * step); whole > 0 && math.Abs(whole-times*step) < 1e-9 {
			return whole
		}
	}
	return step
}

// decimals returns the number of digits after the decimal point.
func decimals(value float64) int {
	_, behind, _ := strings.Cut(strconv.FormatFloat(value, 'f', -1, 64), ".")
	return len(behind)
}

func number(value float64, decimals int) json.Number {
	return json.Number(strconv.FormatFloat(value, 'f', decimals, 64))
}
