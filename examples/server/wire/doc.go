// Package wire is what the frontends share about the wire: it reads bodies
// within limits, reads JSON strictly, and writes answers. It knows nothing
// about attendees, and no frontend's shape of an error.
package wire
