package storagetest

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/storage"
)

// walk stores one record of each kind and runs the walk, as after a case that
// saw nothing wrong.
func walk(t *testing.T, sabotage func(*broken)) []string {
	t.Helper()
	return failures(t, func(r testingT) {
		trial := newTrial(r, newBroken(sabotage))
		require.NoError(r, trial.try(here, put(oneOfEach(here)...)))
		trial.checkIntegrity()
	})
}

func TestIntegrityWalk(t *testing.T) {
	require.Empty(t, walk(t, func(*broken) {}))
	for name, damage := range map[string]func(*storage.Set, storage.Query){
		"an orphan": func(s *storage.Set, _ storage.Query) { s.Attendees = nil },
		"a record of another scope": func(s *storage.Set, _ storage.Query) {
			for i := range s.Types {
				s.Types[i].Scope = elsewhere
			}
		},
		"a record without a revision": func(s *storage.Set, _ storage.Query) {
			for i := range s.Types {
				s.Types[i].Rev = 0
			}
		},
		"two records under one key": func(s *storage.Set, _ storage.Query) {
			if len(s.Tokens) == 1 {
				twin := s.Tokens[0]
				twin.ID = newID()
				s.Tokens = append(s.Tokens, twin)
			}
		},
		"a member of no group": func(s *storage.Set, _ storage.Query) { s.Groups = nil },
		"a response of nobody": func(s *storage.Set, q storage.Query) {
			for i := range s.FormResponses {
				s.FormResponses[i].AttendeeID = newID()
			}
		},
		"a credential of nobody": func(s *storage.Set, _ storage.Query) {
			for i := range s.Credentials {
				s.Credentials[i].AttendeeID = newID()
			}
		},
		"a credential of no type":    func(s *storage.Set, _ storage.Query) { s.CredentialTypes = nil },
		"a point that leads nowhere": func(s *storage.Set, _ storage.Query) { s.Zones = nil },
		"a point without its list":   func(s *storage.Set, _ storage.Query) { s.CheckLists = nil },
		"a part in no entry":         func(s *storage.Set, _ storage.Query) { s.Entries = nil },
		"a scan of an attendee who is not there": func(s *storage.Set, _ storage.Query) {
			for i := range s.CheckIns {
				s.CheckIns[i].AttendeeID = newID()
			}
		},
		"a presence that leads nowhere": func(s *storage.Set, q storage.Query) {
			if len(q.CheckIns.Keys) > 0 {
				s.CheckIns = nil
			}
		},
		"nobody inside": func(s *storage.Set, _ storage.Query) { s.Occupancies = nil },
		"one more inside": func(s *storage.Set, _ storage.Query) {
			for i := range s.Occupancies {
				s.Occupancies[i].Inside++
			}
		},
		"nothing spent": func(s *storage.Set, _ storage.Query) { s.Totals = nil },
		"a place that is not added": func(s *storage.Set, q storage.Query) {
			if q.With == storage.WithPlaces {
				s.Zones = nil
			}
		},
		"a group's name that leads nowhere": func(s *storage.Set, q storage.Query) {
			if len(q.Groups.Keys) > 0 {
				s.Groups = nil
			}
		},
		"a relation that adds nothing": func(s *storage.Set, q storage.Query) {
			if q.With == storage.WithMembers {
				s.Memberships = nil
			}
		},
		"a relation that adds what is not asked for": func(s *storage.Set, q storage.Query) {
			if q.With == storage.WithTypes && len(s.Attendees) > 0 {
				s.Groups = append(s.Groups, newGroup(here, "stray"))
			}
		},
		"a key that leads nowhere": func(s *storage.Set, q storage.Query) {
			if len(q.Tokens.Keys) > 0 {
				s.Tokens = nil
			}
		},
	} {
		assert.NotEmpty(t, walk(t, func(b *broken) {
			b.load = func(ctx context.Context, q storage.Query) (storage.Set, error) {
				set, err := b.Store.Load(ctx, q)
				damage(&set, q)
				return set, err
			}
		}), name)
	}
	for _, hide := range []func(*storage.Set){
		func(s *storage.Set) { s.Types = nil }, func(s *storage.Set) { s.Groups = nil },
		func(s *storage.Set) { s.Memberships = nil }, func(s *storage.Set) { s.FormResponses = nil },
		func(s *storage.Set) { s.CredentialTypes = nil }, func(s *storage.Set) { s.Credentials = nil }, func(s *storage.Set) { s.Zones = nil },
		func(s *storage.Set) { s.CheckLists = nil }, func(s *storage.Set) { s.AccessPoints = nil }, func(s *storage.Set) { s.CheckIns = nil },
		func(s *storage.Set) { s.Entries = nil }, func(s *storage.Set) { s.Associations = nil },
	} {
		assert.NotEmpty(t, walk(t, func(b *broken) {
			b.list = func(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
				page, err := b.Store.List(ctx, q)
				hide(&page.Set)
				return page, err
			}
		}), "a list that hides a record")
	}
}

func TestModelNamesItsSeedAndStep(t *testing.T) {
	log := failures(t, func(r testingT) { runModel(r, newBroken(ignoresGuards), 7, 2_000) })
	require.NotEmpty(t, log)
	assert.Regexp(t, `^seed 7, step \d+: `, log[0])
	again := failures(t, func(r testingT) { runModel(r, newBroken(ignoresGuards), 7, 2_000) })
	require.NotEmpty(t, again)
	assert.Equal(t, log[0][:len("seed 7, step 10")], again[0][:len("seed 7, step 10")], "the same seed fails at the same step")
}
