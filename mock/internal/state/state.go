// Package state stores the records of a mock server: collections of JSON objects, changed in transactions. A stored record is never
// changed, only replaced, which makes copies of the whole state cheap.
package state

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Record is a stored JSON object, which must not be changed.
type Record = map[string]any

// Most is the maximum number of records in a state.
const Most = 100_000

// ErrFull is returned for a change that would make a state too large.
var ErrFull = fmt.Errorf("the state is full: want at most %d records; reset it", Most)

// Change is a record that was stored, or that was deleted if Record is nil.
type Change struct {
	Collection, ID string
	Record         Record
}

// Store is the state of one session.
type Store struct {
	seed   string
	commit func([]Change) error // may be nil

	mu        sync.Mutex
	content   content
	snapshots map[string]content
}

// content contains the collections by name.
type content map[string]*collection

type collection struct {
	records map[string]Record
	order   []string
}

// New returns an empty state. Random values depend on the seed. Commit, which may be nil, is called with the changes of each
// transaction at its end. If it fails, the transaction is undone.
func New(seed string, commit func([]Change) error) *Store {
	return &Store{seed: seed, commit: commit, content: content{}, snapshots: map[string]content{}}
}

// Tx is a transaction. It sees its own changes.
type Tx struct {
	store   *Store
	at      time.Time
	changes []Change
	undo    []func() // takes back the changes
}

// Do calls f in a transaction, with exclusive access to the state. If f returns an error, nothing is changed.
func (s *Store) Do(f func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx := &Tx{store: s, at: time.Now()}
	defer tx.Undo()
	if err := f(tx); err != nil {
		return err
	}
	return tx.commit()
}

// commit makes the changes permanent.
func (tx *Tx) commit() error {
	if len(tx.changes) == 0 {
		return nil
	}
	size := 0
	for _, kept := range tx.store.content {
		size += len(kept.order)
	}
	if size > Most {
		return ErrFull
	}
	if tx.store.commit != nil {
		if err := tx.store.commit(tx.changes); err != nil {
			return fmt.Errorf("the state was not saved: %w", err)
		}
	}
	tx.changes, tx.undo = nil, nil
	return nil
}

// Undo discards the changes of the transaction.
func (tx *Tx) Undo() {
	for _, undo := range slices.Backward(tx.undo) {
		undo()
	}
	tx.changes, tx.undo = nil, nil
}

// apply applies a change, and returns a function that takes it back.
func (s *Store) apply(c Change) (undo func()) {
	kept := s.content[c.Collection]
	if kept == nil {
		kept = &collection{records: map[string]Record{}}
		s.content[c.Collection] = kept
	}
	old, order := kept.records[c.ID], kept.order
	switch {
	case old == nil && c.Record != nil:
		kept.order = append(kept.order, c.ID)
	case old != nil && c.Record == nil: // a copy, because undo needs the old order
		kept.order = slices.DeleteFunc(slices.Clone(order), func(id string) bool { return id == c.ID })
	}
	kept.set(c.ID, c.Record)
	return func() {
		kept.set(c.ID, old)
		kept.order = order
	}
}

// set sets a record, or deletes it if it is nil.
func (c *collection) set(id string, record Record) {
	if record == nil {
		delete(c.records, id)
	} else {
		c.records[id] = record
	}
}

// Load puts previously saved records into a state.
func (s *Store) Load(changes []Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range changes {
		s.apply(c)
	}
}

// Get returns a record, or nil.
func (tx *Tx) Get(collection, id string) Record {
	if kept := tx.store.content[collection]; kept != nil {
		return kept.records[id]
	}
	return nil
}

// List returns the records of a collection, in the order of their creation.
func (tx *Tx) List(collection string) []Record {
	kept := tx.store.content[collection]
	if kept == nil {
		return nil
	}
	all := make([]Record, len(kept.order))
	for i, id := range kept.order {
		all[i] = kept.records[id]
	}
	return all
}

