// Package core is the hand-written runtime that every generated client stands on: it checks what goes out, carries it
// through one chain of transport stages, and turns what comes back into a typed value or an [*Error].
//
// Users meet three things here: options ([WithLogger], [WithTimeout], [WithHTTPClient], …) that every client's New takes,
// call options ([CallTimeout], [CallResponse], …) that every method takes, and errors: [errors.Is] with [ErrNotFound] and
// its siblings asks what an error means, [errors.As] with *[Error] yields all evidence.
//
// The chain of a call, outermost stage first, is
//
//	log -> auth -> error classification -> retry -> network
//
// Each stage is a func(http.RoundTripper) http.RoundTripper with one duty, in one file; [Client] assembles them in one
// place. Nothing secret passes a stage outwards in a rendering: logs and errors show what stands on an allowlist, and
// nothing else.
package core
