package credential

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// RemoveType removes a credential type. One that a credential is of is
// [attendee.ErrInUse], naming one of them; should one be issued at the same
// time, the store refuses, see [RemoveType].
func (s *Service) RemoveType(ctx context.Context, scope Scope, ref TypeRef) error {
	t, err := read(ctx, s, scope, ref.needs, ref.find)
	if err != nil {
		return err
	}
	return s.remove(ctx, scope, RemoveType{TypeByID(t.ID)}, storage.KindCredential, "type_id", t.ID)
}

// RemoveZone removes a zone. One to which a point leads is [attendee.ErrInUse],
// naming one of them; should one be defined at the same time, the store refuses,
// see [RemoveZone].
func (s *Service) RemoveZone(ctx context.Context, scope Scope, ref ZoneRef) error {
	z, err := read(ctx, s, scope, ref.needs, ref.find)
	if err != nil {
		return err
	}
	return s.remove(ctx, scope, RemoveZone{ZoneByID(z.ID)}, storage.KindAccessPoint, "zone_id", z.ID)
}

// RemoveList removes a check list. One that a point has is [attendee.ErrInUse],
// naming one of them; should one be defined at the same time, the store refuses,
// see [RemoveList].
func (s *Service) RemoveList(ctx context.Context, scope Scope, ref ListRef) error {
	l, err := read(ctx, s, scope, ref.needs, ref.find)
	if err != nil {
		return err
	}
	return s.remove(ctx, scope, RemoveList{ListByID(l.ID)}, storage.KindAccessPoint, "list_id", l.ID)
}

// RemovePoint removes an access point, see [RemovePoint].
func (s *Service) RemovePoint(ctx context.Context, scope Scope, ref PointRef) error {
	_, err := s.attendees.Do(ctx, scope, RemovePoint{ref})
	return err
}

// remove runs c unless the field of a record of the kind names id.
func (s *Service) remove(ctx context.Context, scope Scope, c batch.Command, kind storage.Kind, field string, id storage.ID) error {
	if err := s.attendees.Rules().MayAdminister(); err != nil {
		return err
	}
	page, err := s.attendees.Records(ctx, scope, kind, attendee.Query{
		Where: []attendee.Filter{{Field: field, Op: attendee.Equal, Value: id}}, Limit: 1,
	})
	if err != nil {
		return err
	}
	for _, x := range page.Credentials {
		return &batch.Error{Code: attendee.ErrInUse, Existing: x.Ref()}
	}
	for _, x := range page.AccessPoints {
		return &batch.Error{Code: attendee.ErrInUse, Existing: x.Ref()}
	}
	_, err = s.attendees.Do(ctx, scope, c)
	return err
}

// read returns one record that nothing hides from who may read.
func read[R storage.Record](ctx context.Context, s *Service, scope Scope, needs func(*batch.Needs), find func(*batch.Draft) (R, error)) (record R, err error) {
	err = s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) { needs(n) }, func(d *batch.Draft, _ attendee.Rules) (err error) {
		record, err = find(d)
		return err
	})
	return record, err
}
