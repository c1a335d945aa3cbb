package wire

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/oasdiff/oasdiff/checker"
	"github.com/oasdiff/oasdiff/diff"
	"github.com/oasdiff/oasdiff/load"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/hostclients/hostclients/internal/diff/change"
)

// TestEveryChangeInOasdiffsTestDocumentsIsFound compares this package with oasdiff, on the flattened test documents of oasdiff's
// module. This package must report each change that oasdiff reports as a warning or an error, by the same rule or by a rule of at
// least the same severity. The rule may differ because this package compares alternatives and the keyword not differently.
func TestEveryChangeInOasdiffsTestDocumentsIsFound(t *testing.T) {
	data := oasdiffData(t)
	flat, ours := map[string]*load.SpecInfo{}, map[string]*openapi3.T{}
	for _, file := range documents(t, data) {
		path := filepath.Join(data, file)
		info, err := load.NewSpecInfo(loader(), load.NewSource(path), load.WithFlattenParams(), load.WithFlattenAllOf(), load.WithLowercaseHeaders())
		if err != nil {
			continue // oasdiff uses these documents to test that they are rejected
		}
		flat[file] = info
		ours[file], err = loader().LoadFromFile(path)
		require.NoError(t, err, file)
	}
	pairs := pairsOf(slices.Sorted(maps.Keys(ours)))
	count := 0
	for _, files := range pairs {
		before, after := files[0], files[1]
		theirs, refusal := oasdiffChangesIn(flat[before], flat[after])
		all, err := Compare(ours[before], ours[after])
		if refusal != nil {
			assert.ErrorContains(t, err, "are the same operation", files)
			continue
		}
		require.NoError(t, err, files)
		for _, c := range theirs {
			if c.GetLevel() < checker.WARN || isOutOfSight(c) {
				continue
			}
			count++
			name := strings.TrimSpace(c.GetOperation() + " " + c.GetPath())
			_, severity := judge(c, arguments(c))
			if strings.HasPrefix(c.GetId(), "response-") {
				severity = min(severity, change.Risky) // the change may be in an error response
			}
			found := slices.ContainsFunc(all, func(o change.Change) bool {
				return o.Operation == name && (o.Rule == c.GetId() || o.Severity >= severity)
			})
			for prefix := range otherwise {
				found = found || strings.HasPrefix(before, prefix)
			}
			assert.True(t, found, "%s → %s: %s: %s: %s", before, after, name, c.GetId(), c.GetUncolorizedText(words()))
		}
	}
	t.Logf("%d documents, %d pairs, %d warnings and errors of oasdiff", len(ours), len(pairs), count)
	assert.Greater(t, count, 500)
}

// otherwise lists documents for which oasdiff reports more changes, by the start of their paths, and why this package reports
// fewer.
var otherwise = map[string]string{
	"checker/not_": "a wider not may reject values, so it is risky and not breaking",
	"checker/request_body_any_of_media_type_":             "an alternative is compared with the one that it replaces",
	"checker/request_param_multitype_to_array_integer_31": "a number in a parameter is text, which a server that wants text accepts",
	"checker/request_parameter_property_type_changed":     "a number in a parameter is text, which a server that wants text accepts",
	"new_endpoints/revision_with_path_param.yaml":         "the names of path parameters do not matter",
	"upgrade/simple-30.yaml":                              "nullable and a type null mean the same",
	"x-of":                                                "equal alternatives are the same, regardless of their names and positions",
}

// isOutOfSight reports whether this package ignores a change, or reports it by one of its own rules.
func isOutOfSight(c checker.Change) bool {
	v := rulingOn(c.GetId()).verdict(arguments(c))
	_, policy := c.(checker.InfoChange)
	return v.Skip != "" || policy || strings.HasPrefix(c.GetPath(), "webhook:") || c.GetId() == "webhook-removed"
}

func oasdiffChangesIn(before, after *load.SpecInfo) (checker.Changes, error) {
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), before, after)
	if err != nil {
		return nil, err
	}
	return checker.CheckBackwardCompatibilityUntilLevel(config(), report, sources, checker.INFO), nil
}

// oasdiffData returns the folder of oasdiff's test documents in the module cache.
func oasdiffData(t *testing.T) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/oasdiff/oasdiff")
	out, err := list.Output()
	require.NoError(t, err)
	return filepath.Join(strings.TrimSpace(string(out)), "data")
}

// documents returns the OpenAPI documents below a folder.
func documents(t *testing.T, folder string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".yaml", ".yml", ".json"}, filepath.Ext(path)) {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		if err == nil && regexp.MustCompile(`(?m)^["{\s]*openapi["\s]*:`).Match(text) {
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	require.NoError(t, err)
	return files
}

// marks matches the parts in which the file names of a family differ.
var marks = regexp.MustCompile(`(^|[-_/])(base|revision|modified|changed|new|old|test)?[-_]?\d*(\.\w+)$` +
	`|[-_](base|revision|modified)|(base|revision)(/|[-_])?`)

// pairsOf returns the pairs of documents in the same family, in both directions, and each document with the next one in its folder.
func pairsOf(files []string) [][2]string {
	families := map[string][]string{}
	for _, file := range files {
		stem := regexp.MustCompile(`\d+`).ReplaceAllString(marks.ReplaceAllString(file, ""), "")
		families[stem] = append(families[stem], file)
	}
	pairs := map[[2]string]bool{}
	for _, family := range families {
		for _, a := range family {
			for _, b := range family {
				if a != b {
					pairs[[2]string{a, b}] = true
				}
			}
		}
	}
	for i := 1; i < len(files); i++ {
		if filepath.Dir(files[i-1]) == filepath.Dir(files[i]) {
			pairs[[2]string{files[i-1], files[i]}], pairs[[2]string{files[i], files[i-1]}] = true, true
		}
	}
	all := slices.Collect(maps.Keys(pairs))
	slices.SortFunc(all, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	return all
}
