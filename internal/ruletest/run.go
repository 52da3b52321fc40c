// Package ruletest holds the rules of the domain as tests that run on any
// store: a rule that held on one store only would be a fault of the contract.
// Each test is named after its subject and the rules that it shows, see
// docs/rules.md.
package ruletest

import (
	"slices"
	"testing"

	"github.com/muster-go/muster/storage/storagetest"
)

// rule is a test by its name.
type rule struct {
	name string
	run  func(*testing.T, storagetest.Factory)
}

// rules are the tests of attendees and of batches.
var rules = []rule{
	{"SeedBatch_P1_P13", seedBatch_P1_P13},
	{"ResolveByEveryIdentifier_X1", resolveByEveryIdentifier_X1},
	{"TwoKeysOnTwoRecordsAreAConflict_X1", twoKeysOnTwoRecordsAreAConflict_X1},
	{"KeysAreUniqueInTheirScope_P3", keysAreUniqueInTheirScope_P3},
	{"SharedEmail_X1", sharedEmail_X1},
	{"UpsertByUserTakesTheAccountsOwnValues_P5_P6", upsertByUserTakesTheAccountsOwnValues_P5_P6},
	{"UpsertByUnknownUserIsRejected_P7", upsertByUnknownUserIsRejected_P7},
	{"UpsertByUserWhoseAddressIsTaken", upsertByUserWhoseAddressIsTaken},
	{"UpsertGuest_P8", upsertGuest_P8},
	{"UpsertByCodeNeverInserts_P9", upsertByCodeNeverInserts_P9},
	{"UpsertByExternalID_C1", upsertByExternalID_C1},
	{"OnConflict_X2", onConflict_X2},
	{"DeleteFreesTheKeysAtOnce_X18", deleteFreesTheKeysAtOnce_X18},
	{"InsertedThenUpdatedInOneBatch_X10", insertedThenUpdatedInOneBatch_X10},
	{"PatchHasThreeStates_X4_X5", patchHasThreeStates_X4_X5},
	{"LengthsCountCharacters_C11", lengthsCountCharacters_C11},
	{"AllReasonsAtOnce", allReasonsAtOnce},
	{"Roles_P11_P12", roles_P11_P12},
	{"PolicyMustBeConsistent", policyMustBeConsistent},
	{"VersionsMoveWithTheContentOnly_X19_X33", versionsMoveWithTheContentOnly_X19_X33},
	{"EveryWriteTakesIfVersion_X19", everyWriteTakesIfVersion_X19},
	{"EventsNameFieldsNotValues", eventsNameFieldsNotValues},
	{"CreateTakesNothingThatTheLibraryDecides", createTakesNothingThatTheLibraryDecides},
	{"TypeAndCurrencyDoNotChange_C13_C18", typeAndCurrencyDoNotChange_C13_C18},
	{"TypesMayChangeUnderAPolicy_G11", typesMayChangeUnderAPolicy_G11},
	{"CreateMayRequireMore_X3", createMayRequireMore_X3},
	{"ReservedTypes_C28_C29_C30", reservedTypes_C28_C29_C30},
	{"TypesRequireAndClose", typesRequireAndClose},
	{"CustomFields_X15_X16_X24", customFields_X15_X16_X24},
	{"Actors_X21_X32", actors_X21_X32},
	{"ThousandUpsertsAreOneLoadAndOneApply_P4", thousandUpsertsAreOneLoadAndOneApply_P4},
	{"BatchLimits_X8_X34", batchLimits_X8_X34},
	{"BadItemsDoNotHoldUpTheOthers_X9", badItemsDoNotHoldUpTheOthers_X9},
	{"BadNamesOfABatch", badNamesOfABatch},
	{"SameAddressesFrom32Writers_X1", sameAddressesFrom32Writers_X1},
	{"TokenMakesARetrySafe_S7", tokenMakesARetrySafe_S7},
	{"TokenKeepsNothingPersonal_S4", tokenKeepsNothingPersonal_S4},
	{"TokenOfARejectedBatchIsFree_S7", tokenOfARejectedBatchIsFree_S7},
	{"OneTokenFrom32Senders_S7", oneTokenFrom32Senders_S7},
	{"LostReplyAndRetry_R5", lostReplyAndRetry_R5},
	{"LargeChangeSetsAreSplit", largeChangeSetsAreSplit},
	{"LargeLoadsAreSplit", largeLoadsAreSplit},
	{"DirectoryIsAskedOnce", directoryIsAskedOnce},
	{"PreviewReportsWhatRunDoes", previewReportsWhatRunDoes},
	{"WriterIsShownNothingOnAReplay_X32", writerIsShownNothingOnAReplay_X32},
	{"HiddenAttendeeIsInTheWay_X32", hiddenAttendeeIsInTheWay_X32},
	{"SplitReportsWhatWasWrittenBeforeAnError", splitReportsWhatWasWrittenBeforeAnError},
	{"BlankIsEmpty_X5", blankIsEmpty_X5},
	{"LeftoverOfADefinitionCanBeCleared_X15", leftoverOfADefinitionCanBeCleared_X15},
	{"BadDefinitionsAreRejectedForThemselves", badDefinitionsAreRejectedForThemselves},
	{"TokenTellsCommandsApart_S7", tokenTellsCommandsApart_S7},
	{"InactivateAndReactivate_C44", inactivateAndReactivate_C44},
	{"TransferToTheSystemWhereAsked_C2_C5", transferToTheSystemWhereAsked_C2_C5},
	{"GroupsAndMemberships_G8_G20", groupsAndMemberships_G8_G20},
	{"FormResponses_G8", formResponses_G8},
	{"MergeTwoAttendees", mergeTwoAttendees},
	{"EraseLeavesNothingPersonal_X18", eraseLeavesNothingPersonal_X18},
	{"PurgeDropsOldTombstones_X18", purgeDropsOldTombstones_X18},
	{"HistoryTellsWhoChangedWhat_C24_X33", historyTellsWhoChangedWhat_C24_X33},
	{"GetManyTellsWhoIsMissing_X27_C33", getManyTellsWhoIsMissing_X27_C33},
	{"DuplicateFieldsOfAType_C36_C38", duplicateFieldsOfAType_C36_C38},
	{"FieldsOfAScope_C20_C22", fieldsOfAScope_C20_C22},
	{"OptionsAreComparedWhateverTheirCase_X29", optionsAreComparedWhateverTheirCase_X29},
	{"TypesListHidesReserved_C30_G19", typesListHidesReserved_C30_G19},
	{"NoOrphanWhileDeleting_X18", noOrphanWhileDeleting_X18},
	{"BatchOfLifeCycleCommands_G11_C52", batchOfLifeCycleCommands_G11_C52},
	{"SearchByEveryOperator_G6_X29_X30", searchByEveryOperator_G6_X29_X30},
	{"SearchTakesValuesOfEveryType_G6", searchTakesValuesOfEveryType_G6},
	{"SearchRefusesWhatThereIsNot", searchRefusesWhatThereIsNot},
	{"ListSortsAndPages_G3_G5_X22_X31", listSortsAndPages_G3_G5_X22_X31},
	{"ListIncludes_G5", listIncludes_G5},
	{"ListShowsWhatTheActorMaySee_C8_C9_X32", listShowsWhatTheActorMaySee_C8_C9_X32},
	{"ListShowsTombstonesOnRequest_C34_X18", listShowsTombstonesOnRequest_C34_X18},
	{"HostileSearches_S1", hostileSearches_S1},
	{"OwnersAreComparedToTheLetter_X25_X32", ownersAreComparedToTheLetter_X25_X32},
	{"HiddenAttendeesAreNamedByNoDoor_X32", hiddenAttendeesAreNamedByNoDoor_X32},
	{"ReadersRightsHoldAtEveryDoor_X32", readersRightsHoldAtEveryDoor_X32},
	{"PlansAskAsOftenAsTheyMust_C36", plansAskAsOftenAsTheyMust_C36},
	{"MergeObeysWhatUpdatesObey", mergeObeysWhatUpdatesObey},
	{"TombstonesAreNamedByIDAlone_X1", tombstonesAreNamedByIDAlone_X1},
	{"ReplaysShowEveryKind_S7", replaysShowEveryKind_S7},
	{"LimitsAreNamed_X34", limitsAreNamed_X34},
	{"WhatCameAndWentIsGuardedByNothing", whatCameAndWentIsGuardedByNothing},
	{"TokensTakeMalformedItems_S7", tokensTakeMalformedItems_S7},
	{"CommandsOfTheHostArePlannedByTheHost", commandsOfTheHostArePlannedByTheHost},
	{"ZeroRulesForbidEverything_X32", zeroRulesForbidEverything_X32},
	{"CommandsTravelAsJSON", commandsTravelAsJSON},
	{"SentAgainChangesNothing_X19", sentAgainChangesNothing_X19},
	{"AttendanceCodeIsForTheHost_P18", attendanceCodeIsForTheHost_P18},
	{"RecordOfAProject_G1_G2_C35", recordOfAProject_G1_G2_C35},
	{"PartialUpdates_G7_C14", partialUpdates_G7_C14},
	{"ErrorsOfARecord_G9_C12", errorsOfARecord_G9_C12},
	{"MatchByIDThenExternalID_C3_C10", matchByIDThenExternalID_C3_C10},
	{"OwnerOfANewAttendee_C4_C7_C16", ownerOfANewAttendee_C4_C7_C16},
	{"ExistingIsLeftWhereAsked_C6", existingIsLeftWhereAsked_C6},
	{"CustomValuesKeepTheirKind_C19_C21", customValuesKeepTheirKind_C19_C21},
	{"PreferredNameIsForEmployees_C15", preferredNameIsForEmployees_C15},
	{"ListOfRecords_C31_C32", listOfRecords_C31_C32},
}

// Run runs every test on stores that open returns, which must keep events.
func Run(t *testing.T, open storagetest.Factory) {
	for _, r := range slices.Concat(rules, credentialRules, accessRules, expenseRules) {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			r.run(t, open)
		})
	}
}
