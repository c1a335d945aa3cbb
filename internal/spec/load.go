package spec

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec/node"
)

// Source is a file to load: its location, and its name in errors.
type Source struct {
	// Name is the file's name in errors.
	Name string
	// FS contains the file and the files that it refers to. It is nil if the file may not refer to others.
	FS fs.FS
	// Path is the file's path in FS.
	Path string
	// Data is the content of the file. If it is nil, the file is read from FS.
	Data []byte
	// Root is the document converted to OpenAPI 3.0, if the file has another format. Its nodes have the lines of the file.
	Root *yaml.Node

	parts map[string]*yaml.Node // the files that it refers to, converted to OpenAPI 3.0, by path; others are read from FS
}

// File returns the source of a file of the operating system.
func File(name string) Source { return FileBelow("", name) }

// FileBelow is File for a name relative to folder. Errors show the relative name.
func FileBelow(folder, name string) Source {
	full := Below(folder, name)
	return Source{Name: name, FS: os.DirFS(filepath.Dir(full)), Path: filepath.Base(full)}
}

// loading is a document to load, with options.
type loading struct {
	document Source
	overlays []Source
	// unfit is called for an overlay action that does not fit the document. If it is nil, such an action is an error.
	unfit func(*Error)
	// strange is called for an unknown extension of the document, which is then dropped. If it is nil, an unknown extension is an
	// error. In an overlay, an unknown extension is always an error.
	strange func(name string, unknown *Error)
	// note is called for each part of a foreign document that is left out or repaired. It is nil for documents of this project.
	note func(string)
}

// Load calls [Open] for the files spec and overlay. If overlay is "", there is no overlay.
func Load(spec, overlay string) (*Document, error) {
	if overlay == "" {
		return Open(File(spec))
	}
	return Open(File(spec), File(overlay))
}

// Open reads a document, applies the overlays in order, and checks the result. The document must be valid OpenAPI 3.0, or 3.1, which
// is converted. Every operation must have an operationId. Only the extensions of this project are allowed, and only on the kinds of
// objects that they apply to. References to other files are followed within the document's folder. Nothing is fetched.
func Open(document Source, overlays ...Source) (*Document, error) {
	return loading{document: document, overlays: overlays}.load()
}

// OpenForeign is Open for a document that was not written for this project. Swagger 2.0 is accepted too. Unknown extensions are
// dropped, with one note for each name, but an extension that looks like a misspelled one of this project is an error. Operations
// without an operationId are named after their method and path. Errors that do not prevent the generation of a client become notes.
// All other errors are returned together.
func OpenForeign(document Source, overlays ...Source) (d *Document, notes []string, err error) {
	l := loading{document: document, overlays: overlays, note: func(note string) { notes = append(notes, note) }}
	var all []error
	seen := map[string]bool{}
	l.strange = func(name string, unknown *Error) {
		if near := nearWord(name); near != "" && !isRelative(name, near) && !isKnown(name) {
			all = append(all, unknown)
		} else if !seen[name] {
			seen[name] = true
			l.note(fmt.Sprintf("%s: ignored: %s", unknown.place(), unknown.Msg))
		}
	}
	d, err = l.load()
	if all = append(all, err); errors.Join(all...) != nil {
		return nil, notes, errors.Join(all...)
	}
	return d, notes, nil
}

// OpenLenient is Open for a document that the overlays were not written for. Unknown extensions of the document are dropped. If an
// action has no target, lacks one of its targets or changes nothing, that is not an error: it is returned in left with the action's
// line.
func OpenLenient(document Source, overlays ...Source) (d *Document, left []*Error, err error) {
	d, err = loading{
		document: document, overlays: overlays,
		strange: func(string, *Error) {},
		unfit:   func(err *Error) { left = append(left, err) },
	}.load()
	return d, left, err
}

// lower converts OpenAPI 3.1 to 3.0, the only version that the rest of this project reads. In foreign documents, it also converts
// Swagger 2.0. It reports whether the document was OpenAPI 3.1.
func (l loading) lower(d *Document) (is31 bool, err error) {
	if l.note != nil && node.Value(d.root.Content[0], "swagger") != "" {
		return false, d.lowerSwagger(l.note)
	}
	return d.lower31(toOpenAPI30, l.noteLine), nil
}

// lower31 converts OpenAPI 3.1 to 3.0, and reports whether the document was OpenAPI 3.1. It calls note for each keyword that is left
// out.
func (d *Document) lower31(c conversion, note func(file string, n Note)) bool {
	if !strings.HasPrefix(node.Value(d.root.Content[0], "openapi"), "3.1") {
		return false
	}
	for _, n := range c.convert(d.root) {
		note(d.File(), n)
	}
	return true
}

