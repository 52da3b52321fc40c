package storagetest

import "github.com/muster-go/muster/storage"

// conformance is one named case of the contract.
type conformance struct {
	name  string
	line  int // of the contract in the documentation of package storage; 0: of [storage.Purger] itself
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
	{"Put/DependentMoves", 3, nothing, putDependentMoves},
	{"Put/OptionalLinks", 3, nothing, putOptionalLinks},
	{"Put/LinkHandedOver", 3, nothing, putLinkHandedOver},
	{"Put/OtherIDs", 3, nothing, putOtherIDs},
	{"Delete/ReadBack", 1, nothing, deleteReadBack},
	{"Delete/StaleRev", 1, nothing, deleteStaleRev},
	{"Delete/Missing", 1, nothing, deleteMissing},
	{"Delete/ParentWithDependents", 3, nothing, deleteParentWithDependents},
	{"Delete/Named", 3, nothing, deleteNamed},

	{"Keys/EachIsUnique", 2, nothing, keysEachIsUnique},
	{"Keys/SameValueOtherName", 2, nothing, keysSameValueOtherName},
	{"Keys/EmptyIsNotAKey", 2, nothing, keysEmptyIsNotAKey},
	{"Keys/Handover", 2, nothing, keysHandover},
	{"Keys/Swap", 2, nothing, keysSwap},
	{"Keys/FreedByDelete", 2, nothing, keysFreedByDelete},
	{"Keys/ValueMovesOn", 2, nothing, keysValueMovesOn},
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
	{"Load/Members", 7, nothing, loadMembers},
	{"Load/Groups", 7, nothing, loadGroups},
	{"Load/FormResponses", 7, nothing, loadFormResponses},
	{"Load/Credentials", 7, nothing, loadCredentials},
	{"Load/CheckIns", 7, nothing, loadCheckIns},
	{"Load/Presences", 7, nothing, loadPresences},
	{"Load/Associations", 7, nothing, loadAssociations},
	{"Load/Shares", 7, nothing, loadShares},
	{"Load/Entries", 7, nothing, loadEntries},
	{"Load/Places", 7, nothing, loadPlaces},
	{"Load/EveryRelation", 7, nothing, loadEveryRelation},
	{"Load/RelationsCombine", 7, nothing, loadRelationsCombine},
	{"Load/Occupancies", 12, nothing, loadOccupancies},
	{"Load/OccupanciesFollow", 12, nothing, loadOccupanciesFollow},
	{"Load/Totals", 12, nothing, loadTotals},
	{"Load/TotalsExact", 12, nothing, loadTotalsExact},
	{"Load/TotalsTooLarge", 12, nothing, loadTotalsTooLarge},
	{"Load/TotalsFollow", 12, nothing, loadTotalsFollow},
	{"Load/Uses", 12, nothing, loadUses},
	{"Load/UsesFollow", 12, nothing, loadUsesFollow},
	{"Load/OtherScopeInvisible", 1, nothing, loadOtherScopeInvisible},
	{"Load/Nothing", 1, nothing, loadNothing},
	{"Load/UnstorableKey", 4, nothing, loadUnstorableKey},

	{"Alias/LoadResult", 5, nothing, aliasLoadResult},
	{"Alias/ChangeSet", 5, nothing, aliasChangeSet},
	{"Alias/ListResult", 5, listing, aliasListResult},
	{"Alias/Events", 5, events, aliasEvents},

	{"Round/EveryField", 4, nothing, roundEveryField},
	{"Round/EachFlag", 4, nothing, roundEachFlag},
	{"Round/Integers", 4, nothing, roundIntegers},
	{"Round/TimeMicroseconds", 4, nothing, roundTimeMicroseconds},
	{"Round/ZeroTime", 4, nothing, roundZeroTime},
	{"Round/EmptyVsNil", 4, nothing, roundEmptyVsNil},
	{"Round/LongStrings", 4, nothing, roundLongStrings},
	{"Round/ManyCustom", 4, nothing, roundManyCustom},
	{"Round/JSONAttrs", 4, nothing, roundJSONAttrs},
	{"Round/HostileStrings", 4, nothing, roundHostileStrings},
	{"Round/HostileScopes", 4, nothing, roundHostileScopes},

	{"Race/InsertSameKey", 2, nothing, raceInsertSameKey},
	{"Race/InsertSamePresence", 2, nothing, raceInsertSamePresence},
	{"Race/InsertSameNonce", 2, nothing, raceInsertSameNonce},
	{"Race/InsertSameID", 1, nothing, raceInsertSameID},
	{"Race/UpdateSameRecord", 1, nothing, raceUpdateSameRecord},
	{"Race/RemoveWhileAdding", 3, nothing, raceRemoveWhileAdding},
	{"Race/RemoveWhileNaming", 3, nothing, raceRemoveWhileNaming},
	{"Race/Guards", 9, nothing, raceGuards},
	{"Race/Readers", 3, nothing, raceReaders},

	{"Context/Cancelled", 8, nothing, contextCancelled},
	{"Context/Deadline", 8, nothing, contextDeadline},
	{"Context/CutOff", 8, nothing, contextCutOff},

	{"Size/TenThousand", 3, nothing, sizeTenThousand},
	{"Size/MaxChanges", 3, limits, sizeMaxChanges},
	{"Traits/Constant", 7, nothing, traitsConstant},

	{"Unknown/Kind", 7, nothing, unknownKind},
	{"Unknown/KeyName", 7, nothing, unknownKeyName},
	{"Unknown/Relation", 7, nothing, unknownRelation},
	{"Unknown/Field", 7, listing, unknownField},
	{"Unknown/Operator", 7, listing, unknownOperator},

	{"Malformed/Scope", 1, nothing, malformedScope},
	{"Malformed/NilID", 1, nothing, malformedNilID},
	{"Malformed/Rev", 1, nothing, malformedRev},
	{"Malformed/Twice", 1, nothing, malformedTwice},
	{"Malformed/Delete", 1, nothing, malformedDelete},
	{"Malformed/Guard", 9, nothing, malformedGuard},
	{"Malformed/UTF8", 4, nothing, malformedUTF8},
	{"Malformed/NUL", 4, nothing, malformedNUL},
	{"Malformed/JSON", 4, nothing, malformedJSON},

	{"Errors/NoStoredValue", 13, nothing, errorsNoStoredValue},

	{"List/EveryOperator", 10, listing, listEveryOperator},
	{"List/EveryField", 10, listing, listEveryField},
	{"List/MatchesDefinition", 10, listing, listMatchesDefinition},
	{"List/PagesCoverOnce", 10, listing, listPagesCoverOnce},
	{"List/StableOrder", 10, listing, listStableOrder},
	{"List/EmptyLast", 10, listing, listEmptyLast},
	{"List/InsertBetweenPages", 10, listing, listInsertBetweenPages},
	{"List/DeleteBetweenPages", 10, listing, listDeleteBetweenPages},
	{"List/WritesBetweenPages", 10, listing, listWritesBetweenPages},
	{"List/PageNumbers", 10, listing, listPageNumbers},
	{"List/Total", 10, listing, listTotal},
	{"List/FoldedText", 10, listing, listFoldedText},
	{"List/CustomFields", 10, listing, listCustomFields},
	{"List/Prefix", 10, listing, listPrefix},
	{"List/Suffix", 10, listing, listSuffix},
	{"List/HostileValues", 10, listing, listHostileValues},
	{"List/LikeIsLiteral", 10, listing, listLikeIsLiteral},
	{"List/ManyValues", 10, listing, listManyValues},
	{"List/UnstorableText", 4, listing, listUnstorableText},
	{"List/Relations", 7, listing, listRelations},
	{"List/OtherScopeInvisible", 10, listing, listOtherScopeInvisible},
	{"List/ForeignCursor", 10, listing, listForeignCursor},
	{"List/DamagedCursor", 10, listing, listDamagedCursor},

	{"Outbox/AckOnce", 11, events, outboxAckOnce},
	{"Outbox/ClaimExcludes", 11, events, outboxClaimExcludes},
	{"Outbox/LookClaimsNothing", 11, events, outboxLookClaimsNothing},
	{"Outbox/InOrder", 11, events, outboxInOrder},
	{"Outbox/EveryField", 4, events, outboxEveryField},
	{"Outbox/AllScopes", 11, events, outboxAllScopes},
	{"Outbox/RelaysShare", 11, events, outboxRelaysShare},

	{"Purge/Scope", 0, purging, purgeScope},
	{"Purge/Before", 0, purging, purgeBefore},
	{"Purge/SaysWhat", 0, purging, purgeSaysWhat},
}
