package emit

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	width    = 118
	listItem = "  - "
)

// comment returns paragraphs as a Go comment, indented by tabs and wrapped at 118 characters. List items stay on separate lines, and so
// do the lines of a paragraph in which every line is a sentence.
func comment(tabs int, paragraphs []string) string {
	indent := strings.Repeat("\t", tabs)
	var lines []string
	for i, paragraph := range paragraphs {
		for j, part := range strings.Split(strings.TrimSpace(paragraph), "\n\n") {
			if i+j > 0 {
				lines = append(lines, indent+"//")
			}
			for _, line := range paragraphLines(part, paragraph) {
				lines = append(lines, indent+line)
			}
		}
	}
	return strings.TrimPrefix(strings.Join(lines, "\n"), indent)
}

func paragraphLines(part, whole string) []string {
	// The caller's TrimSpace has removed the indentation of a list's first item.
	if strings.HasPrefix(whole, listItem) {
		part = "  " + strings.TrimPrefix(part, "  ")
	}
	if strings.HasPrefix(part, listItem) {
		var lines []string
		for _, item := range strings.Split(part, "\n") {
			lines = append(lines, wrap("//   -", "//    ", strings.TrimPrefix(item, listItem))...)
		}
		return lines
	}
	var lines []string
	for _, fact := range facts(part) {
		lines = append(lines, wrap("//", "//", fact)...)
	}
	return lines
}

// facts returns the lines of a paragraph if each is a sentence, such as "Retry: safe.". Otherwise it returns the whole paragraph.
func facts(part string) []string {
	lines := strings.Split(part, "\n")
	for _, line := range lines {
		if !strings.HasSuffix(strings.TrimSpace(line), ".") {
			return []string{part}
		}
	}
	return lines
}

// wrap breaks text into lines. The first line begins with first, and all others with next.
func wrap(first, next, text string) []string {
	var lines []string
	line, begun := first, false
	for word := range strings.FieldsFuncSeq(text, isBlank) {
		if begun && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = next
		}
		line += " " + word
		begun = true
	}
	return append(lines, line)
}

// isBlank reports whether a rune separates words. It includes the byte order mark and the zero byte, which Go does not allow in
// comments.
func isBlank(r rune) bool { return unicode.IsSpace(r) || r == 0xfeff || r == 0 }
