// Package e2e contains only tests. They run whole sessions of the generated clients against servers that behave like the vendors',
// over real connections.
package e2e
