package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/muster-go/muster/storage"
)

// Store is a [storage.Store], [storage.Lister], [storage.Outbox] and
// [storage.Purger] in a relational database. It is safe for concurrent use,
// unless it is bound to a transaction, see [Store.In].
type Store struct {
	db     *sql.DB
	tx     *sql.Tx // nil unless bound
	d      Dialect
	prefix string
	outbox bool
	*schema
	prepared *statements
	net      Networked // nil for a database without a network
	driver   Preparing // nil where the store prepares
	// reconnect is for how long a broken connection is replaced.
	reconnect time.Duration
	pauses    *atomic.Uint64
	// turn holds a token while nobody writes; nil when many may.
	turn chan struct{}
}

// Option configures a store.
type Option func(*Store)

// WithTablePrefix replaces the prefix of every table, "muster_". A prefix
// starts with a lower-case letter or an underscore, goes on with those and
// digits, and is at most 32 characters long.
func WithTablePrefix(prefix string) Option { return func(s *Store) { s.prefix = prefix } }

// WithOutbox makes the store keep events until a relay acknowledges them.
// Without it events are dropped, so that a program without a relay does not
// fill its database with them.
func WithOutbox() Option { return func(s *Store) { s.outbox = true } }

// DefaultTablePrefix is the prefix of every table unless [WithTablePrefix]
// replaces it.
const DefaultTablePrefix = "muster_"

// New returns a store on a database that the caller opened and will close. It
// does not touch the database: the tables are created by Migrate of a driver's
// module, or by the caller's own tool from [Migrations]. It fails when the
// prefix is malformed or the dialect's templates are.
func New(db *sql.DB, d Dialect, opts ...Option) (*Store, error) {
	s := &Store{
		db: db, d: d, prefix: DefaultTablePrefix, prepared: &statements{byText: make(map[string]*sql.Stmt)},
		reconnect: defaultReconnect, pauses: new(atomic.Uint64),
	}
	s.net, _ = d.(Networked)
	s.driver, _ = d.(Preparing)
	for _, o := range opts {
		o(s)
	}
	if err := checkPrefix(s.prefix); err != nil {
		return nil, err
	}
	if d.OneWriter() {
		s.turn = make(chan struct{}, 1)
		s.turn <- struct{}{}
	}
	var err error
	s.schema, err = newSchema(d, s.prefix)
	return s, err
}

func checkPrefix(prefix string) error {
	if !regexp.MustCompile(`^[a-z_][a-z0-9_]{0,31}$`).MatchString(prefix) {
		return fmt.Errorf("sqlstore: table prefix %q is not [a-z_][a-z0-9_]{0,31}", prefix)
	}
	return nil
}

// Traits implements [storage.Store].
func (s *Store) Traits() storage.Traits {
	return storage.Traits{Contract: storage.ContractV1, Joined: s.tx != nil, Events: s.outbox}
}

// Close releases the statements that the store keeps prepared. The database
// stays open. A store needs no closing when its database is closed.
func (s *Store) Close() error { return s.prepared.close() }

// TablePrefix returns the prefix of every table.
func (s *Store) TablePrefix() string { return s.prefix }

// schema is what the statements are made from, and those that need no more
// than a prefix. It is constant.
type schema struct {
	attendeeKind kind[storage.Attendee]
	typeKind     kind[storage.Type]
	revisionKind kind[storage.Revision]
	tokenKind    kind[storage.Token]
	groupKind    kind[storage.Group]
	memberKind   kind[storage.Membership]
	responseKind kind[storage.FormResponse]

	credentialTypeKind kind[storage.CredentialType]
	credentialKind     kind[storage.Credential]
	zoneKind           kind[storage.Zone]
	listKind           kind[storage.CheckList]
	pointKind          kind[storage.AccessPoint]
	checkInKind        kind[storage.CheckIn]
	entryKind          kind[storage.Entry]
	associationKind    kind[storage.Association]

	eventKind kind[storage.Event]

	attendees, types, revisions, tokens, groups, memberships, responses *table
	credentialTypes, credentials, zones, lists, points, checkIns        *table
	entries, associations, events                                       *table

	findScope, addScope, occupancies, totals string
	uses                                     []use
	// claimEvents and ackEvents are "" where no statement of one table is slow.
	claimEvents, ackEvents string
}

