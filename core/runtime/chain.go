package runtime

// A handler does one step of a call. Each has its own file.
type handler func(*call) error

// chain puts the handlers together. Their order is part of the design:
//
//   - log is outermost: one line per call, whatever happens inside;
//   - credentials is outside classify, because it must see that a response means "unauthorized", also inside a 200;
//   - classify is outside retry, so that only the last attempt becomes an error;
//   - retry sends attempts, each within its limits;
//   - decode reads what send received: a success that is not understood is a failure like any other.
func (c *Client) chain() handler {
	return c.log(c.credentials(c.classify(c.retry(c.limit(c.decode(c.send))))))
}