// Put stores a record.
func (tx *Tx) Put(collection, id string, record Record) { tx.change(Change{collection, id, record}) }

// Delete deletes a record.
func (tx *Tx) Delete(collection, id string) { tx.change(Change{collection, id, nil}) }

func (tx *Tx) change(c Change) {
	tx.changes = append(tx.changes, c)
	tx.undo = append(tx.undo, tx.store.apply(c))
}

// Collections returns the names of the collections that are not empty.
func (tx *Tx) Collections() []string {
	var names []string
	for name, kept := range tx.store.content {
		if len(kept.order) > 0 {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// meta is the collection for the state's own data.
const meta = "_state"

// Next returns the next number for a name, beginning with 1.
func (tx *Tx) Next(name string) int64 {
	text, _ := tx.Get(meta, "next "+name)["n"].(string)
	n, _ := strconv.ParseInt(text, 10, 64) // Next wrote it
	n++
	tx.Put(meta, "next "+name, Record{"n": strconv.FormatInt(n, 10)})
	return n
}

// Random returns bytes that look random. The same seed and the same history give the same bytes.
func (tx *Tx) Random() [sha256.Size]byte {
	data := binary.BigEndian.AppendUint64([]byte(tx.store.seed+"\x00"), uint64(tx.Next("random"))) //nolint:gosec // it counts from one
	return sha256.Sum256(data)
}

// Now returns the time of the state's clock, which does not change during a transaction.
func (tx *Tx) Now() time.Time { return tx.at.Add(tx.offset()).UTC() }

func (tx *Tx) offset() time.Duration {
	offset, _ := tx.Get(meta, "clock")["offset"].(string)
	d, _ := time.ParseDuration(offset) // Advance wrote it
	return d
}

// Advance moves the clock forward.
func (tx *Tx) Advance(d time.Duration) error {
	if d < 0 {
		return errors.New("the clock only moves forward: want a positive duration")
	}
	tx.Put(meta, "clock", Record{"offset": (tx.offset() + d).String()})
	return nil
}

// SetClock sets the clock to a time.
func (tx *Tx) SetClock(at time.Time) {
	tx.Put(meta, "clock", Record{"offset": at.Sub(tx.at).String()})
}

// Reset empties the state and calls f to fill it again.
func (s *Store) Reset(f func(*Tx) error) error {
	return s.Do(func(tx *Tx) error {
		tx.replace(content{})
		return f(tx)
	})
}

// MostSnapshots is the maximum number of snapshots of a state.
const MostSnapshots = 100

// Snapshot saves the state under a name.
func (s *Store) Snapshot(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name == "" {
		return errors.New("a snapshot needs a name")
	}
	if _, known := s.snapshots[name]; !known && len(s.snapshots) >= MostSnapshots {
		return fmt.Errorf("there are already %d snapshots, the maximum", MostSnapshots)
	}
	s.snapshots[name] = s.content.clone()
	return nil
}

// Restore returns the state to a snapshot.
func (s *Store) Restore(name string) error {
	return s.Do(func(tx *Tx) error {
		kept, ok := s.snapshots[name]
		if !ok {
			return fmt.Errorf("there is no snapshot %q: want one of %q", name, slices.Sorted(maps.Keys(s.snapshots)))
		}
		tx.replace(kept.clone())
		return nil
	})
}

// replace replaces the content.
func (tx *Tx) replace(by content) {
	before := tx.store.content
	tx.store.content = by
	tx.undo = append(tx.undo, func() { tx.store.content = before })
	for name, old := range before {
		for _, id := range old.order {
			if tx.Get(name, id) == nil {
				tx.changes = append(tx.changes, Change{name, id, nil})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		for _, id := range by[name].order {
			tx.changes = append(tx.changes, Change{name, id, by[name].records[id]})
		}
	}
}

func (c content) clone() content {
	copied := content{}
	for name, kept := range c {
		copied[name] = &collection{records: maps.Clone(kept.records), order: slices.Clone(kept.order)}
	}
	return copied
}
