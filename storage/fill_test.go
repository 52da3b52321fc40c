package storage

import (
	"encoding/json"
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// filled returns a record in which every field holds something, found by
// reflection so that a field which is added later is in the tests at once.
func filled[R Record]() R {
	var r R
	fill(reflect.ValueOf(&r).Elem())
	return r
}

func fill(v reflect.Value) {
	switch p := v.Addr().Interface().(type) {
	case *time.Time:
		*p = noon
	case *ID:
		*p = first
	case *Value:
		*p = Text("value")
	case *json.RawMessage:
		*p = json.RawMessage(`{"a":1}`)
	default:
		fillKind(v)
	}
}

func fillKind(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key)
		fill(value)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(7)
	case reflect.Bool:
		v.SetBool(true)
	default:
		panic(fmt.Sprintf("no value for a %s", v.Type()))
	}
}

// eachField calls visit for every field of a filled record with each change
// of that field made, nested fields included.
func eachField(t *testing.T, v reflect.Value, path string, visit func(path string)) {
	t.Helper()
	change := func(what string, to reflect.Value) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(to)
		visit(path + " " + what)
		v.Set(old)
	}
	switch old := v.Addr().Interface().(type) {
	case *time.Time:
		change("later", reflect.ValueOf(old.Add(time.Microsecond)))
		change("empty", reflect.ValueOf(time.Time{}))
		return
	case *ID:
		change("other", reflect.ValueOf(uuid.UUID{15: 99}))
		return
	case *Value:
		change("other", reflect.ValueOf(Text("other")))
		change("number", reflect.ValueOf(Int(1)))
		return
	case *json.RawMessage:
		change("other", reflect.ValueOf(json.RawMessage(`{"a":2}`)))
		change("empty", reflect.ValueOf(json.RawMessage(nil)))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			eachField(t, v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		change("empty", reflect.Zero(v.Type()))
		change("longer", reflect.AppendSlice(v.Slice3(0, 1, 1), v))
		eachField(t, v.Index(0), path+"[0]", visit)
	case reflect.Map:
		change("empty", reflect.Zero(v.Type()))
		for _, key := range v.MapKeys() {
			other := reflect.MakeMap(v.Type())
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(v.MapIndex(key))
			other.SetMapIndex(reflect.ValueOf("other key"), value)
			change("other key", other)
			eachField(t, value, path+"[key]", func(path string) {
				old := v.MapIndex(key)
				v.SetMapIndex(key, value)
				visit(path)
				v.SetMapIndex(key, old)
			})
		}
	case reflect.String:
		change("other", reflect.ValueOf("other").Convert(v.Type()))
	case reflect.Int, reflect.Int32, reflect.Int64:
		change("other", reflect.ValueOf(8).Convert(v.Type()))
	case reflect.Bool:
		change("other", reflect.ValueOf(false))
	default:
		require.Fail(t, "no change for a field", "%s of type %s", path, v.Type())
	}
}
