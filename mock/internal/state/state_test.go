package state

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ids returns the ids of the boxes, in order.
func ids(s *Store) (all []any) {
	_ = s.Do(func(tx *Tx) error {
		for _, record := range tx.List("boxes") {
			all = append(all, record["id"])
		}
		return nil
	})
	return all
}

func put(s *Store, id string) error {
	return s.Do(func(tx *Tx) error {
		tx.Put("boxes", id, Record{"id": id})
		return nil
	})
}

func TestAFailedTransactionChangesNothing(t *testing.T) {
	s := New("", nil)
	for _, id := range []string{"b", "c", "d"} {
		require.NoError(t, put(s, id))
	}
	broken := errors.New("broken")
	err := s.Do(func(tx *Tx) error {
		tx.Put("boxes", "a", Record{"id": "a"})
		tx.Delete("boxes", "b")
		assert.Len(t, tx.List("boxes"), 3, "a transaction sees its own changes")
		assert.Nil(t, tx.Get("boxes", "b"))
		return broken
	})
	require.ErrorIs(t, err, broken)
	assert.Equal(t, []any{"b", "c", "d"}, ids(s), "want the original order")
}

func TestASnapshotCanBeRestoredMoreThanOnce(t *testing.T) {
	s := New("", nil)
	require.NoError(t, put(s, "a"))
	require.NoError(t, s.Snapshot("one"))
	for range 2 {
		require.NoError(t, put(s, "b"))
		require.NoError(t, s.Restore("one"))
		assert.Equal(t, []any{"a"}, ids(s))
	}
}

func TestAChangeThatWasNotSavedIsNotApplied(t *testing.T) {
	full := errors.New("the disk is full")
	var saved []Change
	s := New("", func(changes []Change) error {
		if len(saved) > 0 {
			return full
		}
		saved = append(saved, changes...)
		return nil
	})
	require.NoError(t, put(s, "a"))
	require.ErrorIs(t, put(s, "b"), full)
	assert.Equal(t, []any{"a"}, ids(s))
	require.ErrorIs(t, s.Reset(func(*Tx) error { return nil }), full)
	assert.Equal(t, []any{"a"}, ids(s))
}

func TestRecordsAreListedInTheOrderOfTheirCreation(t *testing.T) {
	s := New("", nil)
	for _, id := range []string{"c", "a", "b", "a"} {
		require.NoError(t, put(s, id))
	}
	assert.Equal(t, []any{"c", "a", "b"}, ids(s))
}

func TestTheSameSeedAndHistoryGiveTheSameRandomValues(t *testing.T) {
	random := func(seed string) (text string) {
		s := New(seed, nil)
		for range 3 {
			require.NoError(t, s.Do(func(tx *Tx) error {
				text += fmt.Sprintf("%x", tx.Random())
				return nil
			}))
		}
		return text
	}
	first := random("a")
	assert.Equal(t, first, random("a"))
	assert.NotEqual(t, random("a"), random("b"))
}

func TestAStateIsBounded(t *testing.T) {
	s := New("", nil)
	err := s.Do(func(tx *Tx) error {
		for i := range Most + 1 {
			tx.Put("boxes", fmt.Sprint(i), Record{})
		}
		return nil
	})
	require.ErrorIs(t, err, ErrFull)
	assert.Empty(t, ids(s))
	require.NoError(t, s.Do(func(tx *Tx) error {
		for i := range Most {
			tx.Put("boxes", fmt.Sprint(i), Record{})
		}
		return nil
	}))
	require.ErrorIs(t, put(s, "one more"), ErrFull)
	require.NoError(t, put(s, "7"), "a record of a full state can change")
	require.NoError(t, s.Do(func(tx *Tx) error {
		tx.Delete("boxes", "7")
		return nil
	}), "a full state can shrink")
	require.NoError(t, s.Reset(func(*Tx) error { return nil }))
	for i := range MostSnapshots {
		require.NoError(t, s.Snapshot(fmt.Sprint(i)))
	}
	require.NoError(t, s.Snapshot("7"), "a name can be used again")
	require.Error(t, s.Snapshot("one more"))
}

func TestTheClockOnlyMovesForward(t *testing.T) {
	s := New("", nil)
	at := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	require.NoError(t, s.Do(func(tx *Tx) error {
		tx.SetClock(at)
		require.NoError(t, tx.Advance(36*time.Hour))
		require.Error(t, tx.Advance(-time.Second))
		return nil
	}))
	require.NoError(t, s.Do(func(tx *Tx) error {
		assert.WithinDuration(t, at.Add(36*time.Hour), tx.Now(), time.Minute)
		return nil
	}))
}
