// Package core has what all generated clients share: options, errors, secrets, files and undecoded responses. Generated packages
// make their calls with package core/runtime. In the comments of both, the document is the OpenAPI document that the client was
// generated from.
//
// Options ([WithLogger], [WithTimeout], [WithHTTPClient], …) configure a client; pass them to its New function. Call options
// ([CallTimeout], [CallResponse], …) configure one call. Every error of a call is an [*Error]. Test its meaning with [errors.Is] and
// a sentinel such as [ErrNotFound]. Get its details with [errors.As]. Logs and errors never show a secret.
package core

// Version is the release of this module. Clients send it in the User-Agent header.
const Version = "0.1.0"
