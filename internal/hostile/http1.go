package hostile

import "bufio"

// serveHTTP1 runs the plan on an HTTP/1.1 connection, request by request.
func serveHTTP1(x *exchange, fault *Fault) {
	x.in = bufio.NewReader(x.conn)
	if fault.passing {
		if _, err := x.in.Peek(1); err != nil {
			return
		}
		fault = x.server.plan()
	}
	for {
		if fault.script(HTTP1).run(x) != nil {
			return
		}
		if _, err := x.in.Peek(1); err != nil {
			return
		}
		fault = x.server.plan()
		x.request = nil
	}
}
