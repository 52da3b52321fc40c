// Package storagemock holds generated mocks of the ports in package storage.
//
// A mock is for one question only: was this call made, with these arguments?
// To see how code behaves on a store, use package memstore, which honours the
// whole contract. To see how it behaves when a store fails, use
// storagetest.Faulty. A test that is written against a mock's answers repeats
// what its author believes about stores, and no suite checks that belief.
package storagemock

//go:generate mockgen -typed -write_package_comment=false -destination=mock.go -package=storagemock github.com/muster-go/muster/storage Store,Lister,Outbox,Purger
