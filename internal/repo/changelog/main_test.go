package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEveryUnreleasedEntryIsWellFormed(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	_, entries, err := read(filepath.Join(root, "changelog", "unreleased"))
	require.NoError(t, err)
	text, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	require.NoError(t, err)
	_, err = fold(string(text), entries, "", time.Time{})
	assert.NoError(t, err)
}

func TestAMalformedEntryIsRefused(t *testing.T) {
	for name, test := range map[string]struct{ file, text, want string }{
		"an unknown kind":                    {"a.md", "Improved: everything.\n", "a.md:1: want an entry that begins with one of Added, "},
		"a kind in lowercase":                {"a.md", "Added: this.\nfixed: that.\n", "a.md:2: want an entry"},
		"a list item":                        {"a.md", "- Added: this.\n", "a.md:1: want an entry"},
		"no space after the colon":           {"a.md", "Added:this.\n", "a.md:1: want an entry"},
		"no text":                            {"a.md", "Added: \n", "a.md:1: want an entry"},
		"a continuation line at the start":   {"a.md", "  and that.\nAdded: this.\n", "a.md:1: want an entry"},
		"a continuation line without spaces": {"a.md", "Added: this,\nand that.\n", "a.md:2: want an entry"},
		"an empty file":                      {"a.md", "\n", "a.md: want an entry"},
		"a name with a space":                {"a topic.md", "Added: this.\n", "a topic.md: want a name such as"},
		"a name without .md":                 {"topic", "Added: this.\n", "topic: want a name such as"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(folder, test.file), []byte(test.text), 0o600))
			_, _, err := read(folder)
			assert.ErrorContains(t, err, test.want)
		})
	}
}

const head = "# Changelog\n\n## [Unreleased]\n"

func TestEntriesAreAddedToTheChangelog(t *testing.T) {
	const old = "\n## [0.1.0] - 2026-01-02\n\n### Added\n\n- Everything.\n"
	const list = "\n### Added\n\n- One.\n- Two,\n  and a half.\n\n### Fixed\n\n- Three.\n"
	for name, test := range map[string]struct{ before, version, after string }{
		"the section is empty":              {head + old, "", head + list + old},
		"it is the only section":            {head, "", head + list},
		"the list of a kind exists":         {head + "\n### Added\n\n- Zero.\n" + old, "", head + "\n### Added\n\n- Zero.\n" + list[len("\n### Added\n\n"):] + old},
		"a list of a different kind exists": {head + "\n### Fixed\n\n- Zero.\n", "", head + "\n### Fixed\n\n- Zero.\n- Three.\n" + list[:len(list)-len("\n### Fixed\n\n- Three.\n")]},
		"there is an introduction":          {head + "\nFor all.\n\n", "", head + "\nFor all.\n" + list},
		"a release":                         {head + old, "0.2.0", head + "\n## [0.2.0] - 2026-03-04\n" + list + old},
		"a prerelease":                      {head + old, "0.2.0-rc.1", head + "\n## [0.2.0-rc.1] - 2026-03-04\n" + list + old},
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			folder := filepath.Join(root, "changelog", "unreleased")
			require.NoError(t, os.MkdirAll(folder, 0o755))
			for file, text := range map[string]string{
				filepath.Join(root, "CHANGELOG.md"): test.before,
				filepath.Join(folder, ".gitkeep"):   "",
				filepath.Join(folder, "a.md"):       "Fixed: Three.\n\nAdded: One.\n",
				filepath.Join(folder, "b-2.md"):     "Added: Two,\r\n  and a half.\r\n",
			} {
				require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
			}
			require.NoError(t, run(root, test.version, time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)))
			text, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
			require.NoError(t, err)
			assert.Equal(t, test.after, string(text))
			left, err := filepath.Glob(filepath.Join(folder, "*.md"))
			require.NoError(t, err)
			assert.Empty(t, left, "want the files of added entries deleted")
		})
	}
}

func TestTheNotesOfAReleaseAreItsSectionOfTheChangelog(t *testing.T) {
	root := t.TempDir()
	text := head + "\n## [0.2.0] - 2026-03-04\n\n### Added\n\n- Two.\n\n## [0.1.0] - 2026-01-02\n\n### Added\n\n- One.\n"
	require.NoError(t, os.WriteFile(filepath.Join(root, "CHANGELOG.md"), []byte(text), 0o600))
	for version, want := range map[string]string{"0.2.0": "### Added\n\n- Two.\n", "0.1.0": "### Added\n\n- One.\n"} {
		var b strings.Builder
		require.NoError(t, notes(&b, root, version))
		assert.Equal(t, want, b.String())
	}
	assert.ErrorContains(t, notes(io.Discard, root, "0.3.0"), "want a section for 0.3.0: create it with make changelog VERSION=0.3.0")
}

func TestAnInvalidReleaseIsRefused(t *testing.T) {
	added := map[string][]string{"Added": {"One."}}
	for name, test := range map[string]struct {
		text, version string
		entries       map[string][]string
		want          string
	}{
		"a version with a v":              {head, "v0.2.0", added, `version: want a version such as 0.2.0, got "v0.2.0"`},
		"an existing version":             {head + "\n## [0.2.0] - 2026-01-02\n", "0.2.0", added, "version: 0.2.0 already has a section"},
		"no change":                       {head + "\n## [0.1.0] - 2026-01-02\n", "0.2.0", nil, "nothing has changed"},
		"a changelog without the section": {"# Changelog\n", "0.2.0", added, `want a section "## [Unreleased]"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := fold(test.text, test.entries, test.version, time.Time{})
			assert.ErrorContains(t, err, test.want)
		})
	}
}
