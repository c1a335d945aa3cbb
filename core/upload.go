package core

// Upload is a request body that is neither JSON nor a form of plain fields: a file, a text, a multipart form. It is sent as it is.
type Upload struct {
	// MediaType is the body's content type; "" for the one that the document names. A multipart form needs its own, with the
	// boundary: [mime/multipart.Writer.FormDataContentType] returns it.
	MediaType string
	// Data is the body.
	Data []byte
}
