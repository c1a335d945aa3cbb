package runtime

// A handler does one step of a call. Each has its own file.
type handler func(*call) error

// chain combines the handlers. Their order matters:
//
//   - log is outermost, so that each call is logged once;
//   - credentials is outside classify, which finds out whether a response means "unauthorized", even if its status is 200;
//   - classify is outside retry, so that only the last attempt becomes an error;
//   - retry is outside limit, so that the rate limit and the attempt timeout apply to each attempt;
//   - decode is inside classify, so that a response that cannot be decoded is an error like any other.
func (c *Client) chain() handler {
	return c.log(c.credentials(c.classify(c.retry(c.limit(c.decode(c.send))))))
}
