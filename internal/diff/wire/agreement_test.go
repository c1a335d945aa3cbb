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

// unreadable are the documents that the loader refuses, which oasdiff keeps to test that.
var unreadable []string

// flattened are the pairs of which oasdiff says something else unless it is told to look for the parameters of paths in
// their operations, as we do.
var flattened = []string{
	"common-params/params_in_op.yaml → common-params/params_in_path.yaml",
	"common-params/params_in_path.yaml → common-params/params_in_op.yaml",
	"enums/request-parameter-no-enum.yaml → enums/request-parameter-op-enum.yaml",
	"enums/request-parameter-op-enum.yaml → enums/request-parameter-no-enum.yaml",
	"header-case/base.yaml → header-case/revision.yaml",
	"header-case/revision.yaml → header-case/base.yaml",
	"lint/required-params/method_with_default.yaml → lint/required-params/path.yaml",
	"lint/required-params/path.yaml → lint/required-params/method_with_default.yaml",
	"openapi-test1.yaml → openapi-test3.yaml",
	"openapi-test5.yaml → openapi-test3.yaml",
	"openapi-test701.yaml → openapi-test3.yaml",
	"openapi-test702.yaml → openapi-test3.yaml",
	"openapi-test703.yaml → openapi-test3.yaml",
	"openapi-test704.yaml → openapi-test3.yaml",
	"request_params/optional-request-params.yaml → request_params/base.yaml",
	"request_params/optional-request-params.yaml → request_params/required-request-params.yaml",
}

// incomparable are the pairs that oasdiff refuses to compare, since one has two paths that are the same.
var incomparable = []string{
	"duplicate_endpoints/base.yaml → duplicate_endpoints/revision.yaml",
	"duplicate_endpoints/revision.yaml → duplicate_endpoints/base.yaml",
	"validate/additional-operations-invalid-method.yaml → validate/conflicting-paths.yaml",
	"validate/conflicting-paths.yaml → validate/additional-operations-invalid-method.yaml",
	"validate/conflicting-paths.yaml → validate/duplicate-operation-id.yaml",
	"validate/duplicate-operation-id.yaml → validate/conflicting-paths.yaml",
}

// TestWhatOasdiffReportsOfItsOwnTestDocumentsIsReported compares with oasdiff itself, on the documents of its module: each
// change with its rule, operation and text, and a severity that is the level of oasdiff unless a table here says otherwise.
func TestWhatOasdiffReportsOfItsOwnTestDocumentsIsReported(t *testing.T) {
	data := oasdiffData(t)
	plain, flat, ours := map[string]*load.SpecInfo{}, map[string]*load.SpecInfo{}, map[string]*openapi3.T{}
	var refused []string
	for _, file := range documents(t, data) {
		path := filepath.Join(data, file)
		info, err := load.NewSpecInfo(loader(), load.NewSource(path))
		if err != nil {
			refused = append(refused, file)
			continue
		}
		plain[file] = info
		flat[file], err = load.NewSpecInfo(loader(), load.NewSource(path), load.WithFlattenParams())
		require.NoError(t, err, file)
		ours[file], err = loader().LoadFromFile(path)
		require.NoError(t, err, file)
	}
	assert.Equal(t, unreadable, refused)

	pairs := pairsOf(slices.Sorted(maps.Keys(ours)))
	count := 0
	var differing, refusedPairs []string
	for _, files := range pairs {
		before, after := files[0], files[1]
		name := before + " → " + after
		said, refusal := oasdiffSays(flat[before], flat[after])
		all, err := Compare(ours[before], ours[after])
		if refusal != nil {
			assert.ErrorContains(t, err, "there twice", name)
			refusedPairs = append(refusedPairs, name)
			continue
		}
		require.NoError(t, err, name)
		assert.Equal(t, all, inPortions(t, 1, ours[before], ours[after]), "%s: not the same in portions", name)
		found := map[string][]change.Change{}
		for _, c := range all {
			found[keyOf(c.Rule, c.Operation, c.Text)] = append(found[keyOf(c.Rule, c.Operation, c.Text)], c)
		}
		differs := false
		for _, c := range said {
			count++
			key := changeKey(c)
			if len(found[key]) == 0 && isOfAWholeEnumeration(c, all) {
				continue
			}
			if !assert.NotEmpty(t, found[key], "%s: %s", name, key) {
				continue
			}
			one := found[key][0]
			found[key] = found[key][1:]
			assert.True(t, one.Severity == severityAt(c.GetLevel()) || isExplained(c, one), "%s: %s: %s, oasdiff says %s",
				name, key, one.Severity, c.GetLevel())
		}
		said, err = oasdiffSays(plain[before], plain[after])
		require.NoError(t, err, name)
		for _, c := range said {
			differs = differs || !isOfAWholeEnumeration(c, all) && !slices.ContainsFunc(all, func(o change.Change) bool {
				return keyOf(o.Rule, o.Operation, o.Text) == changeKey(c)
			})
		}
		if differs {
			differing = append(differing, name)
		}
	}
	assert.Equal(t, flattened, differing)
	assert.Equal(t, incomparable, refusedPairs)
	t.Logf("%d documents, %d refused, %d pairs, %d changes", len(ours)+len(refused), len(refused), len(pairs), count)
	assert.Greater(t, len(pairs), 500)
}

