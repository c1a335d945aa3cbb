// Package lenient provides types for JSON values that servers, typically written in PHP, send in more than one form. Each value
// remembers the form it was received in and encodes unchanged.
//
//	type       JSON that has a value                                       Go type of the value
//	Int        12, "12", -3, "007", "+5", 2.00                             int64
//	Decimal    9.99, "9.99", "9.90", ".5"                                  decimal.Decimal
//	Bool       true, 1, "1", "true", "YES", "on", "y" and their opposites  bool
//	Time       "2022-02-06T21:04:45Z", "2022-02-06 21:04:45", "2022-02-06" time.Time
//	Strings    "text", "", ["text", "text"], 12, [12, true, null]          []string
//	List       [1, 2], [], {"0": 1, "2": 2}, {"id": 1}                     []T
//	OneOrMore  [{"id": 1}], [], {"0": {"id": 1}}, {"id": 1}                []T
//	Map        {"a": 1}, {}, []                                            map[string]T
//	Object     {"id": 1}, {}                                               T
//
// # A missing value is not zero
//
// Every type has these methods:
//
//   - Value returns the value, and whether there is one.
//   - IsNull reports whether null was received.
//   - IsZero reports whether it is the zero value of the type: the field was absent.
//
// No method invents a number, a boolean or a date. If there is no value, the method Or of Int, Decimal, Bool and Time returns its
// argument. String returns what was received instead ("512 MB"), or "" for null, false and an absent field. Items, Strings and Map
// return nil, so a loop over the result does nothing. Use Value for decisions about money:
//
//	total, ok := quote.Total.Value()
//	if !ok || total.GreaterThan(limit) {
//		return errors.New("no price, or a price above the limit")
//	}
//
// # JSON without a value
//
// This JSON is accepted and encodes unchanged, but Value returns false:
//
//	type                         JSON without a value
//	all                          null; also false, except for Bool
//	Int, Decimal, Time           "", other numbers, and strings that begin like a number: 12.5 and "512 MB" for an Int, "1,000.00" for
//	                             a Decimal, "0000-00-00" and "06.02.2022" for a Time
//	Bool                         ""
//	List, OneOrMore, Map         a string, which Text returns
//	Object                       a string, which Text returns, and []
//
// Any other JSON is an error: a [*encoding/json.UnmarshalTypeError] that names the field and does not quote the value. The receiver
// is then unchanged. A string with invalid UTF-8 or half a surrogate pair (\ud800) is also an error.
//
// # Encoding
//
// MarshalJSON returns the JSON that UnmarshalJSON read, byte for byte. For List, OneOrMore, Map and Object, it leaves out the space
// between members, and encodes elements of plain Go types as encoding/json does. [encoding/json.Marshal] then escapes <, >, &, U+2028
// and U+2029 in strings. An [encoding/json.Encoder] with SetEscapeHTML(false) does not escape <, > and &, and with Go 1.26 does not
// escape the other two either.
//
// The zero value encodes as 0, false, "", [] or {}, and for [Time] as null. With the option omitzero, a field is written only if it
// was received (even as 0, "", [] or null) or set. To create values, use the functions that begin with New, or [ParseDecimal].
package lenient
