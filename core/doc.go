// Package core has the types and options that all generated clients share: options, call options, errors, secrets, files, and
// responses whose type is undocumented. Generated packages make their calls with package core/runtime.
//
// Options ([WithLogger], [WithTimeout], [WithHTTPClient], …) configure a client in its New function. Call options ([CallTimeout],
// [CallResponse], …) configure one call. Every error of a method is an [*Error]: use [errors.Is] with [ErrNotFound] and the other
// sentinels to test what it means, and [errors.As] to get the details. Logs and errors show only allowlisted values, never a secret.
package core

// Version is the version of this module, as sent in the User-Agent header.
const Version = "0.1.0"
