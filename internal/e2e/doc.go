// Package e2e holds tests that drive whole sessions of generated clients against servers that behave like the vendors',
// over real connections. It has no code of its own.
package e2e
