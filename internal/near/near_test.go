package near

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheNearestWordIsFound(t *testing.T) {
	for name, tt := range map[string]struct {
		word  string
		among []string
		most  int
		want  string
	}{
		"a letter more":                   {"loggin", []string{"logout", "login"}, 2, "login"},
		"a letter less":                   {"logn", []string{"logout", "login"}, 2, "login"},
		"another letter":                  {"lugin", []string{"logout", "login"}, 2, "login"},
		"the nearer one, wherever it is":  {"listt", []string{"lisped", "list", "lost"}, 3, "list"},
		"the first of two that are equal": {"cat", []string{"bat", "rat"}, 1, "bat"},
		"another case only":               {"Login", []string{"login"}, 0, "login"},
		"as far as is allowed":            {"abcd", []string{"abxy"}, 2, "abxy"},
		"too far":                         {"abcd", []string{"abxy"}, 1, ""},
		"itself":                          {"login", []string{"login"}, 2, ""},
		"nothing to choose from":          {"login", nil, 9, ""},
		"an empty word":                   {"", []string{"ab"}, 2, "ab"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, Word(tt.word, tt.among, tt.most)) })
	}
}
