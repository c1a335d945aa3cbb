// Command specimport takes the OpenAPI document out of a page of documentation that Redoc has built, and shows how it differs
// from the one in this repository.
//
// Usage:
//
//	specimport [-root folder] [-api name] [-o file] page
//
// Page is a file or a URL, which is the only thing that it ever fetches. With -o it writes the document, as YAML, or as JSON if
// the file's name says so. With -api it compares it with specs/<name>/openapi.yaml, operation by operation: "-" is only in
// ours, "+" only in theirs, "~" is in both. Without either it prints the document.
//
// To replace our document by the vendor's own: specimport -api webpros -o specs/webpros/openapi.yaml page.html, go generate
// ./..., and a review of what git and the contract tests then say.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/hostclients/hostclients/internal/opdiff"
	"github.com/hostclients/hostclients/internal/redoc"
)

const (
	maxPage = 64 << 20
	timeout = time.Minute
)

func main() {
	root := flag.String("root", ".", "the folder that holds go.mod")
	api := flag.String("api", "", "the API whose document is compared")
	out := flag.String("o", "", "the file to write the document to")
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(os.Stdout, *root, *api, *out, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "specimport:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, root, api, out, page string) error {
	data, err := read(page)
	if err != nil {
		return err
	}
	document, err := redoc.Document(data)
	if err != nil {
		return fmt.Errorf("%s: %w", page, err)
	}
	if api != "" {
		// Before anything is written: the file may be the very one that is compared.
		if err := compare(w, filepath.Join(root, "specs", api, "openapi.yaml"), document); err != nil {
			return err
		}
	}
	text := []byte(document)
	if !strings.HasSuffix(out, ".json") {
		if text, err = redoc.YAML(document); err != nil {
			return err
		}
	}
	switch {
	case out != "":
		return os.WriteFile(out, text, 0o644)
	case api == "":
		_, err = w.Write(text)
	}
	return err
}

// read returns the page at a URL or in a file.
func read(page string) ([]byte, error) {
	if !strings.HasPrefix(page, "https://") && !strings.HasPrefix(page, "http://") {
		return os.ReadFile(page)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, page, http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", page, resp.Status)
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxPage+1))
	if len(data) > maxPage {
		return nil, errors.New("the page is longer than 64 MiB")
	}
	return data, err
}

func compare(w io.Writer, file string, document json.RawMessage) error {
	loader := openapi3.NewLoader()
	ours, err := loader.LoadFromFile(file)
	if err != nil {
		return err
	}
	theirs, err := loader.LoadFromData(document)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, opdiff.Text(opdiff.Compare(ours, theirs)))
	return err
}
