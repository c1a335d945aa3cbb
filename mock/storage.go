package mock

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"go.etcd.io/bbolt"

	"github.com/hostclients/hostclients/mock/internal/model"
	"github.com/hostclients/hostclients/mock/internal/state"
)

// WithFile stores the state in a file, and loads it from there on startup. A change is on disk before its response is sent, so a
// program that is killed loses nothing that a response confirmed. Snapshots are not stored.
func WithFile(path string) Option {
	return func(c *config) error {
		c.open = func() (*storage, error) { return openStorage(path) }
		return nil
	}
}

// storage is a file with the states of all sessions. Each session has a bucket, which contains a bucket for each collection.
type storage struct{ db *bbolt.DB }

// saved is a record in the file. Number preserves the order of the collection.
type saved struct {
	Number uint64       `json:"n"`
	Record state.Record `json:"r"`
}

func openStorage(path string) (*storage, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: 2 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("state file %s: %w", path, err)
	}
	return &storage{db}, nil
}

func (s *storage) close() error { return s.db.Close() }

// bucketOf returns the name of a session's bucket. The prefix is needed because a bucket's name must not be empty.
func bucketOf(session string) []byte { return []byte("session " + session) }

// save writes changes in one transaction, which is on disk when save returns.
func (s *storage) save(session string, changes []state.Change) error {
	return s.db.Update(func(tx *bbolt.Tx) error {
		all, err := tx.CreateBucketIfNotExists(bucketOf(session))
		if err != nil {
			return err
		}
		for _, c := range changes {
			bucket, err := all.CreateBucketIfNotExists([]byte(c.Collection))
			if err != nil {
				return err
			}
			if c.Record == nil {
				err = bucket.Delete([]byte(c.ID))
			} else {
				err = put(bucket, c)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func put(bucket *bbolt.Bucket, c state.Change) error {
	record := saved{Record: c.Record}
	if old := bucket.Get([]byte(c.ID)); old != nil {
		var before saved
		if err := json.Unmarshal(old, &before); err != nil {
			return err
		}
		record.Number = before.Number
	} else {
		var err error
		if record.Number, err = bucket.NextSequence(); err != nil {
			return err
		}
	}
	data, err := json.Marshal(record)
	if err != nil {
		return err
	}
	return bucket.Put([]byte(c.ID), data)
}

// load returns the records of a session, in the order of their creation.
func (s *storage) load(session string) ([]state.Change, error) {
	var all []state.Change
	err := s.db.View(func(tx *bbolt.Tx) error {
		bucket := tx.Bucket(bucketOf(session))
		if bucket == nil {
			return nil
		}
		return bucket.ForEachBucket(func(name []byte) error {
			byNumber := map[uint64]state.Change{}
			err := bucket.Bucket(name).ForEach(func(id, data []byte) error {
				var kept saved
				if err := model.Unmarshal(data, &kept); err != nil {
					return fmt.Errorf("%s %s: %w", name, id, err)
				}
				byNumber[kept.Number] = state.Change{Collection: string(name), ID: string(id), Record: kept.Record}
				return nil
			})
			for _, n := range slices.Sorted(maps.Keys(byNumber)) {
				all = append(all, byNumber[n])
			}
			return err
		})
	})
	return all, err
}
