package hostile

import (
	"bytes"
	"io"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frames writes the frames of one HTTP/2 connection, which several streams share.
type frames struct {
	mu     sync.Mutex
	framer *http2.Framer
	text   bytes.Buffer
	packer *hpack.Encoder

	processed uint32 // the last stream that was executed
	leaving   bool   // whether a GOAWAY was sent
}

// process records that the server executes a stream. If a GOAWAY excludes the stream, process returns false and records nothing.
func (f *frames) process(stream uint32) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.leaving && stream > f.processed {
		return false
	}
	f.processed = max(f.processed, stream)
	return true
}

// serveHTTP2 runs the plan on an HTTP/2 connection, stream by stream.
func serveHTTP2(x *exchange, fault *Fault) {
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(x.conn, preface); err != nil {
		return
	}
	f := &frames{framer: http2.NewFramer(x.conn, x.conn)}
	f.packer = hpack.NewEncoder(&f.text)
	f.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	gone := make(chan struct{})
	x.frames, x.gone = f, gone
	hello := fault.Hello
	if hello == nil {
		hello = script{settings()}
	}
	if hello.run(x) != nil {
		return
	}
	var streams sync.WaitGroup
	defer streams.Wait()
	defer func() {
		_ = x.tcp.Close()
		close(gone)
	}()
	pending := map[uint32]*exchange{}
	first := fault
	begin := func(id uint32) {
		stream := pending[id]
		delete(pending, id)
		if stream == nil {
			return
		}
		x.server.Ledger.receive(stream.call)
		fault, first = first, nil
		if fault == nil || fault.passing {
			fault = x.server.plan()
		}
		steps := fault.script(HTTP2)
		streams.Go(func() {
			if steps.run(stream) != nil {
				_ = x.tcp.Close()
			}
		})
	}
	for {
		frame, err := f.framer.ReadFrame()
		if err != nil {
			return
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				_ = f.do(func() error { return f.framer.WriteSettingsAck() })
			}
		case *http2.PingFrame:
			if !frame.IsAck() {
				_ = f.do(func() error { return f.framer.WritePing(true, frame.Data) })
			}
		case *http2.MetaHeadersFrame:
			stream := *x
			stream.stream = frame.StreamID
			for _, field := range frame.Fields {
				if field.Name == "x-request-id" {
					stream.call = field.Value
				}
			}
			pending[frame.StreamID] = &stream
			if frame.StreamEnded() {
				begin(frame.StreamID)
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				begin(frame.StreamID)
			}
		}
	}
}

// do calls write while no other stream writes.
func (f *frames) do(write func() error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return write()
}

// maxFrame is the length of a frame that every client accepts.
const maxFrame = 16 << 10

// writeHeaders writes a block of header fields, split into frames.
func (f *frames) writeHeaders(stream uint32, fields []hpack.HeaderField, end bool) error {
	return f.do(func() error {
		f.text.Reset()
		for _, field := range fields {
			if err := f.packer.WriteField(field); err != nil {
				return err
			}
		}
		block := f.text.Bytes()
		part := block[:min(len(block), maxFrame)]
		block = block[len(part):]
		if err := f.framer.WriteHeaders(http2.HeadersFrameParam{
			StreamID: stream, BlockFragment: part, EndStream: end, EndHeaders: len(block) == 0,
		}); err != nil {
			return err
		}
		for len(block) > 0 {
			part, block = block[:min(len(block), maxFrame)], block[min(len(block), maxFrame):]
			if err := f.framer.WriteContinuation(stream, len(block) == 0, part); err != nil {
				return err
			}
		}
		return nil
	})
}

// writeData writes the body, split into frames. It ignores flow control, because the bodies of the scripts fit into the client's
// window.
func (f *frames) writeData(stream uint32, body string, end bool) error {
	for first := true; first || body != ""; first = false {
		part := body[:min(len(body), maxFrame)]
		body = body[len(part):]
		if err := f.do(func() error { return f.framer.WriteData(stream, end && body == "", []byte(part)) }); err != nil {
			return err
		}
	}
	return nil
}

// fieldsOf returns header lines as HTTP/2 fields, with names in lower case.
func fieldsOf(lines []string) []hpack.HeaderField {
	var fields []hpack.HeaderField
	for _, line := range lines {
		// A pseudo header begins with a colon.
		name, value, _ := strings.Cut(line[1:], ": ")
		name = line[:1] + name
		fields = append(fields, hpack.HeaderField{Name: strings.ToLower(name), Value: value})
	}
	return fields
}
