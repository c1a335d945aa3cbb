package main

import (
	"cmp"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// action is the part of a composite action's action.yml that the tests use.
type action struct {
	folder  string
	Inputs  map[string]struct{ Default string }
	Outputs map[string]struct{ Value string }
	Runs    struct {
		Steps []struct {
			ID, Uses, Shell, Run string
			Env                  map[string]string
		}
	}
}

func readAction(t *testing.T, folder string) action {
	t.Helper()
	folder = filepath.Join(root, folder)
	text, err := os.ReadFile(filepath.Join(folder, "action.yml"))
	require.NoError(t, err)
	a := action{folder: folder}
	require.NoError(t, yaml.Unmarshal(text, &a))
	return a
}

// outcome is what one run of an action produced.
type outcome struct {
	failed               bool
	log, summary, result string
	outputs              map[string]string
}

// built contains the build steps that have run. They run once for all tests.
var built = map[string]bool{}

var expression = regexp.MustCompile(`\$\{\{ ([\w.-]+) \}\}`)

// run runs the steps of an action in the working folder, as a GitHub runner does. event is the JSON of the workflow's event.
func (a action) run(t *testing.T, github *fakeGitHub, event string, inputs map[string]string) outcome {
	t.Helper()
	temp := t.TempDir()
	known := map[string]string{"runner.temp": runnerTemp, "github.action_path": a.folder, "github.token": "the-token"}
	for name := range inputs {
		require.Contains(t, a.Inputs, name)
	}
	for name, input := range a.Inputs {
		value, given := inputs[name]
		if !given {
			value = expand(t, input.Default, known)
		}
		known["inputs."+name] = value
	}
	file := func(name, text string) string {
		path := filepath.Join(temp, name)
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	written, summary := file("output", ""), file("summary", "")
	environment := append(os.Environ(), "RUNNER_TEMP="+runnerTemp, "GITHUB_ACTION_PATH="+a.folder, "GITHUB_OUTPUT="+written, "GITHUB_STEP_SUMMARY="+summary,
		"GITHUB_EVENT_PATH="+file("event", event), "GITHUB_API_URL="+github.URL, "GITHUB_SERVER_URL=https://git.example.com",
		"GITHUB_REPOSITORY=owner/shop", "GITHUB_RUN_ID=99")
	var done outcome
	for _, step := range a.Runs.Steps {
		if step.Uses != "" || built[a.folder+step.Run] {
			continue
		}
		built[a.folder+step.Run] = step.ID == ""
		require.Equal(t, "bash", step.Shell)
		shell := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step.Run)
		shell.Env = slices.Clone(environment)
		for name, value := range step.Env {
			shell.Env = append(shell.Env, name+"="+expand(t, value, known))
		}
		output, err := shell.CombinedOutput()
		done.log += string(output)
		if done.failed = err != nil; done.failed {
			break
		}
	}
	done.outputs = map[string]string{}
	text, err := os.ReadFile(written)
	require.NoError(t, err)
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		assert.Contains(t, a.Outputs, name)
		done.outputs[name] = value
	}
	text, err = os.ReadFile(summary)
	require.NoError(t, err)
	done.summary, done.result = string(text), done.outputs["result"]
	assert.NotContains(t, done.log, "the-token")
	return done
}

// expand replaces each ${{ }} expression with its value.
func expand(t *testing.T, text string, known map[string]string) string {
	t.Helper()
	return expression.ReplaceAllStringFunc(text, func(found string) string {
		name := expression.FindStringSubmatch(found)[1]
		require.Contains(t, known, name)
		return known[name]
	})
}

// post is an issue or a comment.
type post struct {
	ID          int               `json:"id"`
	Number      int               `json:"number"`
	Title       string            `json:"title,omitempty"`
	Body        string            `json:"body"`
	State       string            `json:"state,omitempty"`
	PullRequest *struct{}         `json:"pull_request,omitempty"`
	User        map[string]string `json:"user"`
}

// fakeGitHub is a server with GitHub's API for issues and comments. posts contains them by the path of their list, and changes
// contains the requests that change something. A read-only server refuses such requests.
type fakeGitHub struct {
	*httptest.Server
	readOnly bool
	posts    map[string][]*post
	changes  []string
}

const bot = "github-actions[bot]"

// newGitHub starts a server whose lists of comments and issues need more than one page.
func newGitHub(t *testing.T) *fakeGitHub {
	t.Helper()
	g := &fakeGitHub{posts: map[string][]*post{}}
	for i := range 120 {
		g.add("issues/7/comments", &post{Body: "comment " + strconv.Itoa(i)}, "somebody")
		g.add("issues", &post{Title: "issue " + strconv.Itoa(i), State: "open"}, bot)
	}
	g.add("issues", &post{Title: "Upstream has changed: boxes", State: "open", PullRequest: &struct{}{}}, bot) // the API lists pull requests among the issues
	g.Server = httptest.NewServer(g)
	t.Cleanup(g.Close)
	return g
}

