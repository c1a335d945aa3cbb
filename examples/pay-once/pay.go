// Package payonce pays an invoice with credit, and tests this against the mock server.
package payonce

import (
	"context"
	"errors"
	"fmt"

	"github.com/hostclients/hostclients/core"
	"github.com/hostclients/hostclients/gen/hostbill"
)

// Pay pays an invoice with credit. If the response is lost, Pay checks whether the invoice is paid instead of paying again.
func Pay(ctx context.Context, client *hostbill.Client, id int64) error {
	_, err := client.Invoices.ApplyCredit(ctx, id, nil)
	if failure := (*core.Error)(nil); err == nil || errors.As(err, &failure) && failure.Execution == core.NotExecuted {
		return err
	}
	invoice, again := client.Invoices.Get(ctx, id)
	if again != nil || invoice.Status != "Paid" {
		return fmt.Errorf("invoice %d may have been paid: %w", id, err)
	}
	return nil
}
