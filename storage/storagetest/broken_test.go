package storagetest

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage"
)

// broken is memstore with one thing wrong: a hook stands in for a method and
// calls the sound one when it likes.
type broken struct {
	*memstore.Store
	load    func(context.Context, storage.Query) (storage.Set, error)
	apply   func(context.Context, storage.ChangeSet) error
	list    func(context.Context, storage.ListQuery) (storage.Page, error)
	pending func(context.Context, storage.Claim) ([]storage.Event, error)
	ack     func(context.Context, ...storage.ID) error
	purge   func(context.Context, storage.Expiry) error
	traits  func() storage.Traits
}

func newBroken(sabotage func(*broken)) *broken {
	s := memstore.New(memstore.WithOutbox())
	b := &broken{
		Store: s, load: s.Load, apply: s.Apply, list: s.List,
		pending: s.Pending, ack: s.Ack, purge: s.Purge, traits: s.Traits,
	}
	sabotage(b)
	return b
}

func (b *broken) Load(ctx context.Context, q storage.Query) (storage.Set, error) {
	return b.load(ctx, q)
}

func (b *broken) Apply(ctx context.Context, cs storage.ChangeSet) error { return b.apply(ctx, cs) }

func (b *broken) List(ctx context.Context, q storage.ListQuery) (storage.Page, error) {
	return b.list(ctx, q)
}

func (b *broken) Pending(ctx context.Context, c storage.Claim) ([]storage.Event, error) {
	return b.pending(ctx, c)
}

func (b *broken) Ack(ctx context.Context, ids ...storage.ID) error { return b.ack(ctx, ids...) }

func (b *broken) Purge(ctx context.Context, p storage.Expiry) error { return b.purge(ctx, p) }

func (b *broken) Traits() storage.Traits { return b.traits() }

