package credential

import (
	"context"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

// Service is the credentials, the doors and the check-ins of the attendees of
// one service. It holds no rule of its own: every write is a batch of the
// commands of this package, which a batch of [attendee.Service] takes as well.
// It is safe for concurrent use.
type Service struct{ attendees *attendee.Service }

// New returns the service of the same store, under the same policy, for the
// same actor.
func New(attendees *attendee.Service) *Service { return &Service{attendees} }

// On returns a copy of the service bound to another store, see
// [attendee.Service.On].
func (s *Service) On(st storage.Store) *Service { return New(s.attendees.On(st)) }

// As returns a copy of the service that may do only what the actor may, see
// [attendee.Service.As]. Who may write attendees may issue and revoke their
// credentials, and scan those who exist for it; zones, lists, points and types
// are defined by administrators, and they alone force. A value is shown to
// administrators, and once to who issues it.
func (s *Service) As(a attendee.Actor) *Service { return New(s.attendees.As(a)) }

func one[R storage.Record](ctx context.Context, s *Service, scope Scope, c batch.Command) (R, error) {
	res, err := s.attendees.Do(ctx, scope, c)
	record, _ := batch.RecordOf[R](res)
	return record, err
}

// DefineType creates or replaces a credential type, see [DefineType].
func (s *Service) DefineType(ctx context.Context, scope Scope, def DefineType) (Type, error) {
	return one[Type](ctx, s, scope, def)
}

// Issue gives an attendee a credential, see [Issue]. The one that is returned
// shows its value.
func (s *Service) Issue(ctx context.Context, scope Scope, c Issue) (Credential, error) {
	return one[Credential](ctx, s, scope, c)
}

// Reissue replaces a credential by another, see [Reissue], and returns that.
func (s *Service) Reissue(ctx context.Context, scope Scope, c Reissue) (Credential, error) {
	return one[Credential](ctx, s, scope, c)
}

// Revoke revokes a credential, see [Revoke].
func (s *Service) Revoke(ctx context.Context, scope Scope, ref Ref, reason string) (Credential, error) {
	return one[Credential](ctx, s, scope, Revoke{Credential: ref, Reason: reason})
}

// Remove removes a credential for good, see [Remove].
func (s *Service) Remove(ctx context.Context, scope Scope, ref Ref) error {
	_, err := s.attendees.Do(ctx, scope, Remove{ref})
	return err
}

// DefineZone creates or replaces a zone, see [DefineZone].
func (s *Service) DefineZone(ctx context.Context, scope Scope, def DefineZone) (Zone, error) {
	return one[Zone](ctx, s, scope, def)
}

// DefineList creates or replaces a check list, see [DefineList].
func (s *Service) DefineList(ctx context.Context, scope Scope, def DefineList) (CheckList, error) {
	return one[CheckList](ctx, s, scope, def)
}

// DefinePoint creates or replaces an access point, see [DefinePoint].
func (s *Service) DefinePoint(ctx context.Context, scope Scope, def DefinePoint) (Point, error) {
	return one[Point](ctx, s, scope, def)
}

// Scan records a scan, see [Scan], and returns what became of it. The error is
// about scans that were not recorded: a denial is no error, see [Verdict.Err].
func (s *Service) Scan(ctx context.Context, scope Scope, c Scan) (Verdict, error) {
	res, err := s.attendees.Do(ctx, scope, c)
	v, _ := VerdictOf(res)
	return v, err
}

// Upload records scans of doors that could not ask, as [Scan.Offline] says,
// which it sets: those that passed, in the order in which they happened. One
// that is rejected does not hold up the others, and sent again nothing is
// recorded twice; [VerdictOf] reads the results. It is one batch: of more than
// 1,000 scans, or what [batch.WithMaxItems] says, nothing is recorded and the
// error is [batch.ErrTooLarge], and without any it is [batch.ErrEmpty].
func (s *Service) Upload(ctx context.Context, scope Scope, scans ...Scan) (batch.Report, error) {
	b := batch.Batch{Scope: scope, Commands: make([]batch.Command, len(scans))}
	for i, c := range scans {
		c.Offline = true
		b.Commands[i] = c
	}
	return s.attendees.Batch(ctx, b)
}

// Undo takes a check-in back, see [Undo].
func (s *Service) Undo(ctx context.Context, scope Scope, checkIn storage.ID) (CheckIn, error) {
	return one[CheckIn](ctx, s, scope, Undo{checkIn})
}