func (g *fakeGitHub) add(list string, p *post, author string) *post {
	for _, posts := range g.posts {
		p.ID += len(posts)
	}
	p.Number, p.User = p.ID, map[string]string{"login": author}
	g.posts[list] = append(g.posts[list], p)
	return p
}

func (g *fakeGitHub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, ok := strings.CutPrefix(r.URL.Path, "/repos/owner/shop/")
	if !ok || r.Header.Get("Authorization") != "Bearer the-token" {
		http.Error(w, "{}", http.StatusUnauthorized)
		return
	}
	if r.Method == http.MethodGet {
		posts := slices.DeleteFunc(slices.Clone(g.posts[path]), func(p *post) bool { return p.State == "closed" })
		page, _ := strconv.Atoi(r.URL.Query().Get("page"))
		for page--; page > 0; page-- {
			posts = posts[min(100, len(posts)):]
		}
		_ = json.NewEncoder(w).Encode(posts[:min(100, len(posts))])
		return
	}
	g.changes = append(g.changes, r.Method+" "+path)
	var sent post
	body, _ := io.ReadAll(r.Body)
	switch err := json.Unmarshal(body, &sent); {
	case g.readOnly:
		http.Error(w, `{"message": "Resource not accessible by integration"}`, http.StatusForbidden)
	case err != nil:
		http.Error(w, "{}", http.StatusBadRequest)
	case r.Method == http.MethodPost:
		g.add(path, &sent, bot)
		w.WriteHeader(http.StatusCreated)
	default:
		for _, p := range slices.Concat(slices.Collect(maps.Values(g.posts))...) {
			if strings.HasSuffix(path, "/"+strconv.Itoa(p.ID)) {
				p.Body, p.State = cmp.Or(sent.Body, p.Body), cmp.Or(sent.State, p.State)
			}
		}
	}
}

// last returns the newest post in a list.
func (g *fakeGitHub) last(list string) *post { return g.posts[list][len(g.posts[list])-1] }

const pull = `{"pull_request": {"number": 7, "base": {"sha": "v1"}}}`

func TestTheActionKeepsOneCommentPerPullRequest(t *testing.T) {
	inFolder(t)
	compare, github := readAction(t, "."), newGitHub(t)
	github.add("issues/7/comments", &post{Body: "<!-- specdiff: same.yaml -->\nmine"}, "somebody")
	github.add("issues/7/comments", &post{Body: "<!-- specdiff: other.yaml -->\ntheirs"}, bot)
	const comments = "issues/7/comments"
	inputs := map[string]string{"revision": "same.yaml", "at": "wire"}

	done := compare.run(t, github, pull, inputs)
	assert.False(t, done.failed, done.log)
	assert.Equal(t, "same", done.result)
	assert.Empty(t, github.changes, "want no comment without changes")
	assert.Contains(t, done.summary, "### specdiff\n")

	require.NoError(t, os.WriteFile("same.yaml", []byte(more), 0o600))
	done = compare.run(t, github, pull, inputs)
	assert.False(t, done.failed, done.log)
	assert.Equal(t, []string{"POST " + comments}, github.changes)
	assert.True(t, strings.HasPrefix(github.last(comments).Body, "<!-- specdiff: same.yaml -->\n### specdiff\n"), github.last(comments).Body)
	assert.Equal(t, map[string]string{
		"result": "different", "breaking": "0", "risky": "0", "compatible": "1", "version": "minor", "report": done.outputs["report"],
	}, done.outputs)
	assert.Contains(t, done.log, "\n::notice file=same.yaml,line=")

	require.NoError(t, os.WriteFile("same.yaml", []byte(changed), 0o600))
	done = compare.run(t, github, pull, inputs)
	assert.True(t, done.failed, "want failure if something breaks")
	assert.Equal(t, []string{"POST " + comments, "PATCH issues/comments/" + strconv.Itoa(github.last(comments).ID)}, github.changes)
	assert.Contains(t, github.last(comments).Body, "**breaking** wire")
	assert.Contains(t, done.log, "\n::error file=same.yaml,line=8,")
	assert.Contains(t, done.log, "::error title=specdiff::something breaks, and fail-on is any")
	assert.Equal(t, "broken", done.result)

	require.NoError(t, os.WriteFile("same.yaml", []byte("openapi: 3.0.3\npaths: ["), 0o600))
	done = compare.run(t, github, pull, inputs)
	assert.True(t, done.failed)
	assert.Equal(t, "failed", done.result)
	assert.Contains(t, done.log, "::error title=specdiff::the documents could not be compared: specdiff: same.yaml:2: ")
	assert.Contains(t, github.last(comments).Body, "could not be compared. [The log](https://git.example.com/owner/shop/actions/runs/99) shows why.")

	require.NoError(t, os.WriteFile("same.yaml", []byte(boxes), 0o600))
	done = compare.run(t, github, pull, inputs)
	assert.Equal(t, "same", done.result)
	assert.Contains(t, github.last(comments).Body, "| wire | 0 | 0 | 0 |", "want the old report replaced")
	assert.Len(t, github.posts[comments], 123)
	assert.Contains(t, github.posts[comments][120].Body, "mine", "want comments of other authors unchanged")
	assert.Contains(t, github.posts[comments][121].Body, "theirs", "want comments on other documents unchanged")
}

