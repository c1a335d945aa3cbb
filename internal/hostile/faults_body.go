package hostile

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/hostclients/hostclients/core"
)

// body is a fault that executes the request and responds with 200 and a body.
func body(name string, must Rows, text string) Fault {
	return Fault{Name: name, Request: script{read, runs, answers(text)}, Must: must}
}

// typed is a fault that executes the request and responds with 200, a body and header lines, such as the content type.
func typed(name string, must Rows, text string, lines ...string) Fault {
	return Fault{Name: name, Request: script{read, runs, replies(http.StatusOK, text, lines...)}, Must: must}
}

// rejects is a fault that responds with 200 and an error that the document does not describe.
func rejects(name, text string) Fault {
	return Fault{Name: name, Request: script{read, answers(text)}, Must: rejected}
}

// packed is a fault whose body is compressed, so that few bytes are sent.
func packed(name string, must Rows, text func() string) Fault {
	return Fault{Name: name, Request: script{read, runs, zipped(http.StatusOK, text)}, Must: must}
}

func repeated(before, item, after string, n int) func() string {
	return func() string { return before + strings.TrimSuffix(strings.Repeat(item, n), ",") + after }
}

func encodings() []Fault {
	zip := "Content-Encoding: gzip"
	whole := compressed(goodBody)
	broken := whole[:len(whole)-12]
	badSum := whole[:len(whole)-8] + "\x00\x00\x00\x00" + whole[len(whole)-4:]
	return []Fault{
		typed("gzip", works, whole, json, zip),
		typed("gzip in upper case", works, whole, json, "Content-Encoding: GZIP"),
		typed("gzip of two members", works, compressed(half)+compressed(goodBody[len(half):]), json, zip),
		typed("gzip announced, plain JSON sent", works, goodBody, json, zip),
		typed("gzip, not announced", works, whole, json),
		typed("truncated gzip", brokeOff, broken, json, zip),
		typed("gzip with a wrong checksum", brokeOff, badSum, json, zip),
		typed("gzip with trailing garbage", brokeOff.kept(half), whole+"garbage", json, zip),
		typed("gzip twice", misread(200), compressed(whole), json, zip),
		typed("gzip announced, nothing sent", misread(200), "", json, zip),
		typed("deflate announced, plain JSON sent", works, goodBody, json, "Content-Encoding: deflate"),
		typed("br announced, plain JSON sent", works, goodBody, json, "Content-Encoding: br"),
		typed("an unknown encoding", misread(200), "\x8b\x01\x80evidence\x03", json, "Content-Encoding: snail"),
		heavy(packed("a bomb of spaces", misread(200), repeated("", " ", "", 64<<20))),
		heavy(packed("a bomb of text", misread(200), repeated(`{"name":"`, "x", `"}`, 64<<20))),
		packed("a string of 7 MB", works, repeated(`{"id":1,"name":"`, "x", `"}`, 7<<20)),
	}
}

func texts() []Fault {
	page := "<!DOCTYPE html><html><body>evidence</body></html>"
	warning := "<br />\n<b>Warning</b>: evidence in <b>/srv/api.php</b> on line <b>7</b><br />\n"
	return []Fault{
		typed("JSON as text/html", works, goodBody, "Content-Type: text/html; charset=UTF-8"),
		typed("JSON as text/plain", works, goodBody, "Content-Type: text/plain"),
		typed("JSON without a content type", works, goodBody),
		typed("JSON with an invalid content type", works, goodBody, "Content-Type: ;;;"),
		typed("JSON with two content types", works, goodBody, "Content-Type: text/xml", json),
		body("a byte order mark", works, "\xef\xbb\xbf"+goodBody),
		body("spaces around the JSON", works, "\r\n\t "+goodBody+" \n\n"),
		body("HTML as JSON", misread(200).kept("evidence"), page),
		body("XML as JSON", misread(200).kept("evidence"), `<?xml version="1.0"?><a>evidence</a>`),
		body("a PHP warning before the JSON", misread(200).kept("evidence"), warning+goodBody),
		body("a PHP warning in plain text before the JSON", misread(200).kept("Warning"), "Warning: evidence\n"+goodBody),
		body("a PHP warning after the JSON", misread(200).kept("evidence"), goodBody+warning),
		body("two JSON values", misread(200), goodBody+goodBody),
		body("plain text", misread(200).kept("OK"), "OK"),
		body("a PHP array", misread(200), "Array\n(\n)\n"),
		body("JSON in a JSON string", misread(200), `"{\"id\":1}"`),
		body("only whitespace", misread(200), "   \r\n"),
		body("truncated JSON", misread(200).kept(half), half),
		body("JSON in UTF-16", misread(200), "\xff\xfe{\x00}\x00"),
		body("a string that is not UTF-8", misread(200), "{\"id\":1,\"name\":\"gr\xfcn\"}"),
		body("a name that is not UTF-8", misread(200), "{\"id\":1,\"gr\xfcn\":1}"),
		body("half a surrogate pair", misread(200), `{"id":1,"name":"\ud83d"}`),
		body("an overlong character", misread(200), "{\"id\":1,\"name\":\"\xc0\xaf\"}"),
		body("a NUL in a string", works, `{"id":1,"name":"a\u0000b"}`),
		body("a line separator in a string", works, "{\"id\":1,\"name\":\"\u2028\"}"),
		body("a line break in a string", misread(200), "{\"id\":1,\"name\":\"a\nb\"}"),
		body("an invalid escape", misread(200), `{"id":1,"name":"\x41"}`),
		body("a trailing comma", misread(200), `{"id":1,}`),
		body("single quotes", misread(200), `{'id':1}`),
		body("names without quotes", misread(200), `{id:1}`),
		body("a comment", misread(200), `{"id":1} // evidence`),
		body("JSON in a callback", misread(200), `callback({"id":1});`),
		body("a prefix against JSON hijacking", misread(200), ")]}',\n"+goodBody),
	}
}

