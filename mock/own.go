package mock

import "net/http"

func (s *Server) serveOwn(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
