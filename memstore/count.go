package memstore

import (
	"fmt"
	"slices"

	"github.com/muster-go/muster/storage"
)

// occupancies counts who is inside zones: what it costs depends on how many
// zones there are, not on how many check-ins.
func (sp *space) occupancies(zones []storage.ID) (list []storage.Occupancy) {
	var seen found
	for _, id := range zones {
		n := len(sp.checkIns.links[presentZone].by[id])
		if _, twice := seen[id]; twice || n == 0 {
			continue
		}
		seen.add(id)
		list = append(list, storage.Occupancy{ZoneID: id, Inside: int64(n)})
	}
	return list
}

// uses counts what names credential types, zones and check lists: what it costs
// depends on how many of these there are, not on how many name them.
func (sp *space) uses(refs []storage.Ref) (list []storage.Use) {
	seen := make(map[storage.Use]struct{}, len(refs))
	for _, r := range refs {
		of, by := storage.Use{Kind: r.Kind, ID: r.ID}, found(nil)
		switch r.Kind {
		case storage.KindCredentialType:
			by = sp.credentials.links[toCredentialType].by[r.ID]
		case storage.KindZone:
			by = sp.points.links[toZone].by[r.ID]
		case storage.KindCheckList:
			by = sp.points.links[toList].by[r.ID]
		}
		if _, twice := seen[of]; twice || len(by) == 0 {
			continue
		}
		seen[of] = struct{}{}
		of.Count = int64(len(by))
		list = append(list, of)
	}
	return list
}

// totals adds up the associations of attendees in calendar years. A sum that
// does not fit is an error: it would be wrong.
func (sp *space) totals(q storage.Spending) (list []storage.Total, err error) {
	var seen found
	for _, attendee := range q.Attendees {
		if _, twice := seen[attendee]; twice {
			continue
		}
		seen.add(attendee)
		first := len(list) // of this attendee
		for id := range sp.associations.links[toAttendee].by[attendee] {
			a := sp.associations.rows[id]
			if !slices.Contains(q.Years, a.Year) {
				continue
			}
			i := slices.IndexFunc(list[first:], func(t storage.Total) bool {
				return t.Year == a.Year && t.Currency == a.Currency && t.Digits == a.Digits
			})
			if i < 0 {
				i = len(list) - first
				list = append(list, storage.Total{AttendeeID: attendee, Year: a.Year, Currency: a.Currency, Digits: a.Digits})
			}
			sum := &list[first+i].Amount
			if before := *sum; a.Amount > 0 && before+a.Amount < before || a.Amount < 0 && before+a.Amount > before {
				return nil, fmt.Errorf("memstore: what was spent on attendee %s does not fit 64 bits", attendee)
			}
			*sum += a.Amount
		}
	}
	return list, nil
}
