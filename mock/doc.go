// Package mock serves the APIs of this repository on your own machine. It behaves like the real servers, as far as the documents
// and fixtures describe them: it checks every request, stores what you create, pages its lists, records the money that you spend, and
// fails on demand.
//
//	srv := mock.NewServer(t, mock.HostBill)
//	client, err := hostbill.New(srv.URL(), ...)
//	...
//	if n := len(srv.Ledger()); n != 1 {
//		t.Errorf("got %d payments, want 1", n)
//	}
//
// Outside tests, use [New], which returns an [http.Handler], as cmd/mockserver does.
//
// # Where a response comes from
//
// The first source that applies provides the response:
//
//  1. a fault ([Server.Fail], [WithFault]);
//  2. an error about missing, invalid or insufficient credentials: the API's own error if the overlay describes it;
//  3. an error about a request that does not fit the document: the API's own error if the overlay describes it, otherwise
//     problem details (RFC 9457) that list every error with its location;
//  4. a response set by a test ([Server.On]);
//  5. the response requested in the header Prefer: code=404, example=recorded/0, dynamic=true;
//  6. the state, where the overlay describes what the operation does (x-resource);
//  7. the fixture with the most similar request; if several are equally similar, recorded before documented before synthetic;
//  8. an example in the document;
//  9. a value generated from the schema. The same seed gives the same value.
//
// The header X-Mock-Source names the source of a response: recorded, documented, synthetic, generated, state, test, error, fault or
// proxy. X-Mock-Example names the fixture or example.
//
// # State
//
// Each value of the header X-Mock-Session has its own state; all requests without the header share one. [Server.Advance] moves the
// clock, [Server.Snapshot] and [Server.Restore] save and restore the state, and [Server.Reset] starts again from the seed data. All
// of this is also available over HTTP, below /_mock/.
package mock
