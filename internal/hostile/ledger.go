package hostile

import "sync"

// Ledger counts, for each call, how many times its request arrived completely and how many times the back end executed it. Calls are
// identified by their X-Request-Id, which all attempts of a call share.
type Ledger struct {
	mu       sync.Mutex
	received map[string]int
	executed map[string]int
}

func newLedger() *Ledger {
	return &Ledger{received: map[string]int{}, executed: map[string]int{}}
}

func (l *Ledger) receive(call string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.received[call]++
}

func (l *Ledger) execute(call string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.executed[call]++
}

// Of returns how many times the requests of a call arrived and were executed.
func (l *Ledger) Of(call string) (received, executed int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.received[call], l.executed[call]
}
