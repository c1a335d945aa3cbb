// Package lenient holds the types of JSON values that arrive in more than one form, as PHP back ends send them. Each
// remembers the form it arrived in and writes it back unchanged.
//
//	type       JSON that has a value                                       the value
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
// # Nothing is not zero
//
// Every type answers the same questions:
//
//   - Value returns the value, and whether there is one.
//   - IsNull reports whether it came as null.
//   - IsZero reports whether nothing came. The zero value of a type says that.
//
// No method makes up a number, a yes or no, or a date. Int, Decimal, Bool and Time have Or, which takes the value to use if
// there is none, and their String is "" then. The plain accessors of the others (Items, Strings, Map) return nil then, so a
// loop over them does nothing. Decide about money with Value:
//
//	total, ok := quote.Total.Value()
//	if !ok || total.GreaterThan(limit) {
//		return errors.New("no price, or too high a one")
//	}
//
// # What comes in place of a value
//
// These are kept and written back, and Value returns false:
//
//	type                         JSON without a value
//	all                          null; false, but for Bool, where it is a value
//	Int, Decimal, Time           "", other numbers, and texts that begin like a number: 12.5 and "512 MB" for an Int, "1,000.00" for
//	                             a Decimal, "0000-00-00" and "06.02.2022" for a Time
//	Bool                         ""
//	List, OneOrMore, Map         a text, which Text returns
//	Object                       a text, which Text returns, and []
//
// Anything else is an error: a [json.UnmarshalTypeError] that names the field, quotes no value, and leaves the receiver as it
// was. So is a text that is not Unicode, that is, with invalid UTF-8 or half a surrogate pair (\ud800).
//
// # Writing
//
// MarshalJSON returns what UnmarshalJSON has read, byte for byte; a container without the space between its members, and
// with plain types of Go in it as encoding/json writes them. [json.Marshal] then escapes <, >, &, U+2028 and U+2029 in texts. A
// [json.Encoder] can be told to leave the first three, and with Go 1.26 leaves the other two as well.
//
// The zero value encodes as 0, false, "", [] or {}, and that of [Time] as null. With the option omitzero a field is written if
// it came, be it as 0, "", [] or null, and is left out if it did not. Values are made by the functions that begin with New,
// and by [ParseDecimal].
package lenient
