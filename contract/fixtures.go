package contract

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"

	"gopkg.in/dnaeon/go-vcr.v4/pkg/cassette"

	"github.com/hostclients/hostclients/internal/spec"
)

// Provenances lists the folders of fixtures. Each is named after the origin of its exchanges: real traffic, the vendor's
// documentation, or our invention.
var Provenances = []string{"recorded", "documented", "synthetic"}

// Fixture is a recorded exchange from a cassette.
type Fixture struct {
	// File is the path of the cassette; Provenance is the name of its folder.
	File, Provenance string
	Interaction      *cassette.Interaction
}

// Fixtures reads the cassettes of an operation from the folder of fixtures.
func Fixtures(folder, operationID string) ([]Fixture, error) {
	return FixturesFS(os.DirFS(folder), folder, operationID)
}

// FixturesFS is like [Fixtures], for a folder in any file system. name is the path of the folder in [Fixture] and in errors.
func FixturesFS(folder fs.FS, name, operationID string) ([]Fixture, error) {
	var all []Fixture
	for _, provenance := range Provenances {
		inside, file := path.Join(provenance, operationID), path.Join(name, provenance, operationID)
		if _, err := fs.Stat(folder, inside+".yaml"); err != nil {
			continue
		}
		tape, err := cassette.LoadWithFS(inside, tapes{folder})
		if errors.Is(err, cassette.ErrUnsupportedCassetteFormat) {
			return nil, fmt.Errorf("%s.yaml: want version: %d, the format of go-vcr", file, cassette.CassetteFormatVersion)
		}
		if err != nil {
			return nil, fmt.Errorf("%s.yaml: %w", file, err)
		}
		for _, interaction := range tape.Interactions {
			all = append(all, Fixture{file + ".yaml", provenance, interaction})
		}
	}
	return all, nil
}

// tapes is a read-only file system of cassettes.
type tapes struct{ fs.FS }

func (t tapes) ReadFile(name string) ([]byte, error) { return fs.ReadFile(t.FS, name) }
func (t tapes) WriteFile(name string, _ []byte) error {
	return &fs.PathError{Op: "write", Path: name, Err: fs.ErrPermission}
}
func (t tapes) IsFileExists(name string) bool { _, err := fs.Stat(t.FS, name); return err == nil }

// exchanges reads the cassettes of the operation.
func (op *operation) exchanges() ([]*Exchange, error) {
	fixtures, err := Fixtures(op.suite.Fixtures, op.id)
	if err != nil {
		return nil, err
	}
	var all []*Exchange
	for _, f := range fixtures {
		x, err := op.exchange(f.Interaction)
		if err != nil {
			return nil, fmt.Errorf("%s, interaction %d: %w", f.File, f.Interaction.ID, err)
		}
		x.Provenance = f.Provenance
		x.fixture = fmt.Sprintf("%s/%d", f.Provenance, f.Interaction.ID)
		x.Name = fmt.Sprintf("%s responds %d", x.fixture, x.Status)
		all = append(all, x)
	}
	return all, nil
}

func (op *operation) exchange(i *cassette.Interaction) (*Exchange, error) {
	target, err := url.Parse(i.Request.URL)
	if err != nil {
		return nil, err
	}
	base, args, ok := spec.MatchPath(op.Path, target.EscapedPath())
	if !ok {
		return nil, fmt.Errorf("the URL does not end in %s", op.Path)
	}
	if i.Request.Method != op.Method {
		return nil, fmt.Errorf("the method is %s; want %s for %s", i.Request.Method, op.Method, op.id)
	}
	x := &Exchange{
		op: op, url: target, base: target.Scheme + "://" + target.Host + base, args: args,
		header: canonical(i.Request.Headers), body: i.Request.Body,
		Status: i.Response.Code, ResponseHeader: canonical(i.Response.Headers), ResponseBody: i.Response.Body,
	}
	return x, nil
}

func canonical(h http.Header) http.Header {
	out := http.Header{}
	for name, values := range h {
		for _, value := range values {
			out.Add(name, value)
		}
	}
	return out
}