func TestTheInputsDecideWhetherTheActionFails(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.WriteFile("new.yaml", []byte(changed), 0o600))
	compare := readAction(t, ".")
	for name, test := range map[string]struct {
		inputs map[string]string
		event  string
		failed bool
		says   string
	}{
		"two documents with a breaking change":    {inputs: map[string]string{"base": "same.yaml", "revision": "changed.yaml", "at": "wire"}, failed: true, says: "fail-on is any"},
		"fail-on none":                            {inputs: map[string]string{"base": "same.yaml", "revision": "changed.yaml", "at": "wire", "fail-on": "none"}, says: "1 breaking"},
		"fail-on wire":                            {inputs: map[string]string{"base": "same.yaml", "revision": "changed.yaml", "fail-on": "wire"}, failed: true, says: "fail-on is wire"},
		"the boundary could not be compared":      {inputs: map[string]string{"base": "same.yaml", "revision": "more.yaml", "fail-on": "go"}, failed: true, says: "the boundary go could not be compared"},
		"all APIs":                                {inputs: map[string]string{"base": "v1", "at": "wire"}, says: "nothing changed"},
		"all APIs of a pull request":              {inputs: map[string]string{"at": "wire"}, event: pull, says: "nothing changed"},
		"no base":                                 {inputs: map[string]string{"revision": "same.yaml"}, failed: true, says: "base: want a document or a commit"},
		"a URL without a base":                    {inputs: map[string]string{"revision": "https://example.com/a.yaml"}, event: pull, failed: true, says: "base: want the old document"},
		"an unknown commit":                       {inputs: map[string]string{"revision": "same.yaml"}, event: strings.Replace(pull, "v1", "v2", 1), failed: true, says: "give actions/checkout fetch-depth: 0"},
		"an unknown format":                       {inputs: map[string]string{"revision": "same.yaml", "format": "html"}, failed: true, says: "format: want one of text markdown"},
		"an invalid value for comment":            {inputs: map[string]string{"revision": "same.yaml", "comment": "yes"}, failed: true, says: "comment: want true or false, got yes"},
		"an unknown boundary in fail-on":          {inputs: map[string]string{"revision": "same.yaml", "fail-on": "sea"}, failed: true, says: "fail-on: want any, wire"},
		"an unknown boundary in at":               {inputs: map[string]string{"base": "same.yaml", "revision": "same.yaml", "at": "sea"}, failed: true, says: "could not be compared: specdiff: -at: want"},
		"a folder that does not exist":            {inputs: map[string]string{"revision": "same.yaml", "working-directory": "sea"}, failed: true, says: "working-directory: want a folder"},
		"a new document":                          {inputs: map[string]string{"revision": "new.yaml"}, event: pull, says: "new.yaml is a new document"},
		"a revision that does not exist":          {inputs: map[string]string{"revision": "sea.yaml"}, event: pull, failed: true, says: "revision: want a file, got sea.yaml"},
		"a document that does not exist":          {inputs: map[string]string{"base": "same.yaml", "revision": "sea.yaml"}, failed: true, says: "could not be compared: specdiff: "},
		"a document named like a flag":            {inputs: map[string]string{"base": "-schema", "revision": "same.yaml"}, failed: true, says: "could not be compared"},
		"a folder below the root of a repository": {inputs: map[string]string{"revision": "openapi.yaml", "working-directory": "specs/boxes", "at": "wire"}, event: pull, says: "nothing changed"},
	} {
		t.Run(name, func(t *testing.T) {
			done := compare.run(t, newGitHub(t), cmp.Or(test.event, "{}"), test.inputs)
			assert.Equal(t, test.failed, done.failed, done.log)
			assert.Contains(t, done.log, test.says)
		})
	}
}

