package core

import "net/http"

// A stage wraps a transport with one duty.
type stage = func(http.RoundTripper) http.RoundTripper

// roundTripper makes a function a transport.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// chain puts the stages around network. The order is part of the design:
//
//   - log is outermost: one line a call, whatever happened inside;
//   - auth comes before classification, because it must see that an answer means "unauthorized", also inside a 200;
//   - classification comes before retry, so that only the last attempt's answer is read and judged;
//   - retry is next to the network: it repeats attempts, not calls.
func (c *Client) chain(network http.RoundTripper) http.RoundTripper {
	stages := []stage{
		c.logStage,
		c.authStage,
		c.classifyStage,
		c.retryStage,
		c.networkStage,
	}
	for i := len(stages) - 1; i >= 0; i-- {
		network = stages[i](network)
	}
	return network
}
