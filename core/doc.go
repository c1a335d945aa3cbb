// Package core holds what all generated clients share: options, call options, errors, secrets, files, and responses whose type
// is undocumented. Generated packages do the rest with package core/runtime.
//
// Options ([WithLogger], [WithTimeout], [WithHTTPClient], …) configure a client in its New function, call options
// ([CallTimeout], [CallResponse], …) one call of a method. Every error of a method is an [*Error]: [errors.Is] with
// [ErrNotFound] and its siblings tests what it means, [errors.As] gives access to the details. Logs and errors show only what is on
// an allowlist, and never a secret.
package core

// Version is the version of this module, as sent in the User-Agent header.
const Version = "0.1.0"