func shapes() []Fault {
	deep := func(open, inner, end string, n int) func() string {
		return func() string { return strings.Repeat(open, n) + inner + strings.Repeat(end, n) }
	}
	return []Fault{
		body("null", misread(200), "null"),
		body("false", misread(200), "false"),
		body("a number", misread(200), "0"),
		body("an empty string", misread(200), `""`),
		body("a list in place of an object", misread(200), "[]"),
		body("an empty object", misread(200), "{}"),
		body("an object of unknown members", misread(200), `{"greeting":"hello"}`),
		body("null everywhere", misread(200), `{"id":null,"name":null,"data":null}`),
		body("an empty list", works, `{"data":[]}`),
		body("a list of nulls", misread(200), `{"data":[null,null]}`),
		body("an object in place of a list", misread(200), `{"data":{}}`),
		body("a string in place of a list", misread(200), `{"data":""}`),
		body("false in place of a list", misread(200), `{"data":false}`),
		body("a string in place of a number", misread(200), `{"id":"one"}`),
		body("a number in place of a string", misread(200), `{"id":1,"name":5}`),
		body("an object in place of a string", misread(200), `{"id":1,"name":{}}`),
		body("a fraction in place of an integer", misread(200), `{"id":1.5}`),
		body("a 20-digit integer", misread(200), `{"id":99999999999999999999}`),
		body("1e400", misread(200), `{"data":[{"id":1,"price":1e400}]}`),
		body("-1e400", misread(200), `{"data":[{"id":1,"price":-1e400}]}`),
		body("1e-400", works, `{"data":[{"id":1,"price":1e-400}]}`),
		body("NaN", misread(200), `{"data":[{"id":1,"price":NaN}]}`),
		body("Infinity", misread(200), `{"data":[{"id":1,"price":Infinity}]}`),
		body("a number with a leading zero", misread(200), `{"id":01}`),
		body("a hexadecimal number", misread(200), `{"id":0x1}`),
		packed("a number of 1 MB", misread(200), repeated(`{"id":`, "9", `}`, 1<<20)),
		packed("an exponent of 1 MB", misread(200), repeated(`{"data":[{"id":1,"price":1e`, "9", `}]}`, 1<<20)),
		body("a duplicate name", works, `{"id":1,"id":2}`),
		body("a name in two cases", works, `{"ID":1,"id":2}`),
		packed("a name 100,000 times", works, repeated(`{`, `"id":1,`, `}`, 100_000)),
		packed("a name of 5 MB", misread(200), repeated(`{"`, "n", `":1}`, 5<<20)),
		packed("lists 100,000 deep", misread(200), deep("[", "", "]", 100_000)),
		packed("objects 100,000 deep", misread(200), deep(`{"data":`, "1", "}", 100_000)),
		packed("lists 100,000 deep that never end", misread(200), deep("[", "", "", 100_000)),
		packed("the type itself, 8,000 deep", misread(200), deep(`{"id":1,"data":[{"parts":[`, "", "]}]}", 2_000)),
		packed("unknown members 100,000 deep", misread(200), func() string {
			return `{"id":1,"x":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + "}"
		}),
		packed("32 KB that become 2.7 million objects", misread(200), repeated(`{"data":[`, "{},", `]}`, 2_700_000)),
		packed("300,000 objects", misread(200), repeated(`{"data":[`, "{},", `]}`, 300_000)),
		packed("50,000 objects", misread(200), repeated(`{"data":[`, `{"id":1},`, `]}`, 50_000)),
		packed("5,000 objects", works, repeated(`{"data":[`, `{"id":1,"name":"a thing"},`, `]}`, 5_000)),
		heavy(packed("2.7 million unknown members", misread(200), repeated(`{"id":1,"x":[`, "{},", `]}`, 2_700_000))),
		heavy(packed("4 million numbers", misread(200), repeated(`{"id":1,"x":[`, "0,", `]}`, 4_000_000))),
		heavy(packed("2 million lists", misread(200), repeated(`{"data":[{"options":{"x":[`, "[],", `]}}]}`, 2_000_000))),
		heavy(packed("700,000 unknown names", misread(200), func() string {
			var b strings.Builder
			b.WriteString(`{"data":[{"options":{"first":0`)
			for i := range 700_000 {
				fmt.Fprintf(&b, `,"%d":0`, i)
			}
			return b.String() + "}}]}"
		})),
		rejects("an error without a result", `{"error":"backend down"}`),
		{Name: "an error without a result after the execution", Request: script{read, runs, answers(`{"error":"the mail could not be sent"}`)}, Must: rejected},
		rejects("errors without a result", `{"errors":["backend down"]}`),
		rejects("a status that is error", `{"status":"error","message":"backend down"}`),
		rejects("a success that is false", `{"success":false,"message":"backend down"}`),
		rejects("a result that is error", `{"result":"error","message":"backend down"}`),
		rejects("an error with a capital letter", `{"Error":"backend down"}`),
	}
}

// failures returns faults with error responses that must not harm the client.
func failures() []Fault {
	invalid := refused(422, core.ErrInvalid)
	broken := failed(500, core.ErrUnavailable)
	big := func(name, before, item, after string, n int) Fault {
		return Fault{Name: name, Must: invalid, Request: script{read, zipped(422, repeated(before, item, after, n))}}
	}
	says := func(name string, must Rows, status int, text string, lines ...string) Fault {
		return Fault{Name: name, Must: must, Request: script{read, replies(status, text, lines...)}}
	}
	return []Fault{
		says("a failure in HTML", broken.kept("evidence"), 500, "<html>evidence</html>", "Content-Type: text/html"),
		says("a failure with invalid gzip", broken.kept("evidence"), 500, failureBody, json, "Content-Encoding: gzip"),
		says("a failure in truncated gzip", broken.retried(), 500, compressed(failureBody)[:len(failureBody)], json, "Content-Encoding: gzip"),
		says("a failure with a message that is not a string", invalid, 422, `{"message":{"a":[1,{"b":null}]},"code":[]}`, json),
		says("a failure with a message that is not UTF-8", invalid, 422, "{\"message\":\"gr\xfcn\"}", json),
		says("a failure with control characters", invalid, 422, `{"message":"\u001b[2J\u202e\u0000"}`, json),
		says("a failure that is null", invalid, 422, "null", json),
		says("a failure with a 400-digit code", invalid, 422, `{"message":"x","code":`+strings.Repeat("7", 400)+"}", json),
		{Name: "a failure that breaks off", HTTP1: script{read, sends("HTTP/1.1 500 Oops\r\nContent-Length: 900\r\n\r\n" + failureBody), waits(tick), closes}, Must: broken.kept("evidence").retried()},
		stalling(Fault{Name: "a failure that stalls", HTTP1: script{read, sends("HTTP/1.1 500 Oops\r\nContent-Length: 900\r\n\r\n" + failureBody), stalls}, Must: broken.kept("evidence")}),
		heavy(big("a failure of 50 MB of spaces", "", " ", "", 50<<20)),
		big("a failure with a message of 900 KB", `{"message":"`, "x", `"}`, 900<<10),
		big("a failure with 100,000 messages", `{"message":[`, `"x",`, `]}`, 100_000),
		big("a failure with 200,000 codes", `{"errors":[`, `1000,`, `]}`, 170_000),
		big("a failure of 300,000 objects", `{"message":[`, "{},", `]}`, 300_000),
		big("a failure 50,000 deep", strings.Repeat(`{"errors":[`, 20_000), "1001,", strings.Repeat("]}", 20_000), 20_000),
		big("a failure of 30,000 names in each of 10 levels", strings.Repeat(`{"a":0,"errors":`, 10)+"{", `"1001":"x",`, strings.Repeat("}", 11), 30_000),
	}
}
