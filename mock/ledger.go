package mock

import (
	"time"

	"github.com/hostclients/hostclients/mock/internal/expr"
	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/resource"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// ledger is the collection of postings.
const ledger = "_ledger"

// A Posting is an executed call that must not happen twice, because it orders, pays, registers, terminates or deletes. It is
// recorded even if its response is lost.
type Posting struct {
	// Number counts from 1.
	Number    int64     `json:"number"`
	Time      time.Time `json:"time"`
	API       API       `json:"api"`
	Operation string    `json:"operation"`
	// Account is the account that made the call, if the credentials identify it.
	Account string `json:"account,omitempty"`
	// Amount, an exact decimal, and Currency are the money that was spent. They are empty if the overlay does not declare them.
	Amount   string `json:"amount,omitempty"`
	Currency string `json:"currency,omitempty"`
	// Session is the value of X-Mock-Session.
	Session string `json:"session,omitempty"`
}

// note adds a call to the ledger, in the call's own transaction.
func note(tx *state.Tx, op *model.Operation, result resource.Result, session string) {
	number := tx.Next(ledger)
	tx.Put(ledger, expr.Text(number), state.Record{
		"number": expr.Text(number), "time": tx.Now().Format(time.RFC3339Nano), "api": op.API.Name, "operation": op.ID,
		"account": result.Account, "amount": result.Amount, "currency": result.Currency, "session": session,
	})
}

func postings(tx *state.Tx) []Posting {
	all := []Posting{}
	for _, record := range tx.List(ledger) {
		text := func(name string) string { return expr.Text(record[name]) }
		at, _ := time.Parse(time.RFC3339Nano, text("time")) // note wrote it
		all = append(all, Posting{
			Number: expr.Decimal(record["number"]).IntPart(), Time: at, API: API(text("api")), Operation: text("operation"),
			Account: text("account"), Amount: text("amount"), Currency: text("currency"), Session: text("session"),
		})
	}
	return all
}
