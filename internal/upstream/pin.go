package upstream

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
	"github.com/hostclients/hostclients/internal/spec/node"
)

// pinFile is the content of specs/<api>/upstream.yaml: the facts that a vendor published on a date, without descriptions.
type pinFile struct {
	Format   string    `yaml:"format"`
	Pinned   string    `yaml:"pinned"` // such as 2026-11-22
	SHA256   string    `yaml:"sha256"` // of the vendor's document or page
	Silent   []Part    `yaml:"silent,omitempty"`
	Document yaml.Node `yaml:"document"`
}

// Pin returns the content of upstream.yaml with the facts of a document. Date is the day on which the vendor's document was read.
func (d *Document) Pin(date string) ([]byte, error) {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return nil, fmt.Errorf("pin date: want YYYY-MM-DD, got %q", date)
	}
	root, err := d.Source().Tree()
	if err != nil {
		return nil, err
	}
	if err := strip(d.File(), root); err != nil {
		return nil, err
	}
	var pin yaml.Node
	file := pinFile{Format: d.Format, SHA256: d.sha256, Silent: d.Silent, Document: *root.Content[0]}
	if err := pin.Encode(file); err != nil {
		return nil, err
	}
	node.Set(&pin, "pinned", &yaml.Node{Kind: yaml.ScalarNode, Value: date}) // a date needs no quotes
	return encode(&pin)
}

// permissions is the extension that lists the permissions that an operation needs.
const permissions = "x-permissions"

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ReadPin reads the document in an upstream.yaml. File is its name in errors.
func ReadPin(file string, data []byte) (*Document, error) {
	root, err := spec.Tree(file, data)
	if err != nil {
		return nil, err
	}
	fail := func(key, format string, args ...any) error {
		at := root.Content[0]
		if found := node.Get(at, key); found != nil {
			at = found
		}
		return &spec.Error{File: file, Line: at.Line, Msg: fmt.Sprintf(format, args...)}
	}
	var pin pinFile
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&pin); err != nil {
		return nil, &spec.Error{File: file, Msg: err.Error()}
	}
	if pin.Format == "" {
		return nil, fail("format", "format: want the format of the vendor's document, such as OpenAPI 3.0")
	}
	if _, err := time.Parse(time.DateOnly, pin.Pinned); err != nil {
		return nil, fail("pinned", "pinned: want YYYY-MM-DD, got %q", pin.Pinned)
	}
	if !digest.MatchString(pin.SHA256) {
		return nil, fail("sha256", "sha256: want 64 hexadecimal digits")
	}
	for _, part := range pin.Silent {
		if !slices.Contains(parts, part) {
			return nil, fail("silent", "silent: unknown part %q", part)
		}
	}
	if pin.Document.Kind != yaml.MappingNode {
		return nil, fail("document", "document: want an OpenAPI 3.0 document")
	}
	facts := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{&pin.Document}}
	text, err := encode(facts)
	if err != nil {
		return nil, err
	}
	if err := strip(file, facts); err != nil {
		return nil, err
	}
	if stripped, err := encode(facts); err != nil || !bytes.Equal(text, stripped) {
		return nil, fail("document", "document: contains more than facts, such as descriptions or comments: pin the vendor's document again")
	}
	d, err := read(spec.Source{Name: file, Root: facts}, facts)
	if err != nil {
		return nil, err
	}
	d.Format, d.Silent, d.sha256 = pin.Format, pin.Silent, pin.SHA256
	return d, nil
}

// strip removes everything from a document that is not a fact: descriptions, examples, and all extensions except x-repaired and
// x-permissions.
func strip(name string, root *yaml.Node) error {
	if err := spec.OpenAPI30.Check(name, root); err != nil {
		return err
	}
	uncomment(root)
	return spec.OpenAPI30.Walk(root, func(kind spec.Kind, _ []string, object *yaml.Node) error {
		node.Keep(object, func(at, _ *yaml.Node) bool {
			key := at.Value
			word, _ := spec.OpenAPI30.Word(kind, key)
			return key == spec.Repaired || key == permissions && kind == "operation" || !spec.IsExtension(key) && !word.IsProse()
		})
		switch {
		case kind == "response" && node.Get(object, "$ref") == nil:
			node.Set(object, "description", node.Text("")) // OpenAPI requires a description
		case kind == "OAuth flow":
			if scopes := node.Get(object, "scopes"); scopes != nil {
				for i := 1; i < len(scopes.Content); i += 2 {
					scopes.Content[i] = node.Text("")
				}
			}
		}
		return nil
	})
}

func uncomment(at *yaml.Node) {
	at.HeadComment, at.LineComment, at.FootComment = "", "", ""
	for _, child := range at.Content {
		uncomment(child)
	}
}
