package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/muster-go/muster/attendee"
	"github.com/muster-go/muster/examples/server/demo"
	"github.com/muster-go/muster/memstore"
	"github.com/muster-go/muster/storage/storagetest"
)

func TestABatchOfAThousandIsOneCallOfTheLibrary(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	list := func(one func(i int) string) string {
		items := make([]string, 1000)
		for i := range items {
			items[i] = one(i)
		}
		return strings.Join(items, ",")
	}
	ids := make([]any, 0, 1000)
	for _, c := range []struct {
		name, method, path string
		body               func() string
	}{
		{"Perculus", "POST", batchPath, func() string {
			return "[" + list(func(i int) string {
				return fmt.Sprintf(`{"email": "p%d@example.org", "name": "P", "surname": "%d"}`, i, i)
			}) + "]"
		}},
		{"GxP create", "POST", peoplePath + "/batch", func() string {
			return `{"resources": [` + list(func(i int) string {
				return fmt.Sprintf(`{"first_name": "G", "last_name": "%d", "attendee_type_id": 1, "custom_fields": {"company": "x"}}`, i)
			}) + "]}"
		}},
		{"GxP update", "PATCH", peoplePath + "/batch", func() string {
			return `{"resources": {` + list(func(i int) string { return fmt.Sprintf(`"%.0f": {"attendee_type_id": 2}`, ids[i]) }) + "}}"
		}},
	} {
		s.calls.Reset()
		got := s.direct(t, c.method, c.path, strings.NewReader(c.body()))
		require.Equal(t, http.StatusOK, got.status, "%s: %.300s", c.name, got.body)
		require.Equal(t, 1, s.calls.Of(storagetest.CallLoad), c.name)
		require.Equal(t, 1, s.calls.Of(storagetest.CallApply), c.name)
		require.Equal(t, 2, s.calls.Total(), c.name)
		if c.name == "GxP create" {
			seen := make(map[any]bool)
			for _, who := range at(t, got.json(t), "data").([]any) {
				ids = append(ids, at(t, who, "id"))
				seen[at(t, who, "id")] = true
			}
			require.Len(t, seen, 1000, "every number is another")
			require.IsIncreasing(t, numbers(ids))
		}
	}
}

func numbers(list []any) (ns []float64) {
	for _, n := range list {
		ns = append(ns, n.(float64))
	}
	return ns
}

func TestAPerculusBatchSentAgainWithItsKeyWritesNothing(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	body := `[{"email": "once@example.org", "name": "A", "surname": "B"}]`
	first := s.direct(t, "POST", batchPath, strings.NewReader(body), "Idempotency-Key", "k1")
	again := s.direct(t, "POST", batchPath, strings.NewReader(body), "Idempotency-Key", "k1")
	require.Equal(t, http.StatusOK, first.status)
	require.Equal(t, first.body, again.body, "inserted, both times")
	other := s.direct(t, "POST", batchPath, strings.NewReader(`[{"email": "other@example.org", "name": "A", "surname": "B"}]`), "Idempotency-Key", "k1")
	require.Equal(t, http.StatusBadRequest, other.status)
	require.Contains(t, other.body, "idempotency_mismatch")
}

// What draws numbers cannot be sent again: a key is refused, and not forgotten.
func TestAGxPCreationRefusesAKey(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	before := s.people(t)
	for path, body := range map[string]string{
		peoplePath:            `{"first_name": "A", "last_name": "B"}`,
		peoplePath + "/batch": `{"resources": [{"first_name": "A", "last_name": "B"}]}`,
	} {
		refused := s.direct(t, "POST", path, strings.NewReader(body), "Idempotency-Key", "k2")
		require.Equal(t, http.StatusBadRequest, refused.status)
		require.Contains(t, at(t, refused.json(t), "errors"), "Idempotency-Key")
	}
	require.Equal(t, before, s.people(t))
}

func TestPerculusCodesOfTheTable(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{tableCodes: true})
	got := s.direct(t, "POST", batchPath, strings.NewReader(`[{"attendance_code": "x"}, {"user_guid": "x"}]`))
	require.EqualValues(t, 40, at(t, got.json(t), "rejected", 0, "state", "code"))
	require.EqualValues(t, 52, at(t, got.json(t), "rejected", 1, "state", "code"))
}

