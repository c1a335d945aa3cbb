// Package core is what users of every generated client meet: options, call options, errors, secrets, and responses whose type
// is undocumented. Generated packages do the rest with package core/runtime.
//
// Options ([WithLogger], [WithTimeout], [WithHTTPClient], …) configure a client in its New function, call options
// ([CallTimeout], [CallResponse], …) one call of a method. Every error of a method is an [*Error]: [errors.Is] with
// [ErrNotFound] and its siblings tests what it means, [errors.As] gives access to the details. Nothing secret appears in a rendering:
// logs and errors show what is on an allowlist, and nothing else.
package core

// Version is the version of this module, as sent in the User-Agent header.
const Version = "0.1.0"
