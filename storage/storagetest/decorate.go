package storagetest

import (
	"context"

	"github.com/muster-go/muster/storage"
)

// Call names a method of the port's interfaces.
type Call string

// The calls that [Counting] counts and [Faulty] makes fail.
const (
	CallLoad    Call = "Load"
	CallApply   Call = "Apply"
	CallList    Call = "List"
	CallPending Call = "Pending"
	CallAck     Call = "Ack"
	CallPurge   Call = "Purge"
)

// decorated runs around, which decides whether and when to run the call.
type decorated struct {
	storage.Store
	around func(c Call, call func() error) error
}

func (d decorated) Load(ctx context.Context, q storage.Query) (set storage.Set, err error) {
	err = d.around(CallLoad, func() (err error) {
		set, err = d.Store.Load(ctx, q)
		return err
	})
	return set, err
}

func (d decorated) Apply(ctx context.Context, cs storage.ChangeSet) error {
	return d.around(CallApply, func() error { return d.Store.Apply(ctx, cs) })
}

func (d decorated) List(ctx context.Context, q storage.ListQuery) (page storage.Page, err error) {
	err = d.around(CallList, func() (err error) {
		page, err = d.Store.(storage.Lister).List(ctx, q)
		return err
	})
	return page, err
}

func (d decorated) Pending(ctx context.Context, c storage.Claim) (list []storage.Event, err error) {
	err = d.around(CallPending, func() (err error) {
		list, err = d.Store.(storage.Outbox).Pending(ctx, c)
		return err
	})
	return list, err
}

func (d decorated) Ack(ctx context.Context, ids ...storage.ID) error {
	return d.around(CallAck, func() error { return d.Store.(storage.Outbox).Ack(ctx, ids...) })
}

func (d decorated) Purge(ctx context.Context, p storage.Expiry) error {
	return d.around(CallPurge, func() error { return d.Store.(storage.Purger).Purge(ctx, p) })
}

// offered narrows d to the interfaces that the store within offers, so that
// whoever asks a decorated store for one gets the store's own answer.
func (d decorated) offered() storage.Store {
	type (
		store  = storage.Store
		lister = storage.Lister
		outbox = storage.Outbox
		purger = storage.Purger
	)
	_, lists := d.Store.(lister)
	_, relays := d.Store.(outbox)
	_, purges := d.Store.(purger)
	switch [...]bool{lists, relays, purges} {
	case [...]bool{true, true, true}:
		return d
	case [...]bool{true, true, false}:
		return struct {
			store
			lister
			outbox
		}{d, d, d}
	case [...]bool{true, false, true}:
		return struct {
			store
			lister
			purger
		}{d, d, d}
	case [...]bool{true, false, false}:
		return struct {
			store
			lister
		}{d, d}
	case [...]bool{false, true, true}:
		return struct {
			store
			outbox
			purger
		}{d, d, d}
	case [...]bool{false, true, false}:
		return struct {
			store
			outbox
		}{d, d}
	case [...]bool{false, false, true}:
		return struct {
			store
			purger
		}{d, d}
	}
	return struct{ store }{d}
}
