package ruletest

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/credential"
	"github.com/muster-go/muster/storage"
	"github.com/muster-go/muster/storage/storagetest"
)

// accessRules are the tests of doors and check-ins.
var accessRules = []rule{
	{"ZonesListsAndPoints_G16_G17", zonesListsAndPoints_G16_G17},
	{"SlugsAreMadeOfNames_G16", slugsAreMadeOfNames_G16},
	{"PlacesInUseStay_X18", placesInUseStay_X18},
	{"PlacesInUseWithinABatch_X10", placesInUseWithinABatch_X10},
	{"StructureIsForAdministrators_X32", structureIsForAdministrators_X32},
	{"ScanGrantsAndDenies_G15_G18", scanGrantsAndDenies_G15_G18},
	{"ReasonsInTheirOrder_G18", reasonsInTheirOrder_G18},
	{"WindowIsHeldAgainstTheDevicesTime", windowIsHeldAgainstTheDevicesTime},
	{"ListsNameTypesAndGroups_G19_G20", listsNameTypesAndGroups_G19_G20},
	{"InAndOut_G16_G17", inAndOut_G16_G17},
	{"ZoneWithoutLimitHoldsNobodyUp_G17", zoneWithoutLimitHoldsNobodyUp_G17},
	{"PointWithoutZoneIsAPlace", pointWithoutZoneIsAPlace},
	{"CheckInByHand_G17", checkInByHand_G17},
	{"NobodyIsBadgedNorLetIn_C28_C29_C30", nobodyIsBadgedNorLetIn_C28_C29_C30},
	{"ForceIsForAdministrators", forceIsForAdministrators},
	{"ScanIsOneLoadAndOneApply_P4", scanIsOneLoadAndOneApply_P4},
	{"ScanOfWhoIsHidden_X32", scanOfWhoIsHidden_X32},
	{"MalformedScansAreNotRecorded", malformedScansAreNotRecorded},
	{"RetriedScanIsHarmlessAndVisible_S7", retriedScanIsHarmlessAndVisible_S7},
	{"OfflineScansFindTheirPlaceInTime", offlineScansFindTheirPlaceInTime},
	{"OfflineScansAreExcusedForWhatTheDoorCouldNotKnow", offlineScansAreExcusedForWhatTheDoorCouldNotKnow},
	{"OfflineScansInAnyOrder", offlineScansInAnyOrder},
	{"Undo", undo},
	{"UndoRestoresOnlyWhatNothingFollowed", undoRestoresOnlyWhatNothingFollowed},
	{"UndoInAnyOrder_G17", undoInAnyOrder_G17},
	{"UndoPassesOverDenials", undoPassesOverDenials},
	{"UndoLeavesWhatHasEnded", undoLeavesWhatHasEnded},
	{"ValueIsWhoHoldsIt_G15", valueIsWhoHoldsIt_G15},
	{"WhoIsGoneIsNowhere_G8_X18", whoIsGoneIsNowhere_G8_X18},
	{"EraseKeepsWhoCame_X18", eraseKeepsWhoCame_X18},
	{"MergedAttendeeIsInsideOnce", mergedAttendeeIsInsideOnce},
	{"HistoryOfCheckIns_G3", historyOfCheckIns_G3},
	{"AddedBadgedAndLetInInOneBatch_X9", addedBadgedAndLetInInOneBatch_X9},
	{"AccessEvents_G18_G24", accessEvents_G18_G24},
	{"OneBadgeAt64Scanners_G17", oneBadgeAt64Scanners_G17},
	{"SixtyFourBadgesForTenPlaces_G17", sixtyFourBadgesForTenPlaces_G17},
	{"OneScanFrom32Senders_S7", oneScanFrom32Senders_S7},
	{"NobodyPassesWhileBeingRevoked", nobodyPassesWhileBeingRevoked},
	{"NoncesTellNothing_X32", noncesTellNothing_X32},
	{"BlankIsNoNonce_X5", blankIsNoNonce_X5},
	{"NobodyStaysBehind_X18", nobodyStaysBehind_X18},
	{"UndoKnowsTheOrderOfOneMoment", undoKnowsTheOrderOfOneMoment},
	{"OccupancyIsARecount_G17", occupancyIsARecount_G17},
	{"TimesThatNobodyMeans_X34", timesThatNobodyMeans_X34},
	{"LongListsAreRefusedUnread_X34", longListsAreRefusedUnread_X34},
	{"WhatIsInUseIsForAdministratorsToKnow_X32", whatIsInUseIsForAdministratorsToKnow_X32},
}

// atOnce calls f so many times at once.
func atOnce(n int, f func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errs
}

// doors is a scope with a hall, its two doors, and a clock that moves a second
// with each look.
type doors struct {
	people *attendee.Service
	badges *credential.Service
	store  storage.Store
	clock  *ticking
}

type ticking struct {
	mu  sync.Mutex
	now time.Time
}

func (c *ticking) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(time.Second)
	return c.now
}

var opening = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func newDoors(t *testing.T, open storagetest.Factory, hall credential.DefineZone) doors {
	t.Helper()
	clock := &ticking{now: opening}
	people, badges, store := desk(t, open, batch.WithClock(clock.Now))
	hall.Name = "Hall"
	for _, c := range []batch.Command{
		hall,
		credential.DefinePoint{Name: "In", Zone: credential.ZoneBySlug("hall")},
		credential.DefinePoint{Name: "Out", Zone: credential.ZoneBySlug("hall"), Direction: storage.Out},
	} {
		_, err := people.Do(t.Context(), session, c)
		require.NoError(t, err)
	}
	return doors{people, badges, store, clock}
}

// scan scans, and returns the verdict.
func (x doors) scan(t *testing.T, point string, c credential.Scan) credential.Verdict {
	t.Helper()
	c.Point = credential.PointBySlug(point)
	v, err := x.badges.Scan(t.Context(), session, c)
	require.NoError(t, err)
	return v
}

// reason scans a value, and returns why it was denied.
func (x doors) reason(t *testing.T, point, value string) credential.Reason {
	t.Helper()
	return credential.Reason(x.scan(t, point, credential.Scan{Value: value}).Reason)
}

func (x doors) inside(t *testing.T) int64 {
	t.Helper()
	o, err := x.badges.Occupancy(t.Context(), session, credential.ZoneBySlug("hall"))
	require.NoError(t, err)
	return o.Inside
}

func (x doors) checkIns(t *testing.T, filters ...attendee.Filter) (list []credential.CheckIn) {
	t.Helper()
	q := attendee.Query{Where: filters, Limit: 100}
	for {
		page, err := x.badges.CheckIns(t.Context(), session, q)
		require.NoError(t, err)
		list = append(list, page.CheckIns...)
		if q.After = page.Next; q.After == "" {
			return list
		}
	}
}
