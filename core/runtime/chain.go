package runtime

// A handler performs one step of a call. Each handler has its own file.
type handler func(*call) error

// chain nests the handlers. Their order matters:
//
//   - log is outermost, because it writes one line per call;
//   - credentials is outside classify, which recognizes an "unauthorized" response, even one with status 200;
//   - classify is outside retry, because only the last attempt becomes an error;
//   - retry is outside limit, because the limits apply to each attempt;
//   - decode is next to send, because the other handlers treat a success that cannot be decoded as a failure.
func (c *Client) chain() handler {
	return c.log(c.credentials(c.classify(c.retry(c.limit(c.decode(c.send))))))
}
