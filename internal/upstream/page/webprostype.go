package page

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/hostclients/hostclients/internal/spec"
)

// What a cell of Redoc says about a type, in this order. The description is whatever follows.
var (
	redocWord = regexp.MustCompile(`^(string|integer|number|boolean|object|` +
		`Array of (?:strings|integers|numbers|booleans|objects))( or null)?(?: |$)`)
	redocFormat  = regexp.MustCompile(`^<([^<>]+)>(?: |$)`)
	redocNamed   = regexp.MustCompile(`^\((\w+)\)(?: |$)`)
	redocRange   = regexp.MustCompile(`^\[ (\d+) \.\. (\d+) \](?: |$)`)
	redocBound   = regexp.MustCompile(`^(<=|>=|=) (\d+)(?: |$)`)
	redocUnit    = regexp.MustCompile(`^(characters|items)(?: |$)`)
	redocPattern = regexp.MustCompile(`^(\^\S*)(?: |$)`)
	redocEnum    = regexp.MustCompile(`^Enum:((?: (?:"[^"]*"|-?[0-9.]+))+)(?: |$)`)
	redocValue   = regexp.MustCompile(`"[^"]*"|-?[0-9.]+`)
	redocDefault = regexp.MustCompile(`^Default: ("[^"]*"|-?[0-9][0-9.]*|true|false|null)(?: |$)`)
	redocExample = regexp.MustCompile(`^Examples?: (\S+)(?: |$)`)
	redocWords   = regexp.MustCompile(`^[A-Za-z]+: |(?:^|\W)(?:Enum|Default|Examples?|Value):|^Examples? \w+=`)
	// redocStray is the beginning of something that a description does not begin with.
	redocStray = regexp.MustCompile(`^(\[|<|>|=|\^|\(|Items |\S+>|or |ornull |` +
		`(?:non-empty|unique|multiple of [0-9.]+|decimal places|Recursive|Nullable|Deprecated|deprecated)(?: |$))`)
)

// webprosType reads the second cell of a row.
func webprosType(text string) (s schema, facts object, examples string, err error) {
	whole := text
	take := func(expression *regexp.Regexp) []string {
		match := expression.FindStringSubmatch(text)
		if match != nil {
			text = text[len(match[0]):]
		}
		return match
	}
	word := take(redocWord)
	if word == nil {
		return nil, nil, "", fmt.Errorf("%q begins with no type", spec.Beginning(whole, shown))
	}
	if items, isArray := strings.CutPrefix(word[1], "Array of "); isArray {
		s = schema{{"type", "array"}, {"items", schema{{"type", strings.TrimSuffix(items, "s")}}}}
	} else {
		s = schema{{"type", word[1]}}
	}
	if word[2] != "" {
		s = append(s, member{"nullable", true})
	}
	if match := take(redocFormat); match != nil {
		s = append(s, member{"format", match[1]})
	}
	if match := take(redocNamed); match != nil {
		facts = append(facts, member{"x-named-type", match[1]})
	}
	low, high := "", ""
	if match := take(redocRange); match != nil {
		low, high = match[1], match[2]
	} else if match := take(redocBound); match != nil {
		if match[1] != "<=" {
			low = match[2]
		}
		if match[1] != ">=" {
			high = match[2]
		}
	}
	if low+high != "" {
		unit := ""
		if match := take(redocUnit); match != nil {
			unit = match[1]
		}
		limits, err := webprosLimits(low, high, word[1], unit)
		if err != nil {
			return nil, nil, "", err
		}
		s = append(s, limits...)
	}
	if match := take(redocPattern); match != nil {
		if begins, cut := strings.CutSuffix(match[1], "..."); cut {
			facts = append(facts, member{"x-pattern-begins", begins})
		} else {
			s = append(s, member{"pattern", match[1]})
		}
	}
	if match := take(redocEnum); match != nil {
		var values []any
		for _, text := range redocValue.FindAllString(match[1], -1) {
			value, err := yamlScalar(text)
			if err != nil {
				return nil, nil, "", err
			}
			values = append(values, value)
		}
		s = append(s, member{"enum", values})
	}
	if match := take(redocDefault); match != nil {
		value, err := yamlScalar(match[1])
		if err != nil {
			return nil, nil, "", err
		}
		s = append(s, member{"default", value})
	}
	if match := take(redocExample); match != nil {
		examples = match[1]
	}
	if redocStray.MatchString(text) || redocWords.MatchString(text) {
		return nil, nil, "", fmt.Errorf("%q is not understood in a type", spec.Beginning(text, shown))
	}
	return s, facts, examples, nil
}

// webprosLimits returns the limits of a value; what they count depends on the unit and the type.
func webprosLimits(low, high, word, unit string) (schema, error) {
	var names [2]string
	switch {
	case unit == "characters" && word == "string":
		names = [2]string{"minLength", "maxLength"}
	case unit == "items" && strings.HasPrefix(word, "Array "):
		names = [2]string{"minItems", "maxItems"}
	case unit == "" && (word == "integer" || word == "number"):
		names = [2]string{"minimum", "maximum"}
	default:
		return nil, fmt.Errorf("limits of what is not said for a type %s", word)
	}
	var s schema
	for i, limit := range []string{low, high} {
		if limit == "" {
			continue
		}
		value, err := yamlScalar(limit)
		if err != nil {
			return nil, err
		}
		s = append(s, member{names[i], value})
	}
	return s, nil
}
