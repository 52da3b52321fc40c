//go:build !race

package attendee_test

const watched = false
