package credential

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Holder is who has a credential.
type Holder struct {
	Attendee   attendee.Attendee
	Credential Credential
}

// Lookup returns who has a value: one load, and in it one look-up by an index.
// A revoked credential is [ErrRevoked], with its holder all the same; a value
// that nobody has is [ErrNotFound]. Nothing is recorded, see [Service.Scan].
//
// Values that are drawn cannot be found by trying. Short ones can: how often
// somebody may try is for the host to limit.
func (s *Service) Lookup(ctx context.Context, scope Scope, value string) (Holder, error) {
	var h Holder
	ref := ByValue(value)
	err := s.attendees.View(ctx, scope, func(n *batch.Needs, r attendee.Rules) {
		ref.needs(n, r)
		r.AskShown(n)
	}, func(d *batch.Draft, r attendee.Rules) error {
		c, ok := ref.lookup(d, r)
		if !ok {
			return &batch.Error{Code: ErrNotFound, Field: "value"}
		}
		a, ok := holder(d, c)
		if !ok || !r.Sees(a) {
			return &batch.Error{Code: ErrNotFound, Field: "value"}
		}
		h = Holder{r.Shown(d, a), r.Sealed(c)}
		if c.Status != storage.CredentialActive {
			return &batch.Error{Code: ErrRevoked, Field: "value", Existing: c.Ref()}
		}
		return nil
	})
	return h, err
}

// List returns the credentials of the attendee whom ref names, revoked ones
// too, in the order in which they were issued. Nobody is [attendee.ErrNotFound], and
// an actor who may not read [attendee.ErrForbidden].
func (s *Service) List(ctx context.Context, scope Scope, ref attendee.Ref) ([]Credential, error) {
	var list []Credential
	err := s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) {
		n.With |= storage.WithCredentials
		ref.Needs(n)
	}, func(d *batch.Draft, r attendee.Rules) error {
		a, err := r.See(d, &ref)
		if err != nil {
			return err
		}
		for _, c := range d.CredentialsOf(a.ID) {
			list = append(list, r.Sealed(c))
		}
		return nil
	})
	return list, err
}

// Credentials returns one page of all credentials, by the fields of
// [storage.Fields], see [attendee.Service.Records].
func (s *Service) Credentials(ctx context.Context, scope Scope, q attendee.Query) (storage.Page, error) {
	return s.attendees.Records(ctx, scope, storage.KindCredential, q)
}

// CheckIns returns one page of the check-ins, granted and denied: those of an
// attendee, a point or a zone by a filter of attendee_id, point_id or zone_id. It
// fails as [attendee.Service.Records] does.
func (s *Service) CheckIns(ctx context.Context, scope Scope, q attendee.Query) (storage.Page, error) {
	return s.attendees.Records(ctx, scope, storage.KindCheckIn, q)
}

// Types returns the credential types of a scope, by name. An actor who may not read
// is [attendee.ErrForbidden], and a store that cannot list [storage.ErrUnsupported].
func (s *Service) Types(ctx context.Context, scope Scope) ([]Type, error) {
	return all[Type](ctx, s, scope, storage.KindCredentialType)
}

// Zones returns the zones of a scope, by name. It fails as [Service.Types] does.
func (s *Service) Zones(ctx context.Context, scope Scope) ([]Zone, error) {
	return all[Zone](ctx, s, scope, storage.KindZone)
}

// Lists returns the check lists of a scope, by name. It fails as [Service.Types]
// does.
func (s *Service) Lists(ctx context.Context, scope Scope) ([]CheckList, error) {
	return all[CheckList](ctx, s, scope, storage.KindCheckList)
}

// Points returns the access points of a scope, by name. It fails as [Service.Types]
// does.
func (s *Service) Points(ctx context.Context, scope Scope) ([]Point, error) {
	return all[Point](ctx, s, scope, storage.KindAccessPoint)
}

func all[R storage.Record](ctx context.Context, s *Service, scope Scope, kind storage.Kind) (list []R, err error) {
	q := attendee.Query{Sort: []attendee.Sort{{Field: "name"}}, Limit: attendee.MaxLimit}
	for {
		page, err := s.attendees.Records(ctx, scope, kind, q)
		if err != nil {
			return nil, err
		}
		list = append(list, storage.Of[R](page.Set)...)
		if q.After = page.Next; q.After == "" {
			return list, nil
		}
	}
}

// Occupancy is how full a zone is (G17).
type Occupancy struct {
	Zone   Zone  `json:"zone"`
	Inside int64 `json:"inside"`
}

// Available returns how many more may enter; ok is false where there is no
// limit. It is 0 when more are inside than may be.
func (o Occupancy) Available() (n int64, ok bool) {
	return max(0, o.Zone.Capacity-o.Inside), o.Zone.Capacity > 0
}

// Occupancy counts who is inside a zone. It is two loads: the zone, and the
// count. A zone that there is not is [ErrZoneNotFound], and an actor who may not read
// [attendee.ErrForbidden].
func (s *Service) Occupancy(ctx context.Context, scope Scope, ref ZoneRef) (o Occupancy, err error) {
	if err = s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) { ref.needs(n) }, func(d *batch.Draft, _ attendee.Rules) (err error) {
		o.Zone, err = ref.find(d)
		return err
	}); err != nil {
		return Occupancy{}, err
	}
	err = s.attendees.View(ctx, scope, func(n *batch.Needs, _ attendee.Rules) {
		n.Occupancies = append(n.Occupancies, o.Zone.ID)
	}, func(d *batch.Draft, _ attendee.Rules) error {
		o.Inside = d.Occupancy(o.Zone.ID)
		return nil
	})
	return o, err
}
