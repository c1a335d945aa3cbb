package edits

// texts are edits of what is written for readers alone.
var texts = []Edit{
	{
		Name:     "nothing",
		Verb:     Alter,
		Wire:     none,
		Go:       none,
		Fixtures: none,
	},
	{
		Name:     "another description of an answer",
		Verb:     Alter,
		Document: pair("description: The boxes.", "description: All boxes."),
		Wire:     none,
		Go:       none,
		Fixtures: none,
	},
	{
		Name:     "another title",
		Verb:     Alter,
		Document: pair("title: Boxes", "title: Crates"),
		Wire:     none,
		Go:       none,
		Fixtures: none,
	},
}
