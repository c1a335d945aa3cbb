package hostile

import (
	"fmt"
	"strings"

	"golang.org/x/net/http2"
)

// stream is a fault that begins after the request was read and executed.
func stream(name string, must Rows, steps ...step) Fault {
	return Fault{Name: name, HTTP2: append(script{read, runs}, steps...), Must: must}
}

const (
	status200 = ":status: 200"
	length    = "content-length: "
)

func http2Streams() []Fault {
	ok := headers(false, status200, "content-type: application/json")
	bomb := strings.Repeat("b", 4000)
	return []Fault{
		{Name: "GOAWAY for all streams", HTTP2: script{read, goAway(http2.ErrCodeNo, "")}, Must: turnedAway()},
		{Name: "GOAWAY for all streams after execution", HTTP2: script{read, runs, goAwayForAll(http2.ErrCodeNo, "")}, Must: turnedAway(), Lies: true},
		{Name: "GOAWAY for all streams, then closed", HTTP2: script{read, goAway(http2.ErrCodeNo, ""), closes}, Must: loosely},
		{Name: "GOAWAY with ENHANCE_YOUR_CALM", HTTP2: script{read, goAway(http2.ErrCodeEnhanceYourCalm, "too_many_pings")}, Must: loosely},
		{Name: "GOAWAY with a protocol error", HTTP2: script{read, goAway(http2.ErrCodeProtocol, "")}, Must: loosely},
		stream("GOAWAY after this stream, then the response", works, goAway(http2.ErrCodeNo, ""), answers(goodBody)),
		stream("GOAWAY after this stream, then closed", lost, goAway(http2.ErrCodeNo, ""), closes),
		stream("GOAWAY with 60 KB of debug data", lost, goAway(http2.ErrCodeInternal, strings.Repeat("why ", 4000)), closes),
		stream("closed after execution", lost, closes),
		stream("reset after execution", lost, resets),
		{Name: "many idle streams, closed after execution", Warm: 2, HTTP2: script{read, runs, closes}, Must: lost},
		{Name: "a connection in use, GOAWAY for all streams after execution", Warm: 2, HTTP2: script{read, runs, goAwayForAll(http2.ErrCodeNo, "")}, Must: turnedAway(), Lies: true},
		stream("an empty stream", misread(200), headers(true, status200)),
		stream("no status", lost, headers(true, "content-type: application/json")),
		stream("an HTTP/2 status that is not a number", lost, headers(true, ":status: abc")),
		stream("two statuses", lost, headers(true, status200, ":status: 404")),
		stream("a pseudo-header after other headers", lost, headers(true, "x-first: 1", status200)),
		stream("an unknown pseudo-header", lost, headers(true, status200, ":mood: bad")),
		stream("a header name in upper case", lost, upperCase),
		stream("data before the header", lost, data(goodBody, true)),
		stream("data after the end", works, answers(goodBody), data("more", false)),
		stream("less data than announced", brokeOff, headers(false, status200, fmt.Sprint(length, len(goodBody)+9)), data(goodBody, true)),
		stream("more data than announced", brokeOff, headers(false, status200, fmt.Sprint(length, len(half))), data(goodBody, true)),
		stream("a stream of 8 EiB announced, nothing sent", brokeOff, headers(false, status200, length+"9223372036854775807"), data("", true)),
		stream("an HTTP/2 length that is not a number", misread(200), headers(false, status200, length+"12abc"), data("", true)),
		stalling(stream("silence after the header", stuck, ok)),
		stalling(stream("silence within the body", stuck.kept(half), ok, data(half, false))),
		stalling(stream("data byte by byte", stuck, ok, times(0, data(" ", false), waits(tick)))),
		stream("closed within the stream", brokeOff, ok, data(half, false), waits(tick), closes),
		stream("reset within the stream", brokeOff.kept(half), ok, data(half, false), waits(tick), rst(http2.ErrCodeInternal)),
		stream("canceled within the stream", brokeOff.kept(half), ok, data(half, false), waits(tick), rst(http2.ErrCodeCancel)),
		stream("refused within the stream", brokeOff.kept(half), ok, data(half, false), waits(tick), rst(http2.ErrCodeRefusedStream)),
		stream("trailers", works, ok, data(goodBody, false), headers(true, "x-sum: 1")),
		stream("10,000 frames without data", works, ok, times(10000, data("", false)), data(goodBody, true)),
		stream("1,000 pings before the response", works, times(1000, ping), answers(goodBody)),
		stream("three HTTP/2 informational responses", works, times(3, headers(false, ":status: 103", "link: x")), answers(goodBody)),
		heavy(stream("endless HTTP/2 informational responses", lost, times(0, headers(false, ":status: 103", "link: "+strings.Repeat("x", 8000))))),
		heavy(stream("an endless header block", lost, endlessBlock)),
		heavy(stream("header fields of 40 MB in 20 KB", lost, headersOf(10000, "x-bomb: "+bomb))),
		stream("a block that is not HPACK", lost, frame(func(f *http2.Framer, id uint32) error {
			return f.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: []byte("\xff\xff\xff\xff\xff\xff"), EndHeaders: true})
		})),
		stream("a frame above the maximum size", lost, raw("\xff\xff\xff\x00\x00\x00\x00\x00\x01")),
		stream("data on stream 0", lost, raw("\x00\x00\x01\x00\x00\x00\x00\x00\x00x")),
		stream("a header on stream 0", lost, raw("\x00\x00\x01\x01\x05\x00\x00\x00\x00\x88")),
		stream("an unknown frame", works, raw("\x00\x00\x01\xee\x00\x00\x00\x00\x00x"), answers(goodBody)),
		stream("a push promise", lost, frame(func(f *http2.Framer, id uint32) error {
			return f.WritePushPromise(http2.PushPromiseParam{StreamID: id, PromiseID: 2, BlockFragment: []byte{0x82}, EndHeaders: true})
		})),
		stream("a window that overflows within a stream", lost, times(2, frame(func(f *http2.Framer, _ uint32) error {
			return f.WriteWindowUpdate(0, 1<<31-1)
		}))),
		stream("a window update of zero", lost, raw("\x00\x00\x04\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
		stream("an unexpected settings acknowledgment", loosely, raw("\x00\x00\x00\x04\x01\x00\x00\x00\x00"), answers(goodBody)),
		stream("settings with a length of five bytes", lost, raw("\x00\x00\x05\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")),
	}
}

