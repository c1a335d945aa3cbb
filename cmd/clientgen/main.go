// Command clientgen makes a typed client from an OpenAPI document and its overlays.
//
// Usage:
//
//	clientgen [-root folder] [api …]
//	clientgen [-root folder] -spec file [-overlay file …] -out folder [-package name] [-config file] [-fixtures folder]
//
// The first form makes gen/<api> from specs/<api> and overlays/<api>.yaml, for the APIs named or for all of them. The
// second makes one package from any document, OpenAPI 3 or Swagger 2.0: overlays apply in their order; the package is called like its folder, unless
// -package or the configuration names it; -config is a configuration of oapi-codegen, of which only the types matter;
// -fixtures is the folder of recorded exchanges, "fixtures" beside the document if not given. Paths start from root.
//
// Nothing else is read or written. On an error it prints one line that names file and place, changes nothing, and exits
// with status 1.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/generate"
	"github.com/hostclients/hostclients/internal/upstream"
)

// files is a flag that may be given several times.
type files []string

func (f *files) String() string { return strings.Join(*f, ", ") }

func (f *files) Set(file string) error {
	*f = append(*f, file)
	return nil
}

func main() {
	root := flag.String("root", ".", "the folder that other paths start from")
	one := generate.Source{
		Foreign: true, Import: imported, Note: func(note string) { fmt.Fprintln(os.Stderr, "clientgen:", note) },
	}
	flag.StringVar(&one.Document, "spec", "", "the document")
	flag.Var((*files)(&one.Overlays), "overlay", "an overlay of that document; may be given several times")
	flag.StringVar(&one.Out, "out", "", "the folder of the package made from it")
	flag.StringVar(&one.Package, "package", "", "the package's name")
	flag.StringVar(&one.Config, "config", "", "what differs from the standard configuration of oapi-codegen")
	flag.StringVar(&one.Fixtures, "fixtures", "", "the folder of recorded exchanges")
	flag.Parse()
	one.Root = *root
	all, err := sources(one, flag.Args())
	if err == nil {
		err = generate.Generate(all...)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "clientgen:", err)
		os.Exit(1)
	}
}

// imported turns Swagger 2.0 into OpenAPI. Every other document stays as it is.
func imported(name string, data []byte) ([]byte, []string, error) {
	if !upstream.IsSwagger(data) {
		return data, nil, nil
	}
	doc, err := upstream.Import(name, data)
	if err != nil {
		return nil, nil, err
	}
	notes := append([]string{name + ": lines are those of the document after its conversion to OpenAPI 3.0; specimport writes it"}, doc.LeftOut...)
	return doc.YAML, append(notes, doc.Repairs...), nil
}

// sources returns what the command line asks for.
func sources(one generate.Source, names []string) ([]generate.Source, error) {
	if one.Document != "" || one.Out != "" || len(one.Overlays) > 0 || one.Config != "" || one.Package != "" || one.Fixtures != "" {
		if one.Document == "" || one.Out == "" || len(names) > 0 {
			return nil, errors.New("give -spec and -out together, without names of APIs")
		}
		if one.Fixtures == "" {
			one.Fixtures = path.Join(path.Dir(filepath.ToSlash(one.Document)), "fixtures")
		}
		if one.Package == "" && one.Config == "" {
			one.Package = packageName(filepath.Join(one.Root, one.Out))
		}
		return []generate.Source{one}, nil
	}
	if len(names) == 0 {
		var err error
		if names, err = generate.Names(one.Root); err != nil {
			return nil, fmt.Errorf("%w; for a document of your own, give -spec and -out", err)
		}
	}
	var all []generate.Source
	for _, name := range names {
		all = append(all, generate.API(one.Root, name))
	}
	return all, nil
}

// packageName is the name of a folder as that of a package: its letters and digits, a letter first.
func packageName(folder string) string {
	if abs, err := filepath.Abs(folder); err == nil {
		folder = abs
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, filepath.Base(folder))
	if name = strings.TrimLeft(name, "0123456789"); name == "" {
		return "api"
	}
	return name
}
