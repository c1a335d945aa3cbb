package hostile

import (
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// exchange is a request and its connection. Before the request is read, only the connection is set.
type exchange struct {
	server   *Server
	protocol Protocol
	tcp      *net.TCPConn
	conn     net.Conn // tcp, or TLS over it
	call     string

	in      *bufio.Reader // HTTP/1.1
	request *http.Request

	frames *frames // HTTP/2
	stream uint32

	execute func() // executes the request in the server that injects the fault, or nil

	gone <-chan struct{} // closed when the client or the server has ended the connection
}

// step is one action of the server. An error ends the connection.
type step func(*exchange) error

// script is what the server does, step by step.
type script []step

func (s script) run(x *exchange) error {
	for _, do := range s {
		if err := do(x); err != nil {
			return err
		}
	}
	return nil
}

var errEnd = errors.New("the script ends the connection")

// Steps that read or execute a request.

// readHead reads the request up to its body.
func readHead(x *exchange) error {
	if x.request != nil {
		return nil
	}
	request, err := http.ReadRequest(x.in)
	if err != nil {
		return err
	}
	x.request, x.call = request, request.Header.Get("X-Request-Id")
	return nil
}

// read reads the request to its end.
func read(x *exchange) error {
	if x.protocol == HTTP2 {
		return nil // serveHTTP2 read it before the script began
	}
	if err := readHead(x); err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, x.request.Body); err != nil {
		return err
	}
	x.server.Ledger.receive(x.call)
	return nil
}

// runs executes the request, unless the server has sent a GOAWAY that excludes it.
func runs(x *exchange) error {
	if x.frames != nil && !x.frames.process(x.stream) {
		return errEnd
	}
	if x.execute != nil {
		x.execute()
	}
	x.server.Ledger.execute(x.call)
	return nil
}

// Steps that end, pause or repeat.

func closes(*exchange) error { return errEnd }

// resets closes the connection with a reset, so the client loses the bytes that it has not read.
func resets(x *exchange) error {
	_ = x.tcp.SetLinger(0)
	_ = x.tcp.Close()
	return errEnd
}

// stalls sends nothing more until the client gives up.
func stalls(x *exchange) error {
	buffer := make([]byte, 4096)
	if x.stream != 0 {
		<-x.gone // another goroutine reads the connection
		return errEnd
	}
	for {
		if _, err := x.conn.Read(buffer); err != nil {
			return errEnd
		}
	}
}

func waits(d time.Duration) step {
	return func(x *exchange) error {
		select {
		case <-time.After(d):
			return nil
		case <-x.gone:
			return errEnd
		}
	}
}

// times repeats steps n times, or until the client gives up if n is 0.
func times(n int, steps ...step) step {
	return func(x *exchange) error {
		for i := 0; n == 0 || i < n; i++ {
			if err := script(steps).run(x); err != nil {
				return err
			}
			select {
			case <-x.gone:
				return errEnd
			default:
			}
		}
		return nil
	}
}

// Steps that send a response.

// sends writes text unchanged.
func sends(text string) step {
	return func(x *exchange) error {
		_, err := io.WriteString(x.conn, text)
		return err
	}
}

// replies sends a whole response. Each line is "Name: value". Over HTTP/1.1, it adds a Content-Length unless a line sets the length.
func replies(status int, body string, lines ...string) step {
	return func(x *exchange) error {
		if x.protocol == HTTP2 {
			fields := append([]hpack.HeaderField{{Name: ":status", Value: strconv.Itoa(status)}}, fieldsOf(lines)...)
			if body == "" {
				return x.frames.writeHeaders(x.stream, fields, true)
			}
			if err := x.frames.writeHeaders(x.stream, fields, false); err != nil {
				return err
			}
			return x.frames.writeData(x.stream, body, true)
		}
		var b strings.Builder
		fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
		announced := false
		for _, line := range lines {
			announced = announced || strings.HasPrefix(line, "Content-Length") || strings.HasPrefix(line, "Transfer-Encoding")
			b.WriteString(line + "\r\n")
		}
		if !announced && status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified {
			fmt.Fprintf(&b, "Content-Length: %d\r\n", len(body))
		}
		b.WriteString("\r\n" + body)
		return sends(b.String())(x)
	}
}

// json is the header line of a JSON body.
const json = "Content-Type: application/json"

// answers sends a success with a JSON body.
func answers(body string) step { return replies(http.StatusOK, body, json) }

// zipped sends a response with a compressed JSON body.
func zipped(status int, body func() string) step {
	packed := sync.OnceValue(func() string { return compressed(body()) })
	return func(x *exchange) error { return replies(status, packed(), json, "Content-Encoding: gzip")(x) }
}

// compressed returns text as gzip. Writing to memory cannot fail.
func compressed(text string) string {
	var packed strings.Builder
	w := gzip.NewWriter(&packed)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return packed.String()
}

// Steps that send HTTP/2 frames.

func headers(end bool, lines ...string) step {
	return func(x *exchange) error { return x.frames.writeHeaders(x.stream, fieldsOf(lines), end) }
}

func data(body string, end bool) step {
	return func(x *exchange) error { return x.frames.writeData(x.stream, body, end) }
}

func frame(write func(*http2.Framer, uint32) error) step {
	return func(x *exchange) error {
		return x.frames.do(func() error { return write(x.frames.framer, x.stream) })
	}
}

func settings(s ...http2.Setting) step {
	return frame(func(f *http2.Framer, _ uint32) error { return f.WriteSettings(s...) })
}

func rst(code http2.ErrCode) step {
	return frame(func(f *http2.Framer, stream uint32) error { return f.WriteRSTStream(stream, code) })
}

// goAway sends a GOAWAY with the last stream that the server executed; the server executes no later stream.
func goAway(code http2.ErrCode, debug string) step {
	return func(x *exchange) error {
		return x.frames.do(func() error {
			x.frames.leaving = true
			return x.frames.framer.WriteGoAway(x.frames.processed, code, []byte(debug))
		})
	}
}

// goAwayForAll sends a GOAWAY that claims that the server executed no stream, even if it executed some.
func goAwayForAll(code http2.ErrCode, debug string) step {
	return frame(func(f *http2.Framer, _ uint32) error { return f.WriteGoAway(0, code, []byte(debug)) })
}

// goodBody is the response body of a server that behaves well.
const goodBody = `{"id":1,"name":"evidence","data":[{"id":1,"name":"first"}]}`

var good = script{read, runs, answers(goodBody)}
