package runtime

// A handler performs one step of a call. Each handler has its own file.
type handler func(*call) error

// chain nests the handlers. Their order matters:
//
//   - log is outermost, because it writes one line per call;
//   - credentials is outside classify, which recognizes an "unauthorized" response, even one with status 200;
//   - classify is outside retry, because only the last attempt becomes an error;
//   - retry is outside limit, because the limits apply to each attempt;
//   - decode is inside them all, next to send, because a success that cannot be decoded is a failure like any other.
func (c *Client) chain() handler {
	return c.log(c.credentials(c.classify(c.retry(c.limit(c.decode(c.send))))))
}
