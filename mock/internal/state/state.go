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

type content struct {
	collections map[string]*collection
	size        int
}

type collection struct {
	records map[string]Record
	order   []string
}

// New returns an empty state. Random values depend on the seed. Commit, which may be nil, is called with the changes of each
// transaction before they are applied.
func New(seed string, commit func([]Change) error) *Store {
	return &Store{seed: seed, commit: commit, content: content{collections: map[string]*collection{}}, snapshots: map[string]content{}}
}

// Tx is a transaction. It sees its own changes.
type Tx struct {
	store   *Store
	at      time.Time
	changes map[string]map[string]Record
	order   []Change
}

// Do calls f in a transaction, with exclusive access to the state. If f returns an error, nothing is changed.
func (s *Store) Do(f func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	tx := &Tx{store: s, at: time.Now()}
	if err := f(tx); err != nil {
		return err
	}
	return s.apply(tx.order)
}

func (s *Store) apply(changes []Change) error {
	if len(changes) == 0 {
		return nil
	}
	if s.content.size+len(changes) > Most {
		return ErrFull
	}
	if err := s.save(changes); err != nil {
		return err
	}
	s.put(changes)
	return nil
}

func (s *Store) save(changes []Change) error {
	if s.commit == nil || len(changes) == 0 {
		return nil
	}
	if err := s.commit(changes); err != nil {
		return fmt.Errorf("the state was not saved: %w", err)
	}
	return nil
}

func (s *Store) put(changes []Change) {
	for _, c := range changes {
		kept := s.content.collections[c.Collection]
		if kept == nil {
			kept = &collection{records: map[string]Record{}}
			s.content.collections[c.Collection] = kept
		}
		_, known := kept.records[c.ID]
		switch {
		case c.Record != nil:
			if !known {
				kept.order = append(kept.order, c.ID)
				s.content.size++
			}
			kept.records[c.ID] = c.Record
		case known:
			delete(kept.records, c.ID)
			kept.order = slices.DeleteFunc(kept.order, func(id string) bool { return id == c.ID })
			s.content.size--
		}
	}
}

// Load puts previously saved records into a state.
func (s *Store) Load(changes []Change) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(changes)
}

// Get returns a record; nil if there is none.
func (tx *Tx) Get(collection, id string) Record {
	if record, changed := tx.changes[collection][id]; changed {
		return record
	}
	if kept := tx.store.content.collections[collection]; kept != nil {
		return kept.records[id]
	}
	return nil
}

// List returns the records of a collection, in the order of their creation.
func (tx *Tx) List(collection string) []Record {
	var all []Record
	kept := tx.store.content.collections[collection]
	if kept != nil {
		all = make([]Record, 0, len(kept.order))
		for _, id := range kept.order {
			if record := tx.Get(collection, id); record != nil {
				all = append(all, record)
			}
		}
	}
	added := map[string]bool{}
	for _, c := range tx.order {
		if c.Collection != collection || added[c.ID] || kept != nil && kept.records[c.ID] != nil {
			continue
		}
		added[c.ID] = true
		if record := tx.Get(collection, c.ID); record != nil {
			all = append(all, record)
		}
	}
	return all
}

// Put stores a record.
func (tx *Tx) Put(collection, id string, record Record) { tx.change(Change{collection, id, record}) }

// Delete deletes a record.
func (tx *Tx) Delete(collection, id string) { tx.change(Change{collection, id, nil}) }

func (tx *Tx) change(c Change) {
	if tx.changes == nil {
		tx.changes = map[string]map[string]Record{}
	}
	if tx.changes[c.Collection] == nil {
		tx.changes[c.Collection] = map[string]Record{}
	}
	tx.changes[c.Collection][c.ID] = c.Record
	tx.order = append(tx.order, c)
}

// Undo discards the changes of the transaction.
func (tx *Tx) Undo() { tx.changes, tx.order = nil, nil }

// Collections returns the names of the collections that are not empty.
func (tx *Tx) Collections() []string {
	var names []string
	for name, kept := range tx.store.content.collections {
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

// Reset empties the state and calls f, which may be nil, to fill it again.
func (s *Store) Reset(f func(*Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.replace(content{collections: map[string]*collection{}}, f)
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
	s.mu.Lock()
	defer s.mu.Unlock()
	kept, ok := s.snapshots[name]
	if !ok {
		return fmt.Errorf("there is no snapshot %q: want one of %q", name, slices.Sorted(maps.Keys(s.snapshots)))
	}
	return s.replace(kept.clone(), nil)
}

// replace replaces the content, and commits the changes in one step.
func (s *Store) replace(by content, f func(*Tx) error) error {
	var changes []Change
	for name, old := range s.content.collections {
		for _, id := range old.order {
			if kept := by.collections[name]; kept == nil || kept.records[id] == nil {
				changes = append(changes, Change{name, id, nil})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(by.collections)) {
		for _, id := range by.collections[name].order {
			changes = append(changes, Change{name, id, by.collections[name].records[id]})
		}
	}
	if f != nil {
		empty := &Store{seed: s.seed, content: by}
		tx := &Tx{store: empty, at: time.Now()}
		if err := f(tx); err != nil {
			return err
		}
		empty.put(tx.order)
		by = empty.content
		changes = append(changes, tx.order...)
	}
	if err := s.save(changes); err != nil {
		return err
	}
	s.content = by
	return nil
}

func (c content) clone() content {
	copied := content{collections: map[string]*collection{}, size: c.size}
	for name, kept := range c.collections {
		copied.collections[name] = &collection{records: maps.Clone(kept.records), order: slices.Clone(kept.order)}
	}
	return copied
}
