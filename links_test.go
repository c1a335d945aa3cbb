package hostclients_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// TestLinksInDocumentsLeadSomewhere checks the links within this repository.
func TestLinksInDocumentsLeadSomewhere(t *testing.T) {
	seen := 0
	require.NoError(t, filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		links, _ := linksAndAnchors(t, path)
		for _, link := range links {
			target, anchor, _ := strings.Cut(link, "#")
			if strings.Contains(target, "://") {
				continue
			}
			seen++
			file := path
			if target != "" {
				file = filepath.Join(filepath.Dir(path), target)
			}
			_, err := os.Stat(file)
			if assert.NoError(t, err, "%s links to %s", path, link) && anchor != "" {
				_, anchors := linksAndAnchors(t, file)
				assert.Contains(t, anchors, anchor, "%s links to %s", path, link)
			}
		}
		return nil
	}))
	assert.Greater(t, seen, 20)
}

// linksAndAnchors returns the targets of a document's links, and the anchors of its headings.
func linksAndAnchors(t *testing.T, path string) (links, anchors []string) {
	t.Helper()
	source, err := os.ReadFile(path)
	require.NoError(t, err)
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	err = ast.Walk(markdown.Parser().Parse(text.NewReader(source)), func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Link:
			links = append(links, string(node.Destination))
		case *ast.Heading:
			if id, ok := node.AttributeString("id"); ok {
				anchors = append(anchors, string(id.([]byte)))
			}
		}
		return ast.WalkContinue, nil
	})
	require.NoError(t, err)
	return links, anchors
}
