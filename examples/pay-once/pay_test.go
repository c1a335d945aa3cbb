package payonce

import (
	"testing"

	"github.com/hostclients/hostclients/gen/hostbill"
	"github.com/hostclients/hostclients/mock"
)

func TestAnInvoiceIsPaidOnceWhenTheResponseIsLost(t *testing.T) {
	srv := mock.NewServer(t, mock.HostBill)
	client, err := hostbill.New(srv.URL(), hostbill.WithToken("TOKEN"))
	if err != nil {
		t.Fatal(err)
	}
	if err := srv.Fail(mock.Fault{Name: "reset-after", Operation: "applyInvoiceCredit", Times: 1}); err != nil {
		t.Fatal(err)
	}
	if err := Pay(t.Context(), client, 301); err != nil {
		t.Error(err)
	}
	if paid := srv.Ledger(); len(paid) != 1 {
		t.Errorf("got %d payments, want 1", len(paid))
	}
}
