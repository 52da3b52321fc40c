package gxp

import (
	"net/http"
	"time"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/examples/server/wire"
	"github.com/muster-go/muster/storage"
)

// Doors are not in the guide of attendees. Their shapes are those of the API's
// pages about access; the path that takes a check-in back is this program's own.
type (
	zoneOutput struct {
		ID             string `json:"id"`
		Name           string `json:"name"`
		Slug           string `json:"slug"`
		Capacity       *int64 `json:"capacity"` // null for no limit
		CurrentCount   int64  `json:"current_count"`
		Available      *int64 `json:"available"` // null for no limit
		RequiresTicket bool   `json:"requires_ticket"`
	}
	pointOutput struct {
		ID        string           `json:"id"`
		Name      string           `json:"name"`
		Slug      string           `json:"slug"`
		ZoneID    *string          `json:"access_zone_id"`
		Direction string           `json:"direction"`
		Active    bool             `json:"is_active"`
		Readers   []storage.Reader `json:"readers"`
	}
	// scanInput is one scan. The type of the scan says which reader read it; a
	// value is unique in a project, whatever it is printed on.
	scanInput struct {
		ReaderID  typeID    `json:"reader_id"` // a number or a text
		Value     string    `json:"credential_value"`
		ScanType  string    `json:"scan_type"`
		Timestamp time.Time `json:"timestamp"`
	}
	scanOutput struct {
		Success   bool          `json:"success"`
		Granted   bool          `json:"access_granted"`
		Reason    string        `json:"reason,omitempty"` // of a denial
		CheckInID string        `json:"check_in_id"`
		Attendee  *personOutput `json:"attendee"`
	}
)

func idOrNull(id storage.ID) *string {
	if id == (storage.ID{}) {
		return nil
	}
	text := id.String()
	return &text
}

func (a API) points(c call) error {
	list, err := c.badges().Points(c.r.Context(), c.list)
	if err != nil {
		return err
	}
	out := make([]pointOutput, len(list))
	for i, p := range list {
		out[i] = pointOutput{p.ID.String(), p.Name, p.Slug, idOrNull(p.ZoneID), string(p.Direction), p.Active, p.Readers}
		if p.Readers == nil {
			out[i].Readers = []storage.Reader{}
		}
	}
	return c.data(http.StatusOK, out)
}

// zones counts who is inside all of them in one read.
func (a API) zones(c call) error {
	list, err := c.badges().Zones(c.r.Context(), c.list)
	if err != nil {
		return err
	}
	out := make([]zoneOutput, len(list))
	err = c.attendees.View(c.r.Context(), c.list, func(n *batch.Needs, _ attendee.Rules) {
		for _, z := range list {
			n.Occupancies = append(n.Occupancies, z.ID)
		}
	}, func(d *batch.Draft, _ attendee.Rules) error {
		for i, z := range list {
			o := credential.Occupancy{Zone: z, Inside: d.Occupancy(z.ID)}
			out[i] = zoneOutput{ID: z.ID.String(), Name: z.Name, Slug: z.Slug, CurrentCount: o.Inside, RequiresTicket: z.RequiresTicket}
			if free, limited := o.Available(); limited {
				out[i].Capacity, out[i].Available = &z.Capacity, &free
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return c.data(http.StatusOK, out)
}

// scan asks whether somebody may pass a point, and records it. A scan that is
// denied was answered, and so is a success.
func (a API) scan(c call) error {
	var in scanInput
	if err := wire.ReadJSON(c.w, c.r, &in); err != nil {
		return err
	}
	point := credential.PointBySlug(c.r.PathValue("point"))
	if id, err := parseID(c.r.PathValue("point")); err == nil {
		point = credential.PointByID(id)
	}
	v, err := c.badges().Scan(c.r.Context(), c.list, credential.Scan{
		Point: point, Value: in.Value, At: in.Timestamp, Device: string(in.ReaderID), Nonce: c.r.Header.Get("Idempotency-Key"),
	})
	if err != nil {
		return err
	}
	wire.Answer(c.w, http.StatusOK, scanOutput{
		Success: true, Granted: v.Granted(), Reason: v.Reason, CheckInID: v.ID.String(), Attendee: c.named(v.AttendeeID),
	})
	return nil
}

func (a API) undo(c call) error {
	id, err := parseID(c.r.PathValue("checkin"))
	if err != nil {
		return &batch.Error{Code: credential.ErrCheckInNotFound, Field: "id"}
	}
	if _, err := c.badges().Undo(c.r.Context(), c.list, id); err != nil {
		return err
	}
	c.w.WriteHeader(http.StatusNoContent)
	return nil
}