// noteLine adds the file and the line to a note about a foreign document.
func (l loading) noteLine(file string, n Note) {
	if l.note != nil {
		l.note(n.At(file))
	}
}

// readParts reads the files that the document refers to.
func (d *Document) readParts(c conversion) (parts, error) {
	found, err := d.source.readParts(d.root, c)
	d.source.parts = found.trees
	return found, err
}

func (l loading) load() (*Document, error) {
	root, err := l.document.Tree()
	if err != nil {
		return nil, err
	}
	d := &Document{root: root, source: l.document}
	is31, err := l.lower(d)
	if err != nil {
		return nil, err
	}
	if l.note != nil {
		d.dropGoTypes(l.note)
	}
	if l.strange != nil {
		if err := d.checkVocabulary(l.note == nil, l.strange); err != nil {
			return nil, err
		}
	}
	for _, overlay := range l.overlays {
		if err := d.apply(overlay, l.unfit); err != nil {
			return nil, err
		}
	}
	if l.note != nil {
		d.ease(l.note)
	}
	if err := d.checkVocabulary(true, nil); err != nil {
		return nil, err
	}
	if l.note != nil {
		d.nameOperations(l.note)
	}
	found, err := d.readParts(toOpenAPI30)
	if err != nil {
		return nil, err
	}
	if is31 {
		found.lower31(l.noteLine)
	}
	if err := d.parseTree(); err != nil {
		return nil, err
	}
	if l.note != nil {
		err = d.endEndless(l.note)
	} else {
		err = d.checkEndless()
	}
	if err != nil {
		return nil, err
	}
	if err := d.checkOperations(); err != nil || l.note != nil {
		return d, err
	}
	// A vendor's examples may contradict its schemas. Fixtures are checked instead.
	if err := d.T.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, &Error{File: d.File(), Msg: err.Error()}
	}
	return d, nil
}

// parseTree sets T from the tree. It writes the tree as JSON, which the library then reads.
func (d *Document) parseTree() error {
	text, own, err := writeLines(d.File(), d.root)
	if err != nil {
		return err
	}
	d.bytes = text
	d.T, d.lines, err = parseWhole(d.source, text)
	if err != nil {
		d.lines = lines{}
	}
	d.lines[d.source.location()] = own
	return d.placed(err)
}

// unread matches the library's errors about values that it cannot read.
var unread = regexp.MustCompile(`^failed to unmarshal data: .*?line (\d+): ([^\n]*)`)

// placed adds the file and the line to an error of the library.
func (d *Document) placed(err error) error {
	invalid := (*Error)(nil)
	if !errors.As(err, &invalid) {
		return err
	}
	found := unread.FindStringSubmatch(invalid.Msg)
	if found == nil {
		if reference := quotedReference(d.root, invalid.Msg); reference != nil && invalid.Line == 0 {
			if strings.HasPrefix(reference.Value, "#") {
				return d.errorAt(reference, "the reference %s has no target", reference.Value)
			}
			file, line := d.where(reference)
			return &Error{File: file, Line: line, Msg: invalid.Msg, cause: invalid.cause}
		}
		return err
	}
	line, _ := strconv.Atoi(found[1])
	file, line := d.Locate(d.source.location(), line)
	return &Error{File: file, Line: line, Msg: found[2], cause: invalid.cause}
}

// quotedReference returns the first reference that the text of an error contains, or nil. The library gives no line for a reference
// that it cannot resolve.
func quotedReference(at *yaml.Node, text string) *yaml.Node {
	for key, value := range node.Pairs(at) {
		if key.Value == "$ref" && value.Kind == yaml.ScalarNode && value.Value != "" {
			file, _, _ := strings.Cut(value.Value, "#")
			if strings.Contains(text, strconv.Quote(value.Value)) || file != "" && strings.Contains(text, file) {
				return value
			}
		}
	}
	for _, child := range at.Content {
		if found := quotedReference(child, text); found != nil {
			return found
		}
	}
	return nil
}

// Parse returns a new copy of the document, which the caller may change.
func (d *Document) Parse() (*openapi3.T, error) {
	t, _, err := parseWhole(d.source, d.bytes)
	return t, err
}

// ReadSource reads an OpenAPI 3.0 or 3.1 document without an overlay and without validation. References to other files are followed
// within its folder. Nothing is fetched.
func ReadSource(source Source) (*Document, error) { return readSource(source, toOpenAPI30) }

// ReadWhole is ReadSource for a comparison. The document keeps the webhooks and the keywords of schemas that OpenAPI 3.0 does not have.
func ReadWhole(source Source) (*Document, error) { return readSource(source, toWhole) }