func TestPerculusConflicts(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.direct(t, "POST", batchPath, strings.NewReader(`[
		{"attendance_code": "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", "email": "doe2@example.com"},
		{"attendance_code": "5786FF4C-4A93-45A2-BAF1-9461F376E8C5", "user_guid": "7fd2b7ab-dfbe-4b35-a217-ec11791a4a80"},
		{"email": "no first name@example.com", "surname": "X"},
		{"name": "nobody"}, null]`))
	require.Equal(t, http.StatusBadRequest, got.status, got.body)
	codes := make(map[float64]int)
	for _, r := range at(t, got.json(t), "rejected").([]any) {
		codes[at(t, r, "state", "code").(float64)]++
	}
	require.Equal(t, map[float64]int{51: 1, 15: 1, 12: 3}, codes)
}

func TestGxPVersions(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	path := peoplePath + "/12345"
	got := s.direct(t, "GET", path, http.NoBody)
	require.Equal(t, `"1"`, got.header.Get("ETag"))
	done := s.direct(t, "PATCH", path, strings.NewReader(`{"first_name": "Augusta"}`), "If-Match", `"1"`)
	require.Equal(t, http.StatusOK, done.status)
	require.Equal(t, `"2"`, done.header.Get("ETag"))
	for _, method := range []string{"PUT", "PATCH", "DELETE"} {
		late := s.direct(t, method, path, strings.NewReader(`{"first_name": "Ada"}`), "If-Match", `"1"`)
		require.Equal(t, http.StatusPreconditionFailed, late.status, late.body)
	}
	odd := s.direct(t, "DELETE", path, http.NoBody, "If-Match", "W/x")
	require.Equal(t, http.StatusBadRequest, odd.status)
}

func TestGxPUpdateOfAConfirmedDuplicate(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	body := `{"first_name": "Augusta", "last_name": "King", "email": "ada@example.org"%s}`
	refused := s.direct(t, "POST", peoplePath, strings.NewReader(fmt.Sprintf(body, "")))
	require.Equal(t, http.StatusConflict, refused.status)
	id := at(t, refused.json(t), "duplicate", "id")
	confirmed := s.direct(t, "POST", peoplePath, strings.NewReader(fmt.Sprintf(body, fmt.Sprintf(`, "_update_existing": true, "_existing_attendee_id": %.0f`, id))))
	require.Equal(t, http.StatusOK, confirmed.status, confirmed.body)
	require.Equal(t, "Augusta", at(t, confirmed.json(t), "data", "first_name"))
	require.Equal(t, id, at(t, confirmed.json(t), "data", "id"))
}

func TestGxPBatchesTellWhichResourceFailed(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	got := s.direct(t, "POST", peoplePath+"/batch", strings.NewReader(`{"resources": [
		{"first_name": "A", "last_name": "B"}, {"first_name": "A"}, {"first_name": "A", "last_name": "B", "attendee_type_id": 77}]}`))
	require.Equal(t, http.StatusMultiStatus, got.status)
	require.NotNil(t, at(t, got.json(t), "data", 0))
	require.Nil(t, at(t, got.json(t), "data", 1))
	require.Contains(t, at(t, got.json(t), "errors"), "resources.1.last_name")
	require.Contains(t, at(t, got.json(t), "errors"), "resources.2.attendee_type_id")

	got = s.direct(t, "PATCH", peoplePath+"/batch", strings.NewReader(`{"resources": {"12346": {"first_name": "G"}, "5": {"first_name": "X"}}}`))
	require.Equal(t, http.StatusMultiStatus, got.status)
	require.Equal(t, "G", at(t, got.json(t), "data", 0, "first_name"))
	require.Contains(t, at(t, got.json(t), "errors"), "resources.5.id")
}

// Somebody who came by another door has no number: the UUID stands for it.
func TestGxPShowsEverybody(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	who, err := s.attendees.Get(t.Context(), demo.List, attendee.ByEmail("doe2@example.com"))
	require.NoError(t, err)
	got := s.direct(t, "GET", peoplePath+"/"+who.ID.String(), http.NoBody)
	require.Equal(t, http.StatusOK, got.status)
	require.Equal(t, who.ID.String(), at(t, got.json(t), "data", "id"))
}

