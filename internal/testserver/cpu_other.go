//go:build !linux

package testserver

import "time"

// ProcessTime is not known here.
func (p *Postgres) ProcessTime() time.Duration { return 0 }

// ProcessTime is not known here.
func (m *MariaDB) ProcessTime() time.Duration { return 0 }