func readSource(source Source, c conversion) (*Document, error) {
	d := &Document{source: source}
	var err error
	if d.root, err = source.Tree(); err != nil {
		return nil, err
	}
	note := func(file string, n Note) { d.LeftOut = append(d.LeftOut, n.At(file)) }
	is31 := d.lower31(c, note)
	found, err := d.readParts(c)
	if err != nil {
		return nil, err
	}
	if is31 {
		found.lower31(note)
	}
	if err := d.parseTree(); err != nil {
		return nil, err
	}
	return d, d.checkEndless()
}

// part returns, as JSON, a file that a document refers to.
func (s Source) part(name, path string) (text []byte, lines []*yaml.Node, err error) {
	root := s.parts[path]
	if root == nil {
		if root, err = s.partTree(name, path); err != nil {
			return nil, nil, err
		}
	}
	return writeLines(name, root)
}

// partTree reads a file that a document refers to, which may contain any element. The file is checked like the document.
func (s Source) partTree(name, path string) (*yaml.Node, error) {
	if s.FS == nil {
		return nil, fs.ErrNotExist
	}
	data, err := fs.ReadFile(s.FS, path)
	if err != nil {
		return nil, err
	}
	root, err := anyTree(name, data)
	if err != nil {
		return nil, err
	}
	if err := checkElements(name, root); err != nil {
		return nil, err
	}
	return root, nil
}

// lines contains the node that each line of a file's JSON begins with, by the library's name of the file.
type lines map[string][]*yaml.Node

// parse reads the JSON of a document, and the files that it refers to. The lines of those files are returned in parts.
func parse(source Source, data []byte) (t *openapi3.T, parts lines, err error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.IncludeOrigin = true
	at := source.location()
	parts = lines{}
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) (text []byte, err error) {
		if source.FS == nil {
			return nil, fmt.Errorf("the reference %q points to another file: want a reference within the document", location)
		}
		inside := path.Clean(location.Path)
		if location.Host != "" || !isBelow(path.Dir(at), inside) {
			return nil, fmt.Errorf("the reference %q leaves the document's folder", location)
		}
		if inside == at { // the document itself, which is in memory and may have been converted
			parts[at] = nil
			return data, nil
		}
		text, parts[inside], err = source.part(source.NameOf(location.String()), inside)
		return text, err
	}
	if t, err = loader.LoadFromDataWithPath(data, &url.URL{Path: at}); err != nil {
		return nil, nil, &Error{File: source.Name, Msg: err.Error(), cause: err}
	}
	return t, parts, nil
}

// location returns the library's name of the document. It does not depend on the name that the user gave.
func (s Source) location() string { return path.Clean(cmp.Or(s.Path, "document")) }

// NameOf returns the name that errors show for the file of an origin: the document, or a file that it refers to.
func (s Source) NameOf(origin string) string {
	location, err := url.Parse(origin)
	if err != nil || s.FS == nil || location.Path == s.location() {
		return s.Name
	}
	inside := strings.TrimPrefix(location.Path, "./")
	if folder := path.Dir(s.Path); folder != "." {
		inside = strings.TrimPrefix(inside, folder+"/")
	}
	return path.Join(path.Dir(filepath.ToSlash(s.Name)), inside)
}

// locationOf returns the library's name of the file of an origin.
func locationOf(origin string) string {
	if location, err := url.Parse(origin); err == nil {
		return path.Clean(location.Path)
	}
	return origin
}

// isBelow reports whether a file is in a folder. Both paths are clean.
func isBelow(folder, file string) bool {
	return fs.ValidPath(file) && (folder == "." || strings.HasPrefix(file, folder+"/"))
}

// Read returns the content of the file.
func (s Source) Read() ([]byte, error) {
	if s.Data != nil {
		return s.Data, nil
	}
	data, err := fs.ReadFile(s.FS, s.Path)
	if err != nil {
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			err = path.Err
		}
		return nil, &Error{File: s.Name, Msg: err.Error(), cause: err}
	}
	return data, nil
}

// Tree returns the tree of the document, which the caller may change.
func (s Source) Tree() (*yaml.Node, error) {
	if s.Root != nil {
		root, err := expandAliases(s.Name, s.Root)
		if err != nil {
			return nil, err
		}
		return root, checkTree(s.Name, root)
	}
	data, err := s.Read()
	if err != nil {
		return nil, err
	}
	return Tree(s.Name, data)
}

// Below joins folder and file, unless file is absolute.
func Below(folder, file string) string {
	if filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(folder, file)
}
