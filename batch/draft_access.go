package batch

import "github.com/muster-go/muster/storage"

// CredentialType returns a credential type by ID.
func (d *Draft) CredentialType(id storage.ID) (storage.CredentialType, bool) {
	t, ok, err := d.credentialTypes.get(id)
	d.fail(err)
	return t, ok
}

// CredentialTypeByKey returns the credential type that holds a key.
func (d *Draft) CredentialTypeByKey(k storage.Key) (storage.CredentialType, bool) {
	t, ok, err := d.credentialTypes.byKey(k)
	d.fail(err)
	return t, ok
}

// Credential returns a credential by ID.
func (d *Draft) Credential(id storage.ID) (storage.Credential, bool) {
	c, ok, err := d.credentials.get(id)
	d.fail(err)
	return c, ok
}

// CredentialByKey returns the credential that holds a key.
func (d *Draft) CredentialByKey(k storage.Key) (storage.Credential, bool) {
	c, ok, err := d.credentials.byKey(k)
	d.fail(err)
	return c, ok
}

// CredentialsOf returns the credentials of an attendee, by ID. It needs
// [storage.WithCredentials].
func (d *Draft) CredentialsOf(attendee storage.ID) []storage.Credential {
	d.needs(storage.WithCredentials)
	return d.credentials.hanging(attendee)
}

// Zone returns a zone by ID.
func (d *Draft) Zone(id storage.ID) (storage.Zone, bool) {
	z, ok, err := d.zones.get(id)
	d.fail(err)
	return z, ok
}

// ZoneByKey returns the zone that holds a key.
func (d *Draft) ZoneByKey(k storage.Key) (storage.Zone, bool) {
	z, ok, err := d.zones.byKey(k)
	d.fail(err)
	return z, ok
}

// CheckList returns a check list by ID.
func (d *Draft) CheckList(id storage.ID) (storage.CheckList, bool) {
	l, ok, err := d.checkLists.get(id)
	d.fail(err)
	return l, ok
}

// CheckListByKey returns the check list that holds a key.
func (d *Draft) CheckListByKey(k storage.Key) (storage.CheckList, bool) {
	l, ok, err := d.checkLists.byKey(k)
	d.fail(err)
	return l, ok
}

// AccessPoint returns an access point by ID.
func (d *Draft) AccessPoint(id storage.ID) (storage.AccessPoint, bool) {
	p, ok, err := d.points.get(id)
	d.fail(err)
	return p, ok
}

// AccessPointByKey returns the access point that holds a key.
func (d *Draft) AccessPointByKey(k storage.Key) (storage.AccessPoint, bool) {
	p, ok, err := d.points.byKey(k)
	d.fail(err)
	return p, ok
}

// CheckIn returns a check-in by ID.
func (d *Draft) CheckIn(id storage.ID) (storage.CheckIn, bool) {
	c, ok, err := d.checkIns.get(id)
	d.fail(err)
	return c, ok
}

// CheckInByKey returns the check-in that holds a key.
func (d *Draft) CheckInByKey(k storage.Key) (storage.CheckIn, bool) {
	c, ok, err := d.checkIns.byKey(k)
	d.fail(err)
	return c, ok
}

// CheckInsOf returns the check-ins of an attendee, by ID. It needs
// [storage.WithCheckIns].
func (d *Draft) CheckInsOf(attendee storage.ID) []storage.CheckIn {
	d.needs(storage.WithCheckIns)
	return d.checkIns.hanging(attendee)
}

// PresencesOf returns the check-ins by which an attendee is inside, by ID. It
// needs [storage.WithPresences] or [storage.WithCheckIns].
func (d *Draft) PresencesOf(attendee storage.ID) (inside []storage.CheckIn) {
	d.needs(storage.WithPresences | storage.WithCheckIns)
	for _, c := range d.checkIns.hanging(attendee) {
		if c.Inside() {
			inside = append(inside, c)
		}
	}
	return inside
}

// PutCredentialType writes a credential type, as [Draft.PutAttendee] does an
// attendee.
func (d *Draft) PutCredentialType(t storage.CredentialType) storage.CredentialType {
	t.Scope = d.scope
	d.fail(d.credentialTypes.put(&t, &t.Head))
	return t
}

// PutCredential writes a credential and touches its attendee, see [Draft.Touch].
func (d *Draft) PutCredential(c storage.Credential) storage.Credential {
	c.Scope = d.scope
	d.Touch(c.Parent())
	d.fail(d.credentials.put(&c, &c.Head))
	return c
}

// PutZone writes a zone, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutZone(z storage.Zone) storage.Zone {
	z.Scope = d.scope
	d.fail(d.zones.put(&z, &z.Head))
	return z
}

// PutCheckList writes a check list, as [Draft.PutAttendee] does an attendee.
func (d *Draft) PutCheckList(l storage.CheckList) storage.CheckList {
	l.Scope = d.scope
	d.fail(d.checkLists.put(&l, &l.Head))
	return l
}

// PutAccessPoint writes an access point, as [Draft.PutAttendee] does an
// attendee.
func (d *Draft) PutAccessPoint(p storage.AccessPoint) storage.AccessPoint {
	p.Scope = d.scope
	d.fail(d.points.put(&p, &p.Head))
	return p
}

// PutCheckIn writes a check-in. It touches its attendee when that makes the
// attendee be inside, so that nobody who is being deleted or merged stays inside
// unseen, and otherwise guards it: doors are busy, and a check-in outlives most
// of what becomes of an attendee. Whoever loaded the presences of the attendee
// knows whether a presence that it writes is held already.
func (d *Draft) PutCheckIn(c storage.CheckIn) storage.CheckIn {
	c.Scope = d.scope
	if c.AttendeeID != (storage.ID{}) {
		a, ok, err := d.attendees.get(c.AttendeeID)
		was := d.checkIns.now(c.ID)
		switch {
		case !ok:
			d.fail(err)
		case c.Inside() && (was == nil || was.UniquePresence != c.UniquePresence):
			d.Touch(a.Ref())
		default:
			d.Guard(a.Ref())
		}
		if c.Inside() && d.loaded&(storage.WithPresences|storage.WithCheckIns) != 0 {
			d.checkIns.assume(storage.Key{Name: storage.KeyPresence, Value: c.UniquePresence})
		}
	}
	d.fail(d.checkIns.put(&c, &c.Head))
	return c
}