// saboteurs are stores as people write them. Each must fail every case that is
// named for it, and those marked so must fail the model as well.
var saboteurs = []struct {
	name     string
	sabotage func(*broken)
	fails    []string
	model    bool
}{
	// Revisions.
	{"ignores revisions", ignoresRevisions, []string{"Put/RevMustFollow", "Put/UpdateMissing", "Delete/StaleRev"}, true},
	{"insert overwrites", insertOverwrites, []string{"Put/InsertExisting", "Put/RevMustFollow", "Race/InsertSameID"}, true},
	{"deletes what is not there", deletesMissing, []string{"Delete/Missing", "Atomic/LastChangeFails"}, true},
	{"checks before it locks", checksBeforeItLocks, []string{"Race/UpdateSameRecord"}, false},

	// Keys.
	{"folds case in keys", comparesKeysBy(strings.ToLower), []string{"Keys/CaseDistinct"}, true},
	{"trims keys", comparesKeysBy(strings.TrimSpace), []string{"Keys/TrailingSpaceDistinct"}, true},
	{"composes Unicode in keys", comparesKeysBy(composed), []string{"Keys/UnicodeFormsDistinct"}, true},
	{"compares a part of long keys", comparesKeysBy(firstBytes), []string{"Round/LongStrings"}, false},
	{"knows one key only", knowsOneKeyOnly, []string{"Keys/EachIsUnique", "Load/ByEveryKey"}, true},
	{"takes empty for a key", takesEmptyForAKey, []string{"Keys/EmptyIsNotAKey"}, true},
	{"keys are global", keysAreGlobal, []string{"Keys/ScopedPerScope"}, true},
	{"checks keys before the set", checksKeysFirst, []string{"Keys/Handover", "Keys/Swap", "Keys/FreedByDelete", "Keys/ValueMovesOn"}, true},
	{"keeps deleted keys", keepsDeletedKeys, []string{"Keys/FreedByDelete"}, true},

	{"keeps the value of a revoked credential", keepsRevokedValues, []string{"Keys/ValueMovesOn", "Keys/Handover"}, false},
	{"lets somebody in twice", ignoresPresences, []string{"Race/InsertSamePresence", "Keys/EachIsUnique", "Load/ByEveryKey"}, true},
	{"takes a scan that is sent again", ignoresNonces, []string{"Race/InsertSameNonce", "Keys/EachIsUnique", "Load/ByEveryKey"}, true},

	// Sets.
	{"applies half", appliesHalf, []string{"Atomic/LastChangeFails"}, true},
	{"applies one record after another", appliesOneByOne, []string{"Race/Readers", "Atomic/LastChangeFails"}, true},
	{"deletes first", deletesFirst, []string{"Atomic/DeletesUndone"}, true},
	{"forgets events", forgetsEvents, []string{"Atomic/EventsWithRecords", "Outbox/InOrder"}, true},
	{"keeps events of refused sets", keepsEventsOfRefused, []string{"Atomic/EventsWithRecords"}, true},
	{"drops events without records", dropsLoneEvents, []string{"Atomic/EventsAlone"}, false},
	{"makes a stand-in for a missing parent", inventsParents, []string{"Put/DependentWithoutParent"}, true},
	{"leaves revisions without their attendee", leavesRevisions, []string{"Delete/ParentWithDependents"}, true},
	{"leaves responses without their attendee", leavesResponses, []string{"Delete/ParentWithDependents"}, true},
	{"leaves members without their group", leavesMembers, []string{"Delete/ParentWithDependents"}, true},
	{"joins a group that is not there", joinsAnyGroup, []string{"Put/DependentWithoutParent", "Atomic/LastChangeFails"}, true},
	{"leaves credentials without their attendee", leavesCredentials, []string{"Delete/ParentWithDependents"}, true},
	{"leaves check-ins without their attendee", leavesCheckIns, []string{"Delete/ParentWithDependents", "Delete/Named"}, true},
	{"leaves associations without their attendee", leavesAssociations, []string{"Delete/ParentWithDependents"}, true},
	{"leaves parts without their entry", leavesShares, []string{"Delete/ParentWithDependents"}, true},

	// Links.
	{"takes any type of a credential", forgetsTypes, []string{"Put/OptionalLinks", "Delete/Named", "Put/LinkHandedOver"}, true},
	{"takes any zone and list of a point", forgetsPlaces, []string{"Put/OptionalLinks", "Delete/Named", "Race/RemoveWhileNaming", "Atomic/LastChangeFails"}, true},
	{"takes a check-in of anybody", forgetsWhoCame, []string{"Put/OptionalLinks", "Delete/Named", "Put/DependentWithoutParent"}, true},
	{"requires every link", requiresEveryLink, []string{"Put/OptionalLinks"}, true},
	{"requires to know who came", requiresWhoCame, []string{"Put/OptionalLinks"}, true},
	{"checks links before the set", checksLinksFirst, []string{"Put/LinkHandedOver", "Put/OptionalLinks"}, true},
	{"checks what scans name", checksWhatScansName, []string{"Put/OtherIDs"}, true},
	{"cuts links by itself", cutsLinks, []string{"Delete/Named"}, true},

	{"ignores guards", ignoresGuards, []string{"Guard/Stale", "Guard/Absent", "Race/Guards"}, true},
	{"ignores guards of absence", ignoresGuardsOfAbsence, []string{"Guard/Stale"}, false},
	{"guards nothing on a missing record", ignoresGuardsOnMissing, []string{"Guard/Absent"}, true},
	{"refuses an empty set", refusesEmptySets, []string{"Atomic/EmptySet"}, false},

	// Memory and encoding.
	{"aliases what it loads", aliasesLoads, []string{"Alias/LoadResult"}, false},
	{"aliases change sets", aliasesChangeSets, []string{"Alias/ChangeSet"}, false},
	{"truncates times to seconds", truncatesTimes, []string{"Round/TimeMicroseconds"}, true},
	{"takes the epoch for no time", epochIsZero, []string{"Round/TimeMicroseconds"}, false},
	{"gives no time a value", zeroIsEpoch, []string{"Round/ZeroTime"}, true},
	{"drops a field", dropsAField, []string{"Round/EveryField"}, false},
	{"drops a field of the old version", dropsAnOldField, []string{"Round/EveryField"}, false},
	{"inserts a column and does not update it", neverUpdatesAField, []string{"Round/EveryField"}, false},
	{"drops what a scan ended", dropsWhatAScanEnds, []string{"Round/EveryField", "Put/OtherIDs"}, false},
	{"keeps small numbers", keepsSmallNumbers, []string{"Round/Integers", "Load/TotalsExact"}, false},
	{"keeps days as dates", keepsDates, []string{"Round/TimeMicroseconds"}, false},
	{"confuses two flags of a part", confusesApprovals, []string{"Round/EachFlag"}, false},
	{"drops the form of a response", dropsTheFormID, []string{"Round/EveryField"}, true},
	{"writes the links of a membership once", neverMovesMembers, []string{"Put/DependentMoves"}, true},
	{"keeps any document", keepsAnyDocument, []string{"Malformed/JSON"}, false},
	{"confuses two flags", confusesFlags, []string{"Round/EachFlag"}, false},
	{"reads numbers as floats", readsFloats, []string{"Round/JSONAttrs"}, false},
	{"trims texts", trimsTexts, []string{"Round/HostileStrings"}, false},
	{"mends bad bytes on the way in", mendsTexts, []string{"Malformed/UTF8"}, false},
	{"mends bad bytes in questions", mendsKeys, []string{"Load/UnstorableKey"}, false},

	// Questions.
	{"looks up the first key only", looksUpOneKey, []string{"Load/MixedHitsAndMisses"}, true},
	{"returns what is named twice twice", returnsTwice, []string{"Load/DuplicatesCollapse"}, false},
	{"loads a thousand at most", loadsAThousand, []string{"Size/TenThousand"}, false},
	{"leaks other scopes", leaksScopes, []string{"Load/OtherScopeInvisible"}, true},
	{"forgets relations", forgets(everyRelation), []string{"Load/Types", "Load/Dependents", "Load/Owners", "List/Relations"}, true},
	{"forgets groups", forgets(storage.WithGroups), []string{"Load/Groups", "Load/RelationsCombine", "List/Relations"}, true},
	{"forgets members", forgets(storage.WithMembers), []string{"Load/Members", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets credentials", forgets(storage.WithCredentials), []string{"Load/Credentials", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets check-ins", forgets(storage.WithCheckIns), []string{"Load/CheckIns", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets presences", forgets(storage.WithPresences), []string{"Load/Presences", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets associations", forgets(storage.WithAssociations), []string{"Load/Associations", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets shares", forgets(storage.WithShares), []string{"Load/Shares", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets entries", forgets(storage.WithEntries), []string{"Load/Entries", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets places", forgets(storage.WithPlaces), []string{"Load/Places", "Load/EveryRelation", "List/Relations"}, true},
	{"forgets the lists of points", placesWithoutLists, []string{"Load/Places", "Load/EveryRelation"}, true},
	{"follows presences that have ended", followsEndedPresences, []string{"Load/Presences", "Load/EveryRelation"}, true},
	{"takes every granted scan for a presence", followsGrantedPresences, []string{"Load/Presences"}, true},
	{"goes on from a part to the others in its entry", sharesOfEntriesFound, []string{"Load/RelationsCombine", "Load/Entries"}, true},
	{"goes on from an entry to whom it was for", parentsOfShares, []string{"Load/Shares", "Load/RelationsCombine"}, true},
	{"forgets responses", forgets(storage.WithFormResponses), []string{"Load/FormResponses", "List/Relations"}, true},
	{"goes on from a member to its other groups", membersTakeAllMemberships, []string{"Load/Members", "Load/RelationsCombine"}, true},
	{"finds no group by its name", resolvesNoGroup, []string{"Load/ByEveryKey", "Keys/EachIsUnique"}, true},

	// Counts.
	{"counts every check-in", countsEveryCheckIn, []string{"Load/Occupancies", "Load/OccupanciesFollow"}, true},
	{"counts who was let in and did not leave", countsGranted, []string{"Load/Occupancies"}, true},
	{"counts attendees", countsAttendees, []string{"Load/Occupancies", "Load/OccupanciesFollow"}, true},
	{"counts zones that are kept", countsKnownZones, []string{"Load/Occupancies", "Load/OccupanciesFollow"}, true},
	{"counts all scopes", countsAllScopes, []string{"Load/Occupancies", "Load/Uses"}, true},
	{"counts again what is asked again", countsTwice, []string{"Load/Occupancies"}, true},
	{"counts nobody", answersZero, []string{"Load/Occupancies"}, true},
	{"remembers its counts", remembersCounts, []string{"Load/OccupanciesFollow", "Load/TotalsFollow", "Load/UsesFollow"}, true},
	{"counts what is named", countsWhatIsNamed, []string{"Load/Occupancies", "Load/Totals", "Load/Uses"}, false},
	{"counts in lists", countsIntoLists, []string{"List/Relations"}, false},
	{"adds up all scopes", totalsAllScopes, []string{"Load/Totals"}, true},
	{"adds up currencies", mixesCurrencies, []string{"Load/Totals", "Load/TotalsFollow"}, true},
	{"folds currencies", foldsCurrencies, []string{"Load/Totals"}, true},
	{"adds up digits", mixesDigits, []string{"Load/Totals", "Load/TotalsFollow"}, true},
	{"adds up years", addsYears, []string{"Load/Totals", "Load/TotalsFollow"}, true},
	{"ignores years", ignoresYears, []string{"Load/Totals"}, true},
	{"ignores what was paid back", ignoresRefunds, []string{"Load/Totals", "Load/TotalsFollow"}, true},
	{"adds up what was approved", totalsApproved, []string{"Load/Totals"}, false},
	{"adds floats", addsFloats, []string{"Load/TotalsExact"}, false},
	{"wraps around", wrapsAround, []string{"Load/TotalsTooLarge"}, false},
	{"leaves out a total of zero", leavesOutZero, []string{"Load/Totals"}, false},
	{"adds up again what is asked again", totalsTwice, []string{"Load/Totals"}, true},
	{"counts no credentials", countsNoCredentials, []string{"Load/Uses", "Load/UsesFollow"}, true},
	{"counts points that have both", countsPointsWithBoth, []string{"Load/Uses", "Load/UsesFollow"}, true},
	{"counts active credentials", countsActiveCredentials, []string{"Load/Uses"}, false},
	{"counts what names an ID of any kind", countsUsesByID, []string{"Load/Uses"}, false},
	{"answers for what nothing names", answersZeroUses, []string{"Load/Uses", "Load/UsesFollow"}, true},
	{"counts uses again when asked again", countsUsesTwice, []string{"Load/Uses"}, false},

	{"accepts unknown relations", acceptsRelations, []string{"Unknown/Relation"}, false},
	{"accepts unknown keys", acceptsKeys, []string{"Unknown/KeyName"}, false},
	{"accepts unknown kinds", acceptsKinds, []string{"Unknown/Kind"}, false},
	{"accepts unknown fields", acceptsFields, []string{"Unknown/Field"}, false},
	{"accepts any operator", acceptsOperators, []string{"Unknown/Operator"}, false},
	{"writes the last of two", writesTheLastOfTwo, []string{"Malformed/Twice"}, false},
	{"ignores its context", ignoresContext, []string{"Context/Cancelled", "Context/Deadline"}, false},
	{"says what it stores", saysWhatItStores, []string{"Errors/NoStoredValue"}, false},
	{"states a limit and ignores it", ignoresItsLimit, []string{"Size/MaxChanges"}, false},
	{"changes its traits", changesTraits, []string{"Traits/Constant"}, false},

	// Lists.
	{"pages by offset", pagesByOffset, []string{"List/InsertBetweenPages", "List/DeleteBetweenPages", "List/WritesBetweenPages", "List/ForeignCursor"}, false},
	{"never advances", neverAdvances, []string{"List/InsertBetweenPages", "List/DeleteBetweenPages", "List/WritesBetweenPages", "List/FoldedText", "List/PagesCoverOnce"}, false},
	{"goes back", goesBack, []string{"List/InsertBetweenPages", "List/DeleteBetweenPages", "List/WritesBetweenPages", "List/PagesCoverOnce"}, false},
	{"takes any cursor", takesAnyCursor, []string{"List/ForeignCursor"}, false},
	{"lists empty fields first", listsEmptyFirst, []string{"List/EmptyLast", "List/EveryField"}, false},
	{"breaks ties backwards", breaksTiesBackwards, []string{"List/StableOrder"}, false},
	{"sorts by case", sortsByCase, []string{"List/EveryField", "List/MatchesDefinition"}, false},
	{"takes _ for a wildcard", underscoreIsWild, []string{"List/LikeIsLiteral"}, false},
	{"takes % for itself", percentIsLiteral, []string{"List/LikeIsLiteral", "List/EveryOperator"}, true},
	{"not equal finds empty fields", notEqualFindsEmpty, []string{"List/EveryOperator"}, false},
	{"takes a thousand values", takesAThousandValues, []string{"List/ManyValues"}, false},
	{"announces an empty page", announcesEmptyPage, []string{"List/PagesCoverOnce"}, true},

	{"folds records only", foldsRecordsOnly, []string{"List/FoldedText", "List/MatchesDefinition"}, false},
	{"folds conditions only", foldsConditionsOnly, []string{"List/FoldedText", "List/EveryField"}, false},
	{"lowers instead of folding", lowersOnly, []string{"List/FoldedText"}, false},
	{"compares custom numbers as texts", comparesNumbersAsTexts, []string{"List/CustomFields"}, false},
	{"compares custom numbers as floats", comparesNumbersAsFloats, []string{"List/CustomFields"}, false},
	{"folds the keys of custom fields", foldsCustomKeys, []string{"List/CustomFields"}, false},
	{"reads the keys of custom fields as paths", readsKeysAsPaths, []string{"List/CustomFields"}, false},
	{"matches a suffix as a prefix", suffixIsPrefix, []string{"List/Suffix"}, false},
	{"matches whole domains only", suffixIsDomain, []string{"List/Suffix"}, false},
	{"matches a prefix anywhere", prefixIsAnywhere, []string{"List/Prefix"}, false},
	{"escapes values twice", escapesTwice, []string{"List/HostileValues"}, false},
	{"counts all records before a page", offsetsEverything, []string{"List/PageNumbers"}, false},
	{"counts pages from zero", countsPagesFromZero, []string{"List/PageNumbers"}, true},
	{"ends at a page by number", endsAtNumbers, []string{"List/PageNumbers"}, true},
	{"counts the page for the total", totalIsThePage, []string{"List/Total"}, true},
	{"always counts", totalIsAlwaysThere, []string{"List/Total"}, true},
	{"counts records whatever the conditions", totalIgnoresConditions, []string{"List/Total"}, true},
	{"counts what is left", totalIsWhatIsLeft, []string{"List/Total"}, false},
	{"follows relations into the page's own kind", addsToThePage, []string{"List/Relations"}, false},

	{"follows presences into a page of check-ins", addsScansToThePage, []string{"List/Relations"}, false},
	{"takes nothing for an ID of zeros", takesNothingForZero, []string{"List/EveryField"}, false},

	// Outbox and purge.
	{"acknowledges nothing", acknowledgesNothing, []string{"Outbox/AckOnce"}, true},
	{"ignores claims", ignoresClaims, []string{"Outbox/ClaimExcludes", "Outbox/RelaysShare"}, false},
	{"claims on a look", claimsOnALook, []string{"Outbox/LookClaimsNothing"}, true},
	{"returns events as they came", returnsEventsUnsorted, []string{"Outbox/InOrder"}, true},
	{"purges nothing by date", purgesNothingByDate, []string{"Purge/Before"}, true},
	{"purges by date of birth", purgesByCreation, []string{"Purge/Before"}, true},
	{"purges groups along", purgesGroups, []string{"Purge/Before"}, true},
	{"purges scans of nobody", purgesScansOfNobody, []string{"Purge/Before"}, true},
	{"purges entries along", purgesEntries, []string{"Purge/Before"}, true},
	{"keeps the credentials of the purged", keepsCredentials, []string{"Purge/Before"}, true},
	{"purges the tenant", purgesTheTenant, []string{"Purge/Scope"}, false},
	{"purges everything by mistake", purgesByMistake, []string{"Purge/SaysWhat"}, false},
}

func TestEverySaboteurIsCaught(t *testing.T) {
	for _, s := range saboteurs {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			for _, name := range s.fails {
				assert.NotEmpty(t, caseFailures(t, name, newBroken(s.sabotage)), "%s passes", name)
			}
			if s.model {
				assert.NotEmpty(t, failures(t, func(r testingT) { runModel(r, newBroken(s.sabotage), 1, 8_000) }), "the model passes")
			}
		})
	}
}

// However a store's cursors go, every case comes to its end.
func TestTheSuiteEnds(t *testing.T) {
	for _, sabotage := range []func(*broken){neverAdvances, goesBack} {
		caught := 0
		for _, c := range cases {
			if s := newBroken(sabotage); c.needs.metBy(s) && len(caseFailures(t, c.name, s)) > 0 {
				caught++
			}
		}
		assert.Positive(t, caught)
		assert.Less(t, caught, len(cases)/4, "only lists go wrong")
	}
}
