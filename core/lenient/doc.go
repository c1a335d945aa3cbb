// Package lenient holds the types of JSON values that arrive in more than one form, as PHP back ends send them. Each
// remembers the form it arrived in and writes it back unchanged, and has a plain accessor for those who do not care.
//
//	type       JSON that it reads                                               accessor
//	Int        12, "12", -3, "-3", "007"                                        Int64
//	Decimal    9.99, "9.99", "9.90"                                             Decimal
//	Bool       true, 1, "1", "true", "YES", "on", "y" and their opposites, ""   Bool
//	Time       "2022-02-06T21:04:45Z", "2022-02-06 21:04:45", "2022-02-06",     Time, In
//	           "0000-00-00", "0000-00-00 00:00:00", ""
//	Strings    "text", ["text", "text"], 12, [12, true, null]                   Strings, String
//	List       [1, 2], {"0": 1, "2": 2}, {"id": 1}                              Items, All, Get, Len
//	OneOrMore  [{"id": 1}], {"0": {"id": 1}}, {"id": 1}                         Items, Len
//	Map        {"a": 1}, []                                                     Map, All, Get, Len
//	Object     {"id": 1}, []                                                    Value
//
// All of them read null, too, and write it back; the accessors then return the zero value of their type.
//
// The zero value of a type says that nothing came. It is the only one of which IsZero is true, so that a field with the
// option omitzero goes out again if it came in, as 0, "", [] or null, and does not if it did not. It encodes as 0, false,
// "", [] or {}, and that of [Time] as null. Values are made by the functions that begin with New, and by [ParseDecimal].
//
// What does not fit is a [json.UnmarshalTypeError], which names the field, and leaves the receiver as it was. None made here
// quotes the value. Those that encoding/json makes for the elements of a [List] or a [Map] quote numbers.
//
// MarshalJSON returns what UnmarshalJSON has read, byte for byte; a List or a Map without the space between its members.
// [json.Marshal] then writes <, > and & in texts as escapes; a [json.Encoder] can be told to leave them.
package lenient