// upperCase sends a field name in upper case, which HTTP/2 forbids but the encoder accepts.
func upperCase(x *exchange) error {
	fields := fieldsOf([]string{status200, "x-loud: 1"})
	fields[1].Name = "X-LOUD"
	return x.frames.writeHeaders(x.stream, fields, true)
}

func headersOf(n int, line string) step {
	return func(x *exchange) error {
		lines := []string{status200}
		for range n {
			lines = append(lines, line)
		}
		return x.frames.writeHeaders(x.stream, fieldsOf(lines), true)
	}
}

func endlessBlock(x *exchange) error {
	return x.frames.do(func() error {
		f := x.frames.framer
		if err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: x.stream, BlockFragment: []byte{0x88}}); err != nil {
			return err
		}
		for {
			// One byte encodes the field accept-charset, by its index in the static table.
			if err := f.WriteContinuation(x.stream, false, []byte(strings.Repeat("\x8f", maxFrame))); err != nil {
				return err
			}
		}
	})
}

// http2Resets returns faults that reset the stream, with every code. Only REFUSED_STREAM means that the server did not process
// the request.
func http2Resets() []Fault {
	var faults []Fault
	for code := http2.ErrCodeNo; code <= http2.ErrCodeHTTP11Required+1; code++ {
		must := lost
		if code == http2.ErrCodeRefusedStream {
			must = turnedAway()
		}
		faults = append(faults, Fault{Name: fmt.Sprintf("stream reset: %v", code), HTTP2: script{read, rst(code)}, Must: must})
	}
	return append(faults,
		Fault{Name: "stream refused after execution", HTTP2: script{read, runs, rst(http2.ErrCodeRefusedStream)}, Must: turnedAway(), Lies: true},
		Fault{Name: "stream reset after execution", HTTP2: script{read, runs, rst(http2.ErrCodeInternal)}, Must: lost},
		Fault{Name: "protocol error after execution", HTTP2: script{read, runs, rst(http2.ErrCodeProtocol)}, Must: lost},
		Fault{Name: "a connection in use, stream refused after execution", Warm: 2, HTTP2: script{read, runs, rst(http2.ErrCodeRefusedStream)}, Must: turnedAway(), Lies: true},
	)
}
