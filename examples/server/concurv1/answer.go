package concurv1

import (
	"encoding/xml"
	"errors"
	"net/http"
	"strings"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/expense"
)

type (
	// result is the answer to a post. Those who failed are told by errors, and
	// the status is 200 all the same.
	result struct {
		XMLName   xml.Name `xml:"http://www.concursolutions.com/api/expense/expensereport/2011/03 attendee-batch-result"`
		Instance  string   `xml:"xmlns:i,attr"`
		Succeeded int      `xml:"records-succeeded"`
		Failed    int      `xml:"records-failed"`
		Errors    *failed  `xml:"errors"`
		Done      *done    `xml:"AttendeeInfoList"`
	}
	failed struct {
		List []failure `xml:"error"`
	}
	failure struct {
		Index   int    `xml:"Index"` // from 1 on
		Message string `xml:"message"`
	}
	done struct {
		List []status `xml:"AttendeeStatus"`
	}
	status struct {
		Index  int    `xml:"Index"`
		Status string `xml:"Status"`
		URL    string `xml:"Attendee-Details-Url"`
	}
	// fault is the answer to a request that failed as a whole, of which the
	// documentation prints no example.
	fault struct {
		XMLName xml.Name `xml:"http://www.concursolutions.com/api/expense/expensereport/2011/03 Error"`
		Message string   `xml:"Message"`
	}
)

// result answers for n items: those that could not be read, and the others in
// the order in which the library had them.
func (c call) result(report batch.Report, wrong map[int]string, n int) result {
	out := result{Instance: "http://www.w3.org/2001/XMLSchema-instance"}
	reject := func(i int, why string) {
		out.Failed++
		if out.Errors == nil {
			out.Errors = &failed{}
		}
		out.Errors.List = append(out.Errors.List, failure{i + 1, why})
	}
	next := 0
	for i := range n {
		if why, unread := wrong[i]; unread {
			reject(i, why)
			continue
		}
		res := report.Results[next]
		next++
		if res.Err != nil {
			if statusOf(res.Err) >= http.StatusInternalServerError {
				wire.Note(c.w, res.Err)
			}
			reject(i, message(res.Err))
			continue
		}
		out.Succeeded++
		if out.Done == nil {
			out.Done = &done{}
		}
		out.Done.List = append(out.Done.List, status{i + 1, "Success", c.detailsURL(res.Subject.ID)})
	}
	return out
}

// fail answers a request that failed as a whole.
func fail(w http.ResponseWriter, err error) {
	code := statusOf(err)
	wire.Advise(w, code, err)
	out := fault{Message: message(err)}
	if e, ok := wire.AsError(err); ok {
		out.Message = e.Message
	}
	wire.AnswerXML(w, code, out)
}

// message says why an item was rejected.
func message(err error) string {
	var list []string
	for _, e := range batch.Reasons(err) {
		list = append(list, sentence(e))
	}
	if len(list) == 0 || statusOf(err) >= http.StatusInternalServerError {
		return "internal error"
	}
	return strings.Join(list, "; ")
}

func sentence(e *batch.Error) string {
	switch field := theirs(e.Field); {
	case errors.Is(e, attendee.ErrTypeNotFound):
		return "AttendeeType Does not Exist: " + e.Given // the documentation's words
	case errors.Is(e, expense.ErrEntryNotFound):
		return "Entry Does not Exist"
	case errors.Is(e, expense.ErrOwnerMismatch):
		return "the attendee belongs to somebody else, and SystemOwner does not say Yes"
	case errors.Is(e, attendee.ErrRequired):
		return field + " is required"
	case field == "":
		return e.Code.Name
	default:
		return field + ": " + e.Code.Name
	}
}

func statusOf(err error) int {
	if e, ok := wire.AsError(err); ok {
		return e.Status
	}
	switch {
	case wire.TryAgain(err):
		return http.StatusServiceUnavailable
	case errors.Is(err, batch.Invalid):
		return http.StatusBadRequest
	case errors.Is(err, batch.NotFound):
		return http.StatusNotFound
	case errors.Is(err, batch.Duplicate), errors.Is(err, batch.Ambiguous), errors.Is(err, batch.Stale):
		return http.StatusConflict
	case errors.Is(err, batch.Restricted):
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}
