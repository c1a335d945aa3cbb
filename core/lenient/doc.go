// Package lenient holds the types of JSON values that arrive in more than one form, as PHP back ends send them. Each
// remembers the form it arrived in and writes it back unchanged.
package lenient
