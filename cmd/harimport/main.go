// Command harimport makes fixtures from recorded traffic, in the HTTP Archive format (HAR) that browsers and proxies save.
//
// Usage:
//
//	harimport [-root folder] [-replace old=new …] api file.har …
//
// It writes specs/<api>/fixtures/recorded/<operationId>.yaml, in place of what is there, for every operation that the
// archives have exchanges of. Headers are kept by an allowlist, and credentials and secrets become placeholders. Whatever
// else names a person or an installation is yours to find: each -replace puts a text in the place of another, in URLs and
// bodies. What it finds has no = in it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hostclients/hostclients/internal/har"
	"github.com/hostclients/hostclients/internal/spec"
)

func main() {
	root := flag.String("root", ".", "the folder that holds go.mod")
	var pairs []string
	flag.Func("replace", "old=new: put a text in the place of another; may be given again", func(pair string) error {
		before, after, ok := strings.Cut(pair, "=")
		if !ok || before == "" {
			return errors.New("it wants old=new")
		}
		pairs = append(pairs, before, after)
		return nil
	})
	flag.Usage = func() {
		_, _ = fmt.Fprintln(flag.CommandLine.Output(), "Usage: harimport [-root folder] [-replace old=new …] api file.har …")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() < 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*root, strings.NewReplacer(pairs...), flag.Arg(0), flag.Args()[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "harimport:", err)
		os.Exit(1)
	}
}

func run(root string, replace *strings.Replacer, api string, archives []string) error {
	folder := filepath.Join(root, "specs", api)
	doc, err := spec.Load(filepath.Join(folder, "openapi.yaml"), filepath.Join(root, "overlays", api+".yaml"))
	if err != nil {
		return err
	}
	cassettes, err := har.Import(doc.T, replace, archives...)
	if err != nil {
		return err
	}
	return har.Write(filepath.Join(folder, "fixtures", "recorded"), cassettes)
}
