package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

const (
	maxBytes = 64 << 20
	timeout  = time.Minute
)

// fetch puts the document at a URL, which is the only thing that is ever fetched, into a temporary folder.
func fetch(ctx context.Context, url string) (*Source, error) {
	data, err := download(ctx, url)
	if err != nil {
		return nil, err
	}
	temporary, err := os.MkdirTemp("", "specdiff-")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(temporary, "document")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		return nil, errors.Join(err, os.RemoveAll(temporary))
	}
	return &Source{Name: url, File: file, Data: data, temporary: temporary}, nil
}

func download(ctx context.Context, url string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s: more than %d MB", url, maxBytes>>20)
	}
	return data, nil
}
