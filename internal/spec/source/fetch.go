package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxBytes = 64 << 20
	timeout  = time.Minute
)

// Shown returns the name of a document for messages. If the name is a URL, its password is redacted.
func Shown(name string) string {
	if !isURL(name) {
		return name
	}
	address, err := url.Parse(name)
	if err != nil {
		return "a URL that cannot be read"
	}
	if _, secret := address.User.Password(); !secret {
		return name
	}
	return address.Redacted()
}

func isURL(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

// download reads the document at a URL. Nothing else is ever fetched.
func download(ctx context.Context, address string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := &http.Client{CheckRedirect: sameOrSafer}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	shown := Shown(address)
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", shown, response.Status)
	}
	return readAll(shown, response.Body)
}

// sameOrSafer rejects redirects from https to http, and more than 10 redirects.
func sameOrSafer(request *http.Request, via []*http.Request) error {
	if via[len(via)-1].URL.Scheme == "https" && request.URL.Scheme != "https" {
		return fmt.Errorf("want a redirect to https, got one to %s", request.URL.Redacted())
	}
	if len(via) == 10 {
		return errors.New("stopped after 10 redirects")
	}
	return nil
}

// readAll reads a document of at most maxBytes. The limit also applies to a compressed response after it is decompressed.
func readAll(name string, from io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(from, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s: want at most %d MB", name, maxBytes>>20)
	}
	return data, nil
}
