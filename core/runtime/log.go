package runtime

import (
	"errors"
	"log/slog"
	"time"

	"github.com/hostclients/hostclients/core"
)

// log writes one line per call.
func (c *Client) log(next handler) handler {
	logger := c.settings.Logger
	if logger == nil {
		return next
	}
	return func(call *call) error {
		start := time.Now()
		err := next(call)
		attrs := []slog.Attr{
			slog.String("api", c.api.Name),
			slog.String("operation", call.op.ID),
			slog.String("method", call.op.Method),
			slog.String("url", call.shownURL()),
			slog.Duration("duration", time.Since(start)),
			slog.Int("attempts", call.attempts),
		}
		var e *core.Error
		switch {
		case err == nil:
			attrs = append(attrs, slog.Int("status", call.response.status))
			logger.LogAttrs(call.ctx, slog.LevelInfo, "call succeeded", attrs...)
		case errors.As(err, &e):
			logger.LogAttrs(call.ctx, slog.LevelWarn, "call failed", append(attrs, slog.Any("error", e))...)
		}
		return err
	}
}
