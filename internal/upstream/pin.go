package upstream

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"regexp"
	"slices"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/hostclients/hostclients/internal/spec"
)

// pinFile is what a vendor published on a day, without the vendor's sentences: specs/<api>/upstream.yaml.
type pinFile struct {
	Format   string    `yaml:"format"`
	Pinned   string    `yaml:"pinned"` // such as 2026-11-22
	SHA256   string    `yaml:"sha256"` // of the vendor's text
	Document yaml.Node `yaml:"document"`
}

// Pin returns the facts of a vendor's text as the file in which they are kept. Date is the day on which the text was read.
func Pin(name string, data []byte, date string) ([]byte, error) {
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return nil, &spec.Error{File: name, Msg: "the date " + date + " is not written like 2006-01-02"}
	}
	d, err := Import(name, data)
	if err != nil {
		return nil, err
	}
	root, err := spec.Tree(name, d.YAML)
	if err != nil {
		return nil, err
	}
	format, _ := formatNamed(d.Format) // which has just read it
	if err := strip(name, root, format); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	var pin yaml.Node
	file := pinFile{Format: d.Format, SHA256: hex.EncodeToString(sum[:]), Document: *root.Content[0]}
	if err := pin.Encode(file); err != nil {
		return nil, err
	}
	set(&pin, "pinned", &yaml.Node{Kind: yaml.ScalarNode, Value: date}) // a date needs no quotes
	return encode(&pin)
}

// source and permissions are extensions of operations: the lines of the vendor's text, by which operations without a path
// are put in order, and what a caller must be allowed to do.
const (
	source      = "x-source"
	permissions = "x-permissions"
)

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// ReadPin reads a file that Pin has made, and returns its document.
func ReadPin(file string) (*Document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	root, err := spec.Tree(file, data)
	if err != nil {
		return nil, err
	}
	fault := func(key, msg string) error {
		at := root.Content[0]
		if found := get(at, key); found != nil {
			at = found
		}
		return &spec.Error{File: file, Line: at.Line, Msg: msg}
	}
	var pin pinFile
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&pin); err != nil {
		return nil, &spec.Error{File: file, Msg: err.Error()}
	}
	format, found := formatNamed(pin.Format)
	if !found {
		return nil, fault("format", "there is no format "+pin.Format)
	}
	if _, err := time.Parse(time.DateOnly, pin.Pinned); err != nil {
		return nil, fault("pinned", "pinned is no date")
	}
	if !digest.MatchString(pin.SHA256) {
		return nil, fault("sha256", "sha256 is no digest")
	}
	if pin.Document.Kind != yaml.MappingNode {
		return nil, fault("document", "there is no document")
	}
	facts := &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{&pin.Document}}
	text, err := encode(facts)
	if err != nil {
		return nil, err
	}
	if err := strip(file, facts, format); err != nil {
		return nil, err
	}
	if stripped, err := encode(facts); err != nil || !bytes.Equal(text, stripped) {
		return nil, fault("document", "the document holds more than facts, such as descriptions")
	}
	return read(file, format, text)
}

// strip takes everything out of a document that is no fact: what is written for people, examples, and extensions of the
// vendor. Those of the format stay.
func strip(name string, root *yaml.Node, format Format) error {
	w := &walker{file: name, grammar: openAPI, root: root}
	if err := w.check(); err != nil {
		return err
	}
	uncomment(root)
	return w.each(func(k kind, node *yaml.Node) error {
		keep(node, func(key string) bool {
			known := k == "operation" && slices.Contains(format.Extensions, key)
			return known || key == repaired || !isExtension(key) && openAPI[k][key].shape != prose
		})
		noExtensions := func(key string) bool { return !isExtension(key) }
		switch k {
		case "document":
			keep(get(node, "paths"), noExtensions)
		case "operation":
			keep(get(node, "responses"), noExtensions)
			keep(get(node, source), func(key string) bool { return key == "lines" }) // not the name of somebody's file
		case "response":
			if get(node, "$ref") == nil {
				set(node, "description", textNode("")) // which OpenAPI demands
			}
		case "OAuth flow":
			if scopes := get(node, "scopes"); scopes != nil {
				for i := 1; i < len(scopes.Content); i += 2 {
					scopes.Content[i] = textNode("")
				}
			}
		}
		return nil
	})
}

func uncomment(node *yaml.Node) {
	node.HeadComment, node.LineComment, node.FootComment = "", "", ""
	for _, child := range node.Content {
		uncomment(child)
	}
}

// keep takes the members out of a mapping whose keys are not wanted.
func keep(node *yaml.Node, wanted func(key string) bool) {
	if node == nil {
		return
	}
	var rest []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		if wanted(node.Content[i].Value) {
			rest = append(rest, node.Content[i], node.Content[i+1])
		}
	}
	node.Content = rest
}
