package mock

import (
	"sync"
	"time"

	"github.com/hostclients/hostclients/mock/internal/request"
)

// An Entry describes a served request.
type Entry struct {
	Number    uint64        `json:"number"`
	Time      time.Time     `json:"time"`
	Duration  time.Duration `json:"duration"`
	API       string        `json:"api"`
	Operation string        `json:"operation,omitempty"`
	Method    string        `json:"method"`
	Path      string        `json:"path"`
	Session   string        `json:"session,omitempty"`
	Status    int           `json:"status"`
	// Source is the source of the response, as in the header X-Mock-Source.
	Source string `json:"source"`
	// Errors are the errors of the request. Unread are the parts of the request that the document does not describe.
	Errors []request.Error `json:"errors,omitempty"`
	Unread []string        `json:"unread,omitempty"`
	// Findings are the differences between a real server's response and the document.
	Findings []request.Error `json:"findings,omitempty"`
}

// The limits of the log: the number of entries, the bytes of a path, and the length of each list in an entry.
const (
	kept    = 500
	longest = 500
	most    = 50
)

// requestLog contains the most recent requests.
type requestLog struct {
	mu      sync.Mutex
	entries [kept]Entry
	next    uint64
}

func (l *requestLog) add(e Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	e.Number = l.next
	e.Path = e.Path[:min(len(e.Path), longest)]
	e.Errors, e.Unread, e.Findings = e.Errors[:min(len(e.Errors), most)], e.Unread[:min(len(e.Unread), most)], e.Findings[:min(len(e.Findings), most)]
	l.entries[e.Number%kept] = e
}

// after returns the entries after a number, oldest first.
func (l *requestLog) after(number uint64) []Entry {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := []Entry{}
	if l.next > kept {
		number = max(number, l.next-kept)
	}
	for n := number + 1; n <= l.next; n++ {
		all = append(all, l.entries[n%kept])
	}
	return all
}

// Requests returns the most recent calls of the APIs, at most 500, oldest first.
func (s *Server) Requests() []Entry { return s.log.after(0) }