func TestAnnotationsNameFilesFromTheRootOfTheRepository(t *testing.T) {
	inFolder(t)
	require.NoError(t, os.WriteFile("specs/boxes/openapi.yaml", []byte(changed), 0o600))
	inputs := map[string]string{"revision": "openapi.yaml", "working-directory": "specs/boxes", "at": "wire", "format": "sarif"}
	done := readAction(t, ".").run(t, newGitHub(t), pull, inputs)
	assert.Contains(t, done.log, "\n::error file=specs/boxes/openapi.yaml,line=8,")
	report, err := os.ReadFile(done.outputs["report"])
	require.NoError(t, err)
	assert.Contains(t, string(report), "sarif-schema")
}

func TestAPullRequestFromAForkIsComparedWithoutAComment(t *testing.T) {
	inFolder(t)
	github := newGitHub(t)
	github.readOnly = true
	inputs := map[string]string{"base": "same.yaml", "revision": "more.yaml", "at": "wire"}
	done := readAction(t, ".").run(t, github, pull, inputs)
	assert.False(t, done.failed, done.log)
	assert.Contains(t, done.log, "::warning title=specdiff::the comment cannot be written: the job needs the permission pull-requests: write")
	inputs["comment"], github.changes = "false", nil
	done = readAction(t, ".").run(t, github, pull, inputs)
	assert.NotContains(t, done.log, "::warning title=specdiff::")
	assert.Empty(t, github.changes)
}

// TestADocumentCannotInjectWorkflowCommands protects the runner: the author of a pull request writes the document.
func TestADocumentCannotInjectWorkflowCommands(t *testing.T) {
	inFolder(t)
	evil := strings.Replace(boxes, "  /box:\n", "  \"/b\\n::add-mask::x\\n##[add-mask]y/{a}\": {get: {responses: {\"204\": {description: None.}}}}\n  /box:\n", 1)
	require.NoError(t, os.WriteFile("evil.yaml", []byte(evil), 0o600))
	inputs := map[string]string{"base": "same.yaml", "revision": "evil.yaml", "at": "wire"}
	done := readAction(t, ".").run(t, newGitHub(t), pull, inputs)
	assert.Equal(t, "different", done.result)
	assert.Contains(t, done.log, "add-mask", "want the path in the log")
	assert.NotContains(t, done.log, "##[", "want no ##[, which a runner recognizes anywhere in a line")
	for line := range strings.Lines(done.log) {
		if strings.HasPrefix(strings.TrimSpace(line), "::") {
			assert.Regexp(t, `^::(notice|warning|error) (file|title)=`, line)
		}
	}
}

func TestTheUpstreamActionKeepsOneIssue(t *testing.T) {
	upstream := readAction(t, ".github/actions/upstream")
	for name, test := range map[string]struct {
		published, issue string
		changes          []string
		result, body     string
		failed, readOnly bool
	}{
		"nothing changed, and there is no issue": {published: "same.yaml", result: "same"},
		"the difference is gone, and there is an issue": {
			published: "same.yaml", issue: bot, result: "same", changes: []string{"POST issues/ID/comments", "PATCH issues/ID"}, body: "was",
		},
		"a compatible change":              {published: "more.yaml", result: "different", changes: []string{"POST issues"}, body: "### specdiff: boxes"},
		"a breaking change":                {published: "changed.yaml", result: "broken", changes: []string{"POST issues"}, body: "**breaking**"},
		"a change, and there is an issue":  {published: "more.yaml", issue: bot, result: "different", changes: []string{"PATCH issues/ID"}, body: "### specdiff: boxes"},
		"an issue by a different author":   {published: "more.yaml", issue: "somebody", result: "different", changes: []string{"POST issues"}, body: "### specdiff: boxes"},
		"an unreadable published document": {published: "none.txt", issue: bot, result: "failed", failed: true, body: "was"},
		"the issue cannot be written":      {published: "more.yaml", result: "different", changes: []string{"POST issues"}, failed: true, readOnly: true},
	} {
		t.Run(name, func(t *testing.T) {
			inFolder(t)
			github := newGitHub(t)
			id := ""
			if test.issue != "" {
				id = strconv.Itoa(github.add("issues", &post{Title: "Upstream has changed: boxes", Body: "was", State: "open"}, test.issue).ID)
			}
			github.readOnly = test.readOnly
			done := upstream.run(t, github, "{}", map[string]string{"document": "boxes", "upstream": test.published, "at": "wire"})
			assert.Equal(t, test.failed, done.failed, done.log)
			assert.Equal(t, test.result, done.result)
			var want []string
			for _, change := range test.changes {
				want = append(want, strings.Replace(change, "ID", id, 1))
			}
			assert.Equal(t, want, github.changes)
			if test.body != "" {
				assert.Contains(t, github.last("issues").Body, test.body)
			}
			if test.result == "same" && test.issue != "" {
				assert.Equal(t, "closed", github.last("issues").State)
			}
		})
	}
}
