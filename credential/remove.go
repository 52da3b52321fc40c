package credential

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// RemoveType removes a credential type, see [RemoveType].
func (s *Service) RemoveType(ctx context.Context, scope Scope, ref TypeRef) error {
	_, err := s.attendees.Do(ctx, scope, RemoveType{ref})
	return err
}

// RemoveZone removes a zone, see [RemoveZone].
func (s *Service) RemoveZone(ctx context.Context, scope Scope, ref ZoneRef) error {
	_, err := s.attendees.Do(ctx, scope, RemoveZone{ref})
	return err
}

// RemoveList removes a check list, see [RemoveList].
func (s *Service) RemoveList(ctx context.Context, scope Scope, ref ListRef) error {
	_, err := s.attendees.Do(ctx, scope, RemoveList{ref})
	return err
}

// RemovePoint removes an access point, see [RemovePoint].
func (s *Service) RemovePoint(ctx context.Context, scope Scope, ref PointRef) error {
	_, err := s.attendees.Do(ctx, scope, RemovePoint{ref})
	return err
}

// removeUnused removes a record that no other names. Should one come to name it
// before the batch is written, the store refuses, and it is planned again.
func removeUnused(d *batch.Draft, record storage.Entity) (batch.Outcome, error) {
	ref := record.Ref()
	if !d.AskMore(storage.Query{Uses: []storage.Ref{ref}}) {
		return batch.Outcome{}, nil
	}
	if n := d.Uses(ref); n > 0 {
		return batch.Outcome{}, &batch.Error{Code: attendee.ErrInUse, Existing: ref, Count: int(n)}
	}
	return removed(d, record), nil
}

func removed(d *batch.Draft, record storage.Entity) batch.Outcome {
	d.Delete(record.Ref())
	return batch.Outcome{Action: batch.Deleted, Subject: record.Ref(), Record: record}
}