func newSchema(d Dialect, prefix string) (*schema, error) {
	shapes, err := parseShapes(d)
	if err != nil {
		return nil, err
	}
	s := &schema{
		attendeeKind: attendees(), typeKind: types(), revisionKind: revisions(), tokenKind: tokens(),
		groupKind: groups(), memberKind: memberships(), responseKind: responses(), eventKind: events(),
		credentialTypeKind: credentialTypes(), credentialKind: credentials(), zoneKind: zones(), listKind: checkLists(),
		pointKind: accessPoints(), checkInKind: checkIns(), entryKind: entries(), associationKind: associations(),
	}
	s.attendees = newTable(&s.attendeeKind, shapes, prefix)
	s.types = newTable(&s.typeKind, shapes, prefix)
	s.revisions = newTable(&s.revisionKind, shapes, prefix, "attendee_id")
	s.tokens = newTable(&s.tokenKind, shapes, prefix)
	s.groups = newTable(&s.groupKind, shapes, prefix)
	s.memberships = newTable(&s.memberKind, shapes, prefix, "attendee_id", "group_id")
	s.responses = newTable(&s.responseKind, shapes, prefix, "attendee_id")
	s.credentialTypes = newTable(&s.credentialTypeKind, shapes, prefix)
	s.credentials = newTable(&s.credentialKind, shapes, prefix, "attendee_id")
	s.zones = newTable(&s.zoneKind, shapes, prefix)
	s.lists = newTable(&s.listKind, shapes, prefix)
	s.points = newTable(&s.pointKind, shapes, prefix)
	s.checkIns = newTable(&s.checkInKind, shapes, prefix, "attendee_id", "present_id")
	s.entries = newTable(&s.entryKind, shapes, prefix)
	s.associations = newTable(&s.associationKind, shapes, prefix, "attendee_id", "entry_id")
	s.events = newTable(&s.eventKind, shapes, prefix)
	for _, t := range s.byParents() {
		if err := t.render(); err != nil {
			return nil, err
		}
	}
	// An event is written once and never changed.
	if s.events.insert, err = s.events.execute("insert.sql", s.events.shape); err != nil {
		return nil, err
	}
	scopes, p1, p2 := prefix+"scope", d.Placeholder(1), d.Placeholder(2)
	s.findScope = "SELECT id FROM " + scopes + " WHERE tenant = " + p1 + " AND event = " + p2
	s.addScope = "INSERT INTO " + scopes + " (id, tenant, event) SELECT COALESCE(MAX(id), 0) + 1, " + p1 + ", " + p2 + " FROM " + scopes
	s.occupancies, s.totals = s.counting(d)
	if s.uses, err = s.countingUses(d); err != nil {
		return nil, err
	}
	for _, own := range []struct {
		name string
		of   *table
		text *string
	}{
		{"claim_event.sql", s.events, &s.claimEvents},
		{"ack_event.sql", s.events, &s.ackEvents},
		{"count_inside.sql", s.checkIns, &s.occupancies},
		{"add_up.sql", s.associations, &s.totals},
	} {
		if shapes.Lookup(own.name) == nil {
			continue
		}
		if *own.text, err = own.of.execute(own.name, own.of.shape); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// byParents returns the tables of records, whatever is named before what names
// it.
func (s *schema) byParents() []*table {
	return []*table{
		s.types, s.attendees, s.groups, s.tokens, s.credentialTypes, s.zones, s.lists, s.entries,
		s.revisions, s.memberships, s.responses, s.credentials, s.points, s.checkIns, s.associations,
	}
}

// byKind returns the table of a kind, nil when the kind is unknown.
func (s *schema) byKind(k storage.Kind) *table {
	switch k {
	case storage.KindAttendee:
		return s.attendees
	case storage.KindType:
		return s.types
	case storage.KindRevision:
		return s.revisions
	case storage.KindToken:
		return s.tokens
	case storage.KindGroup:
		return s.groups
	case storage.KindMembership:
		return s.memberships
	case storage.KindFormResponse:
		return s.responses
	case storage.KindCredentialType:
		return s.credentialTypes
	case storage.KindCredential:
		return s.credentials
	case storage.KindZone:
		return s.zones
	case storage.KindCheckList:
		return s.lists
	case storage.KindAccessPoint:
		return s.points
	case storage.KindCheckIn:
		return s.checkIns
	case storage.KindEntry:
		return s.entries
	case storage.KindAssociation:
		return s.associations
	}
	return nil
}

// named returns the parameters that name a scope.
func (s *Store) named(scope storage.Scope) []any {
	return []any{s.d.Value(TypeText, scope.Tenant), s.d.Value(TypeText, scope.Event)}
}

// scopeNumber returns the number of a scope, 0 when it has none yet. It is
// asked for in every transaction anew: a number that was seen by a transaction
// which was then rolled back belongs to nobody.
func (s *Store) scopeNumber(ctx context.Context, scope storage.Scope) (n int64, err error) {
	rows, err := s.query(ctx, s.findScope, s.named(scope)...)
	if err != nil {
		return 0, err
	}
	defer func() {
		if e := rows.Close(); err == nil {
			err = e
		}
	}()
	if rows.Next() {
		err = rows.Scan((*intCell)(&n))
	}
	if err == nil {
		err = rows.Err()
	}
	return n, err
}