// An ID is a number, or the UUID of who has none; the library compares texts.
func TestGxPFiltersByID(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	who, err := s.attendees.Get(t.Context(), demo.List, attendee.ByEmail("doe2@example.com"))
	require.NoError(t, err)
	made := s.direct(t, "POST", peoplePath, strings.NewReader(`{"first_name": "A", "last_name": "B"}`))
	drawn := fmt.Sprintf("%.0f", at(t, made.json(t), "data", "id"))
	_, err = s.attendees.Create(t.Context(), demo.List, attendee.Attendee{LastName: "Padded", ExternalID: "012"})
	require.NoError(t, err)
	id := who.ID.String()
	for value, total := range map[string]int{"12345": 1, drawn: 1, id: 1, strings.ToUpper(id): 1, "x": 0, "012": 0, "": 0} {
		got := s.direct(t, "GET", peoplePath+"?filter[id]="+value, http.NoBody)
		require.EqualValues(t, total, at(t, got.json(t), "meta", "total"), "%s: %s", value, got.body)
	}
	for body, total := range map[string]int{
		`{"field": "id", "operator": "=", "value": ` + drawn + `}`:                            1,
		`{"field": "id", "operator": "=", "value": "` + id + `"}`:                             1,
		`{"field": "id", "operator": "in", "value": [12345, "12346", ` + drawn + `, 9, "x"]}`: 3,
		`{"field": "id", "operator": "in", "value": ["` + id + `", "x"]}`:                     1,
		`{"field": "id", "operator": "in", "value": ["x"]}`:                                   0,
		`{"field": "id", "operator": "in", "value": []}`:                                      0,
		`{"field": "id", "operator": "not in", "value": ["` + id + `"]}`:                      6,
		`{"field": "id", "operator": "!=", "value": "` + id + `"}`:                            6,
	} {
		got := s.direct(t, "POST", peoplePath+"/search", strings.NewReader(`{"filters": [`+body+`]}`))
		require.Equal(t, http.StatusOK, got.status, "%s: %s", body, got.body)
		require.EqualValues(t, total, at(t, got.json(t), "meta", "total"), "%s: %s", body, got.body)
	}
	for body, status := range map[string]int{
		`{"filters": [{"field": "id", "operator": "<", "value": 12346}]}`:                  422,
		`{"filters": [{"field": "id", "operator": ">=", "value": 12346}]}`:                 422,
		`{"filters": [{"field": "id", "operator": "like", "value": "1%"}]}`:                422,
		`{"filters": [{"field": "id", "operator": "in", "value": [12345, "` + id + `"]}]}`: 422,
		`{"filters": [{"field": "id", "operator": "in", "value": 5}]}`:                     400,
		`{"filters": [{"field": "id", "operator": "=", "value": [5]}]}`:                    400,
		`{"sort": [{"field": "id"}]}`:                                                      422,
	} {
		got := s.direct(t, "POST", peoplePath+"/search", strings.NewReader(body))
		require.Equal(t, status, got.status, "%s: %s", body, got.body)
		documented(t, peoplePath, got)
	}
	require.Equal(t, http.StatusUnprocessableEntity, s.direct(t, "GET", peoplePath+"?sort=-id", http.NoBody).status)
}

func TestGxPPages(t *testing.T) {
	s := unserved(t, memstore.New(memstore.WithOutbox()), config{})
	path := peoplePath + "?per_page=2&sort=last_name"
	seen := make(map[any]bool)
	for page := 1; path != ""; page++ {
		got := s.direct(t, "GET", path, http.NoBody)
		require.Equal(t, http.StatusOK, got.status)
		require.EqualValues(t, page, at(t, got.json(t), "meta", "current_page"))
		require.EqualValues(t, 5, at(t, got.json(t), "meta", "total"))
		for _, who := range at(t, got.json(t), "data").([]any) {
			seen[at(t, who, "id")] = true
		}
		next, _ := at(t, got.json(t), "links", "next").(string)
		path = strings.TrimPrefix(next, "http://localhost")
	}
	require.Len(t, seen, 5)
}
