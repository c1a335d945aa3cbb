package hostile

import (
	"fmt"
	"strings"
	"time"

	"github.com/hostclients/hostclients/core"
)

// tick is the pause of a slow server between writes.
const tick = 10 * time.Millisecond

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

// half is the beginning of a body that breaks off.
var half = goodBody[:len(goodBody)/2]

// http1 is a fault that begins after the request was read and executed.
func http1(name string, must Rows, steps ...step) Fault {
	return Fault{Name: name, HTTP1: append(script{read, runs}, steps...), Must: must}
}

// malformed is a response that is not valid HTTP.
func malformed(name, text string) Fault { return http1(name, lost, sends(text), closes) }

func http1Messages() []Fault {
	return []Fault{
		{Name: "reset before the request was read", HTTP1: script{resets}, Must: loosely},
		{Name: "closed before the request was read", HTTP1: script{closes}, Must: loosely},
		{Name: "closed after the header of the request", HTTP1: script{readHead, closes}, Must: loosely},
		{Name: "reset after the request was read", HTTP1: script{read, resets}, Must: lost},
		{Name: "closed after the request was read", HTTP1: script{read, closes}, Must: lost},
		http1("reset after the request was executed", lost, resets),
		http1("closed after the request was executed", lost, closes),
		{Name: "an idle connection closed at reuse", Warm: 1, HTTP1: script{read, closes}, Must: lost},
		{Name: "an idle connection reset at reuse", Warm: 1, HTTP1: script{read, resets}, Must: lost},
		{Name: "an idle connection closed before the request was read", Warm: 1, HTTP1: script{closes}, Must: loosely},
		{Name: "three idle connections closed after execution", Warm: 3, HTTP1: script{read, runs, closes}, Must: lost},
		{Name: "three idle connections reset after execution", Warm: 3, HTTP1: script{read, runs, resets}, Must: lost},
		{Name: "half a response on an idle connection", Warm: 3, HTTP1: script{read, runs, sends("HTTP/1.1 2"), resets}, Must: lost},
		malformed("half a status line", "HTTP/1.1 2"),
		malformed("half a header", head+"Content-Le"),
		malformed("no status line", goodBody),
		malformed("a status line of a different protocol", "ICY 200 OK\r\n\r\n"),
		malformed("a status that is not a number", "HTTP/1.1 two OK\r\n\r\n"),
		malformed("a four-digit status", "HTTP/1.1 2000 OK\r\n\r\n"),
		malformed("a negative status", "HTTP/1.1 -20 OK\r\n\r\n"),
		malformed("only an empty line", "\r\n\r\n"),
		malformed("NUL bytes", "\x00\x00\x00\x00\x00\x00\x00\x00"),
		malformed("a header line without a colon", head+"nonsense\r\n\r\n"),
		http1("a header name with a space", works, sends(head+"Bad Name: x\r\nContent-Length: 9\r\n\r\n{\"id\": 1}")),
		malformed("a negative length", head+"Content-Length: -1\r\n\r\n"),
		malformed("a length that is not a number", head+"Content-Length: 12abc\r\n\r\n"),
		malformed("two lengths", head+"Content-Length: 12\r\nContent-Length: 13\r\n\r\n"),
		malformed("an unknown transfer encoding", head+"Transfer-Encoding: snail\r\n\r\n"),
		malformed("a transfer encoding of gzip and chunked", head+"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
		heavy(http1("an endless header", lost, sends(head), times(0, sends("X-More: "+strings.Repeat("x", 4000)+"\r\n")))),
		heavy(http1("an endless header line", lost, sends(head+"X-More: "), times(0, sends(strings.Repeat("x", 64<<10))))),
		heavy(http1("endless informational responses", lost, times(0, sends(strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 100))))),
		heavy(http1("endless informational responses with header fields", lost, times(0, sends("HTTP/1.1 103 Early Hints\r\nLink: "+strings.Repeat("x", 30000)+"\r\n\r\n")))),
		http1("three informational responses", works, times(3, sends("HTTP/1.1 102 Processing\r\n\r\n")), answers(goodBody)),
		http1("switching protocols", redirected(101, core.MaybeExecuted), sends("HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\nchatter")),
		http1("switching protocols, then silence", redirected(101, core.MaybeExecuted), sends("HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\n"), stalls),
		http1("a status below 100", redirected(99, core.MaybeExecuted), sends("HTTP/1.1 099 Early\r\nContent-Length: 0\r\n\r\n")),
		http1("no reason phrase", works, sends("HTTP/1.1 200\r\nContent-Length: 9\r\n\r\n{\"id\": 1}")),
		http1("lines that end in LF", works, sends("HTTP/1.1 200 OK\nContent-Length: 9\n\n{\"id\": 1}")),
		http1("a folded header line", works, sends(head+"X-Folded: a\r\n b\r\nContent-Length: 9\r\n\r\n{\"id\": 1}")),
		http1("the same length twice", works, sends(head+"Content-Length: 9\r\nContent-Length: 9\r\n\r\n{\"id\": 1}")),
		http1("an HTTP/1.0 response", works, sends("HTTP/1.0 200 OK\r\n\r\n"+goodBody), closes),
		http1("an unsolicited second response", works, times(2, answers(goodBody))),
		http1("garbage after the response", works, answers(goodBody), sends("\x00garbage")),
		{Name: "a response before the body was read", HTTP1: script{readHead, answers(goodBody), closes}, Must: loosely, Lies: true},
		{Name: "a refusal before the body was read", HTTP1: script{readHead, replies(413, "", "Connection: close"), waits(tick), closes}, Must: refused(413, core.ErrInvalid)},
		{Name: "silence after the request", HTTP1: script{read, stalls}, HTTP2: script{read, stalls}, Stalls: true, Must: late},
		{Name: "silence after execution", HTTP1: script{read, runs, stalls}, HTTP2: script{read, runs, stalls}, Stalls: true, Must: late},
		stalling(http1("a header byte by byte", late, sends(head), times(0, sends("X: y\r\n"), waits(tick)))),
		stalling(http1("a body byte by byte", stuck, sends(head+"Content-Length: 100000\r\n\r\n{"), times(0, sends(" "), waits(tick)))),
		stalling(http1("chunks of one byte", stuck, sends(head+"Transfer-Encoding: chunked\r\n\r\n"), times(0, sends("1\r\n \r\n"), waits(tick)))),
	}
}