// inPortions compares with another size of portions.
func inPortions(t *testing.T, size int, before, after *openapi3.T) []change.Change {
	t.Helper()
	defer func(size int) { portionSize = size }(portionSize)
	portionSize = size
	all, err := Compare(before, after)
	require.NoError(t, err)
	return all
}

// isExplained reports whether a table gives the reason why a severity is not oasdiff's level.
func isExplained(c checker.Change, one change.Change) bool {
	if judged[c.GetId()].severity != severityAt(levels[c.GetId()]) {
		return true
	}
	for _, e := range exceptions {
		if strings.HasPrefix(one.Rule, e.rules) && e.text.MatchString(one.Text) {
			return true
		}
	}
	return strings.HasPrefix(c.GetPath(), "webhook:")
}

// isOfAWholeEnumeration reports whether a change of a value is, to us, one of all the values of an enumeration.
func isOfAWholeEnumeration(c checker.Change, all []change.Change) bool {
	rules := map[string][]string{
		"-enum-value-removed": {"request-enumeration-opened", "response-enumeration-opened"},
		"-enum-value-added": {
			"request-body-became-enum", "request-header-property-became-enum", "request-parameter-became-enum",
			"request-parameter-property-became-enum", "request-property-became-enum", "response-enumeration-closed",
		},
	}
	for suffix, whole := range rules {
		if !strings.HasSuffix(c.GetId(), suffix) {
			continue
		}
		return slices.ContainsFunc(all, func(o change.Change) bool {
			return slices.Contains(whole, o.Rule) && o.Operation == c.GetOperation()+" "+c.GetPath()
		})
	}
	return false
}

func oasdiffSays(before, after *load.SpecInfo) (checker.Changes, error) {
	report, sources, err := diff.GetWithOperationsSourcesMap(diff.NewConfig(), before, after)
	if err != nil {
		return nil, err
	}
	config := checker.NewConfig(checker.GetAllChecks())
	return checker.CheckBackwardCompatibilityUntilLevel(config, report, sources, checker.INFO), nil
}

func changeKey(c checker.Change) string {
	operation := ""
	if c.GetPath() != "" {
		operation = c.GetOperation() + " " + c.GetPath()
	}
	return keyOf(c.GetId(), operation, steady(c.GetId(), c.GetUncolorizedText(checker.NewDefaultLocalizer())))
}

func keyOf(rule, operation, text string) string { return rule + " | " + operation + " | " + text }

func loader() *openapi3.Loader {
	l := openapi3.NewLoader()
	l.IsExternalRefsAllowed = true
	l.IncludeOrigin = true
	return l
}

// oasdiffData is the folder of oasdiff's test documents in the module cache.
func oasdiffData(t *testing.T) string {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", "github.com/oasdiff/oasdiff")
	out, err := list.Output()
	require.NoError(t, err)
	return filepath.Join(strings.TrimSpace(string(out)), "data")
}

// documents are the OpenAPI documents below a folder.
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

// marks are what tells the documents of a family from each other in their names.
var marks = regexp.MustCompile(`(^|[-_/])(base|revision|modified|changed|new|old|test)?[-_]?\d*(\.\w+)$` +
	`|[-_](base|revision|modified)|(base|revision)(/|[-_])?`)

// pairsOf are the pairs of documents in the same family, both ways round, and each document with the next of its folder.
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
