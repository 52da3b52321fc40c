package attendee

import (
	"errors"
	"iter"
	"maps"
	"slices"

	"github.com/muster-go/muster/batch"
	"github.com/muster-go/muster/storage"
)

const maxFieldKey = 64

// definitions are the custom fields that an attendee may have: the policy's,
// the scope's and those of its type, of which the first counts.
type definitions [3][]FieldDef

func (ds definitions) find(key string) (FieldDef, bool) {
	for _, defs := range ds {
		if i := slices.IndexFunc(defs, func(f FieldDef) bool { return f.Key == key }); i >= 0 {
			return defs[i], true
		}
	}
	return FieldDef{}, false
}

// configured returns the attendee without custom fields that nothing defines
// any more: reads leave them out (C20).
func (ds definitions) configured(a Attendee) Attendee {
	undefined := func(key string, _ storage.Value) bool {
		_, ok := ds.find(key)
		return !ok
	}
	for key, v := range a.Custom {
		if undefined(key, v) {
			a.Custom = maps.Clone(a.Custom)
			maps.DeleteFunc(a.Custom, undefined)
			break
		}
	}
	return a
}

// scopeFields is the code under which the fields of all attendees of a scope
// are kept, as if they were a type's.
const scopeFields = "*"

// DefineFields replaces the custom fields that every attendee of a scope may
// have, besides those of the policy and of its type. They count only under a
// policy with ScopeFields. For the host and administrators, else [ErrForbidden]; a
// field that cannot be defined is [ErrInvalidFormat], whose Err says why.
type DefineFields struct {
	Fields []FieldDef `json:"fields"`
}

// Needs implements [batch.Command].
func (c DefineFields) Needs(n *batch.Needs) { c.needs(n, host()) }

// Plan implements [batch.Command].
func (c DefineFields) Plan(d *batch.Draft, env batch.Env) (batch.Outcome, error) {
	return c.plan(d, env, host())
}

func (c DefineFields) needs(n *batch.Needs, _ rules) {
	n.Types.Keys = append(n.Types.Keys, typeKey(scopeFields), typeNameKey(scopeFields))
}

func (c DefineFields) plan(d *batch.Draft, env batch.Env, r rules) (batch.Outcome, error) {
	if err := r.mayAdminister(); err != nil {
		return batch.Outcome{}, err
	}
	var m merger
	m.checkFields(c.Fields)
	if err := batch.Join(m.errs); err != nil {
		return batch.Outcome{}, err
	}
	t, _ := d.TypeByKey(typeKey(scopeFields))
	t.Code, t.Name, t.UniqueName, t.Fields = scopeFields, scopeFields, typeNameKey(scopeFields).Value, c.Fields
	return putType(d, env, t)
}

// needsFields asks for the fields of the scope, where the policy has them.
func (r rules) needsFields(n *batch.Needs) {
	if r.policy.ScopeFields {
		n.Types.Keys = append(n.Types.Keys, typeKey(scopeFields))
	}
}

// definitions returns the fields of an attendee of a type, and makes the plan
// depend on what the scope says of them.
func (r rules) definitions(d *batch.Draft, t Type) definitions {
	defs := definitions{r.policy.Fields, nil, t.Fields}
	if r.policy.ScopeFields {
		if scope, ok := d.TypeByKey(typeKey(scopeFields)); ok {
			defs[1] = scope.Fields
			d.Guard(scope.Ref())
		}
	}
	return defs
}

// checkFields rejects malformed definitions, and two of one key.
func (m *merger) checkFields(fields []FieldDef) {
	for f, err := range wrong(fields) {
		m.errs = append(m.errs, &batch.Error{Code: ErrInvalidFormat, Field: "fields." + f.Key, Err: err})
	}
}

// wrong returns the definitions that cannot be, and why. The reasons hold nothing
// of what was given.
func wrong(fields []FieldDef) iter.Seq2[FieldDef, error] {
	return func(yield func(FieldDef, error) bool) {
		seen := make(map[string]bool, len(fields))
		for _, f := range fields {
			err := checkFieldDef(f)
			if err == nil && seen[f.Key] {
				err = errors.New("the key is defined twice")
			}
			if err != nil && !yield(f, err) {
				return
			}
			seen[f.Key] = true
		}
	}
}

func checkFieldDef(f FieldDef) error {
	if f.Key == "" || !isTidy(f.Key, maxFieldKey) {
		return errors.New("the key is empty, too long or not tidy")
	}
	if !isTidy(f.Label, maxFieldKey) {
		return errors.New("the label is too long or not tidy")
	}
	if f.MaxLen < 0 || isNumbered(f.Key) && f.MaxLen > customLimit(f.Key) {
		return errors.New("the length is negative or over the limit of the key")
	}
	if err := checkOptions(f.Options); err != nil {
		return err
	}
	if f.Kind != storage.FieldConnectedList && (f.Under != "" || len(f.Branches) > 0) {
		return errors.New("only a connected list is under another")
	}
	switch f.Kind {
	case storage.FieldText, storage.FieldInteger, storage.FieldNumber, storage.FieldBoolean, storage.FieldDate, storage.FieldAmount:
	case storage.FieldList:
		if len(f.Options) == 0 {
			return errors.New("a list needs options")
		}
	case storage.FieldConnectedList:
		if len(f.Branches) == 0 || f.Under == "" || !isTidy(f.Under, maxFieldKey) || f.Under == f.Key {
			return errors.New("a connected list needs another list and options under its values")
		}
		values := maps.Clone(f.Branches)
		delete(values, "") // what may be chosen while the other list is empty
		if err := checkOptions(slices.Collect(maps.Keys(values))); err != nil {
			return err
		}
		for _, branch := range f.Branches {
			if err := checkOptions(branch); err != nil {
				return err
			}
		}
	default:
		return errors.New("unknown kind")
	}
	return nil
}

// checkOptions rejects what is no option, and two that mean the same (X29).
func checkOptions(options []string) error {
	seen := make(map[string]bool, len(options))
	for _, o := range options {
		folded := storage.Fold(o)
		switch {
		case o == "" || !isTidy(o, maxFieldValue):
			return errors.New("an option is empty, too long or not tidy")
		case seen[folded]:
			return errors.New("two options are the same, or differ only in case")
		}
		seen[folded] = true
	}
	return nil
}

// option returns the one of the options that a text means, as the definition
// writes it. They are compared as lists do (X29).
func option(options []string, text string) (string, bool) {
	if slices.Contains(options, text) {
		return text, true
	}
	folded := storage.Fold(text)
	i := slices.IndexFunc(options, func(o string) bool { return storage.Fold(o) == folded })
	if i < 0 {
		return "", false
	}
	return options[i], true
}

// branch returns the options of a connected list under a value of the other.
func branch(def FieldDef, under string) []string {
	value, ok := option(slices.Collect(maps.Keys(def.Branches)), under)
	if !ok {
		return nil
	}
	return def.Branches[value]
}
