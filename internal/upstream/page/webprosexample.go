package page

import (
	"regexp"
	"strings"
)

// webprosExample is an example of a body, of a request or an answer: its names at the top, and those of objects.
type webprosExample struct {
	names, objects []string
}

var webprosMember = regexp.MustCompile(`^\{?- ?"([^"]+)": ?(\{?)`)

func beginsExample(text string) bool {
	return strings.HasPrefix(text, "{-") || strings.HasPrefix(text, "[-") || text == "{ }" || text == "[ ]"
}

// example reads an example that begins in line i with text. It returns the line in which the example ends, and what stands
// behind it there.
func (r *webpros) example(i int, text string) (example webprosExample, last int, rest string, err error) {
	first := r.lines[i].number
	depth := 0
	for {
		number := r.lines[i].number
		before := depth
		end, inText := -1, false
		for at := 0; at < len(text) && end < 0; at++ {
			switch c := text[at]; {
			case inText && c == '\\':
				at++
			case c == '"':
				inText = !inText
			case inText:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth--; depth == 0 {
					end = at + 1
				}
			}
		}
		if inText {
			return example, 0, "", r.errorf(number, "a text does not end")
		}
		example.note(text, before)
		if end >= 0 {
			return example, i, strings.TrimSpace(text[end:]), nil
		}
		if i++; i == len(r.lines) {
			return example, 0, "", r.errorf(first, "the example that begins here does not end")
		}
		text = r.lines[i].text
		if !strings.HasPrefix(text, "- ") && !strings.ContainsAny(text[:1], "}]") {
			number = r.lines[i].number
			return example, 0, "", r.errorf(number, "this stands in the example that begins in line %d and has not ended", first)
		}
	}
}

// note notes the names in a line of the example that stand at its top.
func (e *webprosExample) note(text string, depth int) {
	if depth > 1 {
		// "}, - "next": null" ends what is below the top.
		closing, next, found := strings.Cut(text, ", - ")
		if !found || depth-len(closing) != 1 || strings.Trim(closing, "}]") != "" {
			return
		}
		text = "- " + next
	}
	if match := webprosMember.FindStringSubmatch(text); match != nil {
		e.names = append(e.names, match[1])
		if match[2] != "" {
			e.objects = append(e.objects, match[1])
		}
	}
}
