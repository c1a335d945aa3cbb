package core

import (
	"errors"
	"log/slog"
	"net/http"
	"time"
)

// logStage writes one line a call.
func (c *Client) logStage(next http.RoundTripper) http.RoundTripper {
	logger := c.config.logger
	if logger == nil {
		return next
	}
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		start := time.Now()
		resp, err := next.RoundTrip(r)
		f := flightOf(r)
		attrs := []slog.Attr{
			slog.String("api", c.api.Name),
			slog.String("operation", f.op.ID),
			slog.String("method", r.Method),
			slog.String("url", safeURL(r.URL, c.base, f.op)),
			slog.Duration("duration", time.Since(start)),
			slog.Int("attempts", f.attempts),
		}
		var e *Error
		switch {
		case err == nil:
			attrs = append(attrs, slog.Int("status", resp.StatusCode))
			logger.LogAttrs(r.Context(), slog.LevelInfo, "call succeeded", attrs...)
		case errors.As(err, &e):
			logger.LogAttrs(r.Context(), slog.LevelWarn, "call failed", append(attrs, slog.Any("error", e))...)
		default:
			// Stages return *Error; anything else is shown by its kind alone, since its text is not ours.
			logger.LogAttrs(r.Context(), slog.LevelWarn, "call failed", append(attrs, slog.String("error", "transport error"))...)
		}
		return resp, err
	})
}
