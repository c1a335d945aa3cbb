package hostile

import "golang.org/x/net/http2"

// alert sends a fatal TLS alert.
func alert(code byte) step { return sends(string([]byte{0x15, 0x03, 0x03, 0x00, 0x02, 0x02, code})) }

func connections() []Fault {
	return []Fault{
		{Name: "connection refused", Refuses: true, Must: unsent},
		{Name: "reset on arrival", Connect: script{resets}, HTTP1: good, Must: loosely},
		{Name: "closed on arrival", Connect: script{closes}, HTTP1: good, Must: loosely},
		{Name: "the server speaks a different protocol first", Connect: script{sends("220 mail.example.com ESMTP\r\n")}, HTTP1: good, Must: loosely},
		{Name: "a response before any request", Connect: script{sends("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")}, HTTP1: good, Must: loosely, Lies: true},
		{Name: "TLS where HTTP is expected", HTTP1: script{read, alert(0x16), closes}, Must: lost},
		{Name: "reset before the handshake", TLS: true, Connect: script{resets}, Must: unsent},
		{Name: "closed before the handshake", TLS: true, Connect: script{closes}, Must: unsent},
		{Name: "HTTP where TLS is expected", TLS: true, Connect: script{sends("HTTP/1.1 400 Bad Request\r\n\r\n"), closes}, Must: unsent},
		{Name: "garbage where TLS is expected", TLS: true, Connect: script{sends("\x00\xff\x17garbage\r\n\r\n"), closes}, Must: unsent},
		{Name: "handshake refused with an alert", TLS: true, Connect: script{alert(0x28), closes}, Must: unsent},
		{Name: "handshake ended with an internal error", TLS: true, Connect: script{alert(0x50), closes}, Must: unsent},
		{Name: "handshake that stalls", TLS: true, Connect: script{stalls}, Stalls: true, Must: tooLate},
		// The client ends the handshake before the deadline when the bytes are not TLS.
		{Name: "handshake byte by byte", TLS: true, Connect: script{times(0, sends("\x16"), waits(tick))}, Stalls: true, Must: loosely},
		{Name: "nothing is ever read", HTTP1: script{stalls}, HTTP2: script{stalls}, Hello: script{stalls}, Stalls: true, Must: late},
	}
}

func certificatesShown() []Fault {
	var faults []Fault
	for _, name := range []string{expired, notYet, wrongName, foreign, ownSigned, clientUse} {
		faults = append(faults, Fault{Name: "a certificate " + name, Certificate: name, Must: tooLate}) // a retry cannot succeed
	}
	return faults
}

func http2Connections() []Fault {
	return []Fault{
		{Name: "closed after the preface", Hello: script{closes}, Must: loosely},
		{Name: "reset after the preface", Hello: script{resets}, Must: loosely},
		{Name: "HTTP/1.1 after the preface", Hello: script{raw("HTTP/1.1 400 Bad Request\r\n\r\n"), closes}, Must: loosely},
		{Name: "garbage after the preface", Hello: script{raw("\xff\xff\xff\xff\xff\xff\xff\xff\xff"), closes}, Must: loosely},
		{Name: "no settings, then silence", Hello: script{stalls}, Stalls: true, Must: late},
		{Name: "GOAWAY as a greeting", Hello: script{settings(), goAwayForAll(http2.ErrCodeNo, "")}, HTTP2: good, Must: loosely, Lies: true, Keeps: true},
		{Name: "GOAWAY with ENHANCE_YOUR_CALM as a greeting", Hello: script{settings(), goAwayForAll(http2.ErrCodeEnhanceYourCalm, "too many")}, HTTP2: good, Must: loosely, Lies: true, Keeps: true},
		{Name: "2,000 settings", Hello: script{times(2000, settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 65535}))}, HTTP2: good, Must: works},
		{Name: "2,000 pings", Hello: script{settings(), times(2000, ping)}, HTTP2: good, Must: works},
		{Name: "no streams allowed", Hello: script{settings(http2.Setting{ID: http2.SettingMaxConcurrentStreams, Val: 0})}, HTTP2: good, Stalls: true, Must: loosely},
		{Name: "no window for bodies", Hello: script{settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})}, HTTP2: good, Stalls: true, Must: windowless()},
		{Name: "a window that overflows", Hello: script{settings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 1 << 31})}, HTTP2: good, Must: loosely},
		{Name: "a maximum frame size below the minimum", Hello: script{settings(http2.Setting{ID: http2.SettingMaxFrameSize, Val: 1})}, HTTP2: good, Must: loosely},
		{Name: "no room for header fields", Hello: script{settings(http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: 1})}, HTTP2: good, Must: loosely},
		{Name: "unknown settings", Hello: script{settings(http2.Setting{ID: 0xfafa, Val: 1})}, HTTP2: good, Must: works},
		{Name: "a header table of 1 GiB", Hello: script{settings(http2.Setting{ID: http2.SettingHeaderTableSize, Val: 1 << 30})}, HTTP2: good, Must: works},
	}
}

// windowless returns rows in which only requests without a body succeed, because they need no window.
func windowless() Rows {
	r := works
	r.Write, r.Spend = loosely.Write, loosely.Spend
	return r.empty(works.Spend)
}

var ping = frame(func(f *http2.Framer, _ uint32) error { return f.WritePing(false, [8]byte{1}) })

// raw sends text between frames, unchanged.
func raw(text string) step {
	return func(x *exchange) error { return x.frames.do(func() error { return sends(text)(x) }) }
}
