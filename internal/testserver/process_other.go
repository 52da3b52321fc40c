//go:build !unix

package testserver

import (
	"errors"
	"syscall"
)

type account struct{ uid, gid int }

func unprivileged([]string) (*account, error) {
	return nil, errors.New("servers are started on Unix only")
}

func ownGroup(*account) *syscall.SysProcAttr { return nil }