func stalling(f Fault) Fault {
	f.Stalls = true
	return f
}

func heavy(f Fault) Fault {
	f.Heavy = true
	return f
}

func http1Bodies() []Fault {
	chunked := head + "Transfer-Encoding: chunked\r\n\r\n"
	chunk := fmt.Sprintf("%x\r\n%s\r\n", len(half), half)
	rest := goodBody[len(half):]
	announced := fmt.Sprintf(head+"Content-Length: %d\r\n\r\n", len(goodBody))
	broke := brokeOff.kept(half)
	return []Fault{
		http1("closed within the body", broke, sends(announced+half), waits(tick), closes),
		http1("reset within the body", broke, sends(announced+half), waits(tick), resets),
		http1("closed before the body", brokeOff, sends(announced), closes),
		http1("32 MiB announced, nothing sent", brokeOff, sends(head+"Content-Length: 33554432\r\n\r\n"), closes),
		stalling(http1("32 MiB announced, then silence", stuck, sends(head+"Content-Length: 33554432\r\n\r\n"), stalls)),
		http1("8 EiB announced, nothing sent", brokeOff, sends(head+"Content-Length: 9223372036854775807\r\n\r\n"), closes),
		http1("a length that is too short", misread(200).kept(half), sends(fmt.Sprintf(head+"Content-Length: %d\r\n\r\n", len(half))+goodBody)),
		http1("a truncated HTTP/1.0 body", misread(200).kept(half), sends("HTTP/1.0 200 OK\r\n\r\n"+half), closes),
		http1("chunks", works, sends(chunked+chunk+fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(rest), rest))),
		http1("chunks and a length", works, sends(head+"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"+chunk+fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(rest), rest))),
		http1("chunks with a trailer", works, sends(chunked+chunk+fmt.Sprintf("%x\r\n%s\r\n0\r\nX-Sum: 1\r\n\r\n", len(rest), rest))),
		http1("a truncated chunk", brokeOff, sends(chunked+"ff\r\n"+half), closes),
		http1("no last chunk", broke, sends(chunked+chunk), closes),
		http1("a chunk size that is not a number", broke, sends(chunked+chunk+"zz\r\n"), closes),
		http1("a 17-digit chunk size", broke, sends(chunked+chunk+"fffffffffffffffff\r\n"), closes),
		http1("a negative chunk size", broke, sends(chunked+chunk+"-5\r\n"), closes),
		http1("a chunk longer than its size", brokeOff, sends(chunked+"3\r\n"+goodBody+"\r\n0\r\n\r\n"), closes),
		http1("endless chunk extensions", brokeOff, sends(chunked), times(0, sends("1;x="+strings.Repeat("y", 3000)+"\r\n \r\n"))),
		heavy(http1("endless chunks", misread(200), sends(chunked), times(0, sends("10000\r\n"+strings.Repeat(" ", 1<<16)+"\r\n")))),
		heavy(http1("an endless body without a length", misread(200), sends("HTTP/1.1 200 OK\r\n\r\n"), times(0, sends(strings.Repeat(" ", 1<<16))))),
		heavy(http1("an endless trailer", brokeOff, sends(chunked+chunk+"0\r\n"), times(0, sends("X-More: "+strings.Repeat("x", 1000)+"\r\n")))),
	}
}
