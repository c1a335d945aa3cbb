// Package deps holds no code, only tests of what this repository is made of: what users of the clients compile, which
// folders may import which, and what generated folders hold.
package deps
