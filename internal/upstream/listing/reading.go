package listing

// A reading says where each token up to one stands. It is a chain, back to the first token; readings share their beginnings.
type reading struct {
	top     *frame
	prev    *reading
	pos     int // of the token
	next    int // where the next begins
	column  int // of the token's first line
	further int // of its further lines
	owner   *frame
	key     string
	against int      // what speaks against it, by the rules in rules.go
	doubt   *doubt   // the first place where it could be read otherwise, with nothing to tell which is right
	doubted *stretch // where it could be read otherwise at all
}

// A doubt is a token with two places.
type doubt struct{ one, other *reading }

// A stretch are lines of which there are several readings.
type stretch struct {
	from, to int
	prev     *stretch
}

// merge joins two readings after which the listing goes on alike. What speaks for one decides; it must not have anything
// against it, or it is a doubt.
func (s *search) merge(a, b *reading, to int) *reading {
	if a.pos == b.pos && a.owner == b.owner {
		to = a.pos // their last tokens stand alike
	}
	differ, steps := parting(a, b)
	s.steps += steps
	before := differ.one.prev.against
	winner := *a
	switch {
	case a.against == before && b.against > before:
	case b.against == before && a.against > before:
		winner = *b
	default:
		if a.against > b.against {
			winner = *b
		}
		if winner.doubt == nil {
			winner.doubt = differ
		}
	}
	winner.doubted = &stretch{from: differ.one.pos, to: to, prev: winner.doubted}
	return &winner
}

// parting returns the first tokens in which two readings differ, and how many steps back they are.
func parting(a, b *reading) (*doubt, int) {
	var d doubt
	steps := 0
	for ; a != b; steps++ {
		behind := a.pos >= b.pos
		if behind {
			d.one = a
		}
		if !behind || a.pos == b.pos {
			d.other = b
			b = b.prev
		}
		if behind {
			a = a.prev
		}
	}
	return &d, steps
}
