package storagetest

import "github.com/muster-go/muster/storage"

// conformance is one named case of the contract.
type conformance struct {
	name  string
	line  int // of the contract in the documentation of package storage
	needs need
	run   func(*trial)
}

func (c conformance) title() string { return c.name }

// need is what a store has to offer for a case to apply to it.
type need string

const (
	nothing need = ""
	listing need = "storage.Lister"
	events  need = "storage.Outbox with Traits.Events"
	purging need = "storage.Purger"
	limits  need = "Traits.MaxChanges"
)

func (n need) metBy(s storage.Store) bool {
	ok := true
	switch n {
	case listing:
		_, ok = s.(storage.Lister)
	case events:
		ok = s.Traits().Events
	case purging:
		_, ok = s.(storage.Purger)
	case limits:
		ok = s.Traits().MaxChanges > 0
	}
	return ok
}

// cases is the contract as tests. The names are API: [Except] names them, and
// so do the test reports of other people's stores.
var cases = []conformance{
	{"Put/InsertReadBack", 1, nothing, putInsertReadBack},
	{"Put/UpdateReadBack", 1, nothing, putUpdateReadBack},
	{"Put/RevMustFollow", 1, nothing, putRevMustFollow},
	{"Put/UpdateMissing", 1, nothing, putUpdateMissing},
	{"Put/InsertExisting", 1, nothing, putInsertExisting},
	{"Put/AfterDelete", 1, nothing, putAfterDelete},
	{"Put/EqualIDsAcrossKinds", 2, nothing, putEqualIDsAcrossKinds},
	{"Put/OtherScopeIsAbsent", 1, nothing, putOtherScopeIsAbsent},
	{"Put/SameIDInTwoScopes", 1, nothing, putSameIDInTwoScopes},
	{"Put/DependentWithoutParent", 3, nothing, putDependentWithoutParent},
	{"Put/ParentWithDependents", 3, nothing, putParentWithDependents},
	{"Delete/ReadBack", 1, nothing, deleteReadBack},
	{"Delete/StaleRev", 1, nothing, deleteStaleRev},
	{"Delete/Missing", 1, nothing, deleteMissing},
	{"Delete/ParentWithDependents", 3, nothing, deleteParentWithDependents},

	{"Keys/EachIsUnique", 2, nothing, keysEachIsUnique},
	{"Keys/SameValueOtherName", 2, nothing, keysSameValueOtherName},
	{"Keys/EmptyIsNotAKey", 2, nothing, keysEmptyIsNotAKey},
	{"Keys/Handover", 2, nothing, keysHandover},
	{"Keys/Swap", 2, nothing, keysSwap},
	{"Keys/FreedByDelete", 2, nothing, keysFreedByDelete},
	{"Keys/FreedByTombstone", 2, nothing, keysFreedByTombstone},
	{"Keys/TwoInsertsOneKey", 2, nothing, keysTwoInsertsOneKey},
	{"Keys/ScopedPerScope", 2, nothing, keysScopedPerScope},
	{"Keys/CaseDistinct", 4, nothing, keysCaseDistinct},
	{"Keys/TrailingSpaceDistinct", 4, nothing, keysTrailingSpaceDistinct},
	{"Keys/UnicodeFormsDistinct", 4, nothing, keysUnicodeFormsDistinct},
	{"Keys/PunctuationDistinct", 4, nothing, keysPunctuationDistinct},

	{"Guard/Holds", 9, nothing, guardHolds},
	{"Guard/Stale", 9, nothing, guardStale},
	{"Guard/Absent", 9, nothing, guardAbsent},
	{"Guard/OtherScopeIsAbsent", 9, nothing, guardOtherScopeIsAbsent},
	{"Guard/AmongMany", 9, nothing, guardAmongMany},
	{"Guard/Alone", 9, nothing, guardAlone},

	{"Atomic/LastChangeFails", 3, nothing, atomicLastChangeFails},
	{"Atomic/DeletesUndone", 3, nothing, atomicDeletesUndone},
	{"Atomic/EventsWithRecords", 3, events, atomicEventsWithRecords},
	{"Atomic/EventsAlone", 3, events, atomicEventsAlone},
	{"Atomic/EmptySet", 3, nothing, atomicEmptySet},

	{"Load/ByEveryKey", 2, nothing, loadByEveryKey},
	{"Load/MixedHitsAndMisses", 1, nothing, loadMixedHitsAndMisses},
	{"Load/DuplicatesCollapse", 1, nothing, loadDuplicatesCollapse},
	{"Load/Dependents", 7, nothing, loadDependents},
	{"Load/Owners", 7, nothing, loadOwners},
	{"Load/Types", 7, nothing, loadTypes},
	{"Load/RelationsCombine", 7, nothing, loadRelationsCombine},
	{"Load/OtherScopeInvisible", 1, nothing, loadOtherScopeInvisible},
	{"Load/Nothing", 1, nothing, loadNothing},
	{"Load/UnstorableKey", 4, nothing, loadUnstorableKey},
}
