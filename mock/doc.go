// Package mock serves the APIs of this repository on your own machine. It behaves like the real thing as far as the documents
// and fixtures know: it checks every request, keeps what is created, pages its lists, counts the money that is spent, and fails
// on demand.
//
//	srv := mock.NewServer(t, mock.HostBill)
//	client, err := hostbill.New(srv.URL(), ...)
//	...
//	if n := len(srv.Ledger()); n != 1 {
//		t.Errorf("the program paid %d times", n)
//	}
//
// Programs other than tests use [New], whose result is an [http.Handler]; cmd/mockserver is one.
//
// # Where a response comes from
//
// The first of these that applies makes the response:
//
//  1. a fault that was asked for ([Server.Fail]);
//  2. credentials that are missing, not valid or not allowed to do it: the API's own error where the overlay knows it;
//  3. a request that does not fit the document: the API's own error, or else problem details (RFC 9457) that name every error
//     with its location;
//  4. what a test asked for ([Server.On]);
//  5. what the request asks for in its header Prefer: code=404, example=recorded/0, dynamic=true;
//  6. the state, where the overlay says what the operation does (x-resource);
//  7. the fixture whose request is most like this one, recorded before documented before synthetic;
//  8. an example of the document;
//  9. a value that is generated from the schema. The same seed makes the same value.
//
// The header X-Mock-Source says where a response is from: recorded, documented, synthetic, generated, state, or test, error
// and fault. X-Mock-Example names the fixture or example.
//
// # State
//
// A request with the header X-Mock-Session has a state of its own; all others share one. [Server.Advance] moves the clock,
// [Server.Snapshot] and [Server.Restore] keep and bring back a state, [Server.Reset] starts again from the seed data. The same
// can be asked for over HTTP, below /_mock/.
package mock
