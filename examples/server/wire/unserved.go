package wire

import (
	"net/http"
	"strings"
)

// Unserved returns what is wrong with a request that no pattern of a mux serves:
// 405, with the header that says which methods are served there, or 404.
func Unserved(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) *Error {
	var allowed []string
	other := *r
	for _, other.Method = range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		if _, pattern := mux.Handler(&other); strings.HasPrefix(pattern, other.Method+" ") {
			allowed = append(allowed, other.Method)
		}
	}
	if len(allowed) == 0 {
		return Refuse(http.StatusNotFound, "there is no such endpoint")
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	return Refuse(http.StatusMethodNotAllowed, "here are only %s", strings.Join(allowed, ", "))
}
