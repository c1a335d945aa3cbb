package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/hostclients/hostclients/mock"
)

// welcome prints the URLs, the demo credentials and a first call.
func welcome(out io.Writer, base string, server *mock.Server, s *settings, locked bool) {
	w := &strings.Builder{}
	defer func() { _, _ = io.WriteString(out, w.String()) }() // an error means that the terminal is gone
	if s.proxy != "" {
		fmt.Fprintf(w, "Calls are forwarded to %s.\n\n", s.proxy)
	}
	table := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "API\tURL\tDemo credentials")
	served := server.APIs()
	for _, api := range served {
		_, _ = fmt.Fprintf(table, "%s\t%s%s\t%s\n", api, base, server.URL(api), mock.DemoCredentials(api))
	}
	_ = table.Flush() // a builder returns no error
	fmt.Fprintf(w, "\nThe page: %s/\n", base)
	options := ""
	if s.tls {
		fmt.Fprintf(w, "The certificate authority: %s\n", s.ca)
		options = " --cacert " + s.ca
	}
	if locked {
		fmt.Fprintf(w, "Send the password from %s in the header %s of every call.\n", passwordVariable, mock.PasswordHeader)
		options += fmt.Sprintf(` -H "%s: $%s"`, mock.PasswordHeader, passwordVariable)
	}
	fmt.Fprintf(w, "\nTry it:\n\n  curl%s %s\n\n", options, mock.DemoCall(served[0], base+server.URL(served[0])))
}
