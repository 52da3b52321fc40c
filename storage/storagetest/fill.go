package storagetest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/muster-go/muster/storage"
)

// filler gives every field of a record a value of its own. It works by
// reflection, so that a field which is added later cannot be forgotten.
type filler struct {
	prefix string // of every text
	n      int
}

// filled returns a record with no field empty.
func filled[R storage.Record](f *filler, scope storage.Scope) R {
	var r R
	f.fill(reflect.ValueOf(&r).Elem())
	return edited(r, func(h *storage.Head) { h.Scope, h.Rev = scope, 1 })
}

func (f *filler) event(subject storage.Ref) storage.Event {
	var e storage.Event
	f.fill(reflect.ValueOf(&e).Elem())
	e.Scope, e.Subject = here, subject
	return e
}

// all returns one filled record of every kind, parents first.
func (f *filler) all(scope storage.Scope) []storage.Entity {
	a, g, e := filled[storage.Attendee](f, scope), filled[storage.Group](f, scope), filled[storage.Entry](f, scope)
	typ, zone, list := filled[storage.CredentialType](f, scope), filled[storage.Zone](f, scope), filled[storage.CheckList](f, scope)
	was := filled[storage.Revision](f, scope)
	was.Was.Scope, was.Was.ID = scope, a.ID
	records := []storage.Entity{
		a, filled[storage.Type](f, scope), was, filled[storage.Token](f, scope), g, filled[storage.Membership](f, scope), filled[storage.FormResponse](f, scope),
		typ, filled[storage.Credential](f, scope), zone, list, filled[storage.AccessPoint](f, scope), filled[storage.CheckIn](f, scope),
		e, filled[storage.Association](f, scope),
	}
	for i, r := range records {
		records[i] = linked(r, family{a: a, g: g, e: e, typ: typ, zone: zone, list: list})
	}
	return records
}

func (f *filler) fill(v reflect.Value) {
	f.n++
	switch p := v.Addr().Interface().(type) {
	case *storage.ID:
		*p = newID()
	case *time.Time:
		*p = noon.Add(time.Duration(f.n) * (time.Hour + time.Microsecond))
	case *json.RawMessage:
		*p = json.RawMessage(fmt.Sprintf(`{"n":%d,"list":[1,"%s",null,{"deep":true}]}`, f.n, f.prefix))
	case *storage.Value:
		*p = storage.Text(f.text())
	case *storage.Status:
		*p = storage.StatusInactive
	case *storage.Kind:
		*p = storage.KindAttendee
	case *storage.FieldKind:
		*p = storage.FieldList
	case *storage.Medium:
		*p = storage.NFC
	case *storage.CredentialStatus:
		*p = storage.CredentialRevoked
	case *storage.Direction:
		*p = storage.Out
	case *storage.EntryKind:
		*p = storage.EntryItemised
	default:
		f.fillKind(v)
	}
}

func (f *filler) fillKind(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			f.fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			f.fill(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range 2 {
			key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			f.fill(key)
			f.fill(value)
			v.SetMapIndex(key, value)
		}
	case reflect.String:
		v.SetString(f.text())
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(f.n))
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic(fmt.Sprintf("storagetest: a record has a field of type %s, which the filler does not know", v.Type()))
	}
}

func (f *filler) text() string { return fmt.Sprintf("%s-%d", f.prefix, f.n) }

// eachText visits every text in a filled record, nested ones included.
func eachText(v reflect.Value, path string, visit func(path string, text reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		visit(path, v)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() || v.Type() == reflect.TypeFor[storage.Scope]() {
			return // a record's scope is its set's
		}
		for i := range v.NumField() {
			eachText(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
		}
	}
}

// eachTime visits every time in a record, nested ones included.
func eachTime(v reflect.Value, visit func(*time.Time)) {
	if at, ok := v.Addr().Interface().(*time.Time); ok {
		visit(at)
		return
	}
	if v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[storage.Value]() {
		for i := range v.NumField() {
			eachTime(v.Field(i), visit)
		}
	}
}
