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

// attendee and its like return records with no field empty.
func (f *filler) attendee(scope storage.Scope) storage.Attendee {
	var a storage.Attendee
	f.fill(reflect.ValueOf(&a).Elem())
	a.Scope, a.Rev = scope, 1
	return a
}

func (f *filler) kind(scope storage.Scope) storage.Type {
	var typ storage.Type
	f.fill(reflect.ValueOf(&typ).Elem())
	typ.Scope, typ.Rev = scope, 1
	return typ
}

func (f *filler) revision(a storage.Attendee) storage.Revision {
	var r storage.Revision
	f.fill(reflect.ValueOf(&r).Elem())
	r.Scope, r.Rev, r.AttendeeID = a.Scope, 1, a.ID
	r.Was.Scope, r.Was.ID = a.Scope, a.ID
	return r
}

func (f *filler) token(scope storage.Scope) storage.Token {
	var token storage.Token
	f.fill(reflect.ValueOf(&token).Elem())
	token.Scope, token.Rev = scope, 1
	return token
}

func (f *filler) group(scope storage.Scope) storage.Group {
	var g storage.Group
	f.fill(reflect.ValueOf(&g).Elem())
	g.Scope, g.Rev = scope, 1
	return g
}

func (f *filler) membership(g storage.Group, a storage.Attendee) storage.Membership {
	var m storage.Membership
	f.fill(reflect.ValueOf(&m).Elem())
	m.Scope, m.Rev, m.GroupID, m.AttendeeID = a.Scope, 1, g.ID, a.ID
	return m
}

func (f *filler) response(a storage.Attendee) storage.FormResponse {
	var r storage.FormResponse
	f.fill(reflect.ValueOf(&r).Elem())
	r.Scope, r.Rev, r.AttendeeID = a.Scope, 1, a.ID
	return r
}

func (f *filler) event(subject storage.Ref) storage.Event {
	var e storage.Event
	f.fill(reflect.ValueOf(&e).Elem())
	e.Scope, e.Subject = here, subject
	return e
}

// all returns one filled record of every kind, parents first.
func (f *filler) all(scope storage.Scope) []storage.Entity {
	a, g := f.attendee(scope), f.group(scope)
	return []storage.Entity{a, f.kind(scope), f.revision(a), f.token(scope), g, f.membership(g, a), f.response(a)}
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
