package edits

// schemas are edits of schemas that are neither of requests nor of answers alone.
var schemas = []Edit{
	{
		Name:     "a schema renamed",
		Verb:     Rename,
		Document: []string{"    Label:\n", "    Sticker:\n", "'#/components/schemas/Label'", "'#/components/schemas/Sticker'"},
		Wire:     compatible("removed the schema `Label`"),
		Go:       breaking("type Label is called Sticker"),
		Fixtures: none,
	},
	{
		Name:     "a schema that gets a name",
		Verb:     Rename,
		Document: []string{"        owner:\n          type: object\n          properties:\n            email: {type: string}\n            phone: {type: string}\n", "        owner: {$ref: '#/components/schemas/Owner'}\n", "    Problem:\n", "    Owner:\n      type: object\n      properties:\n        email: {type: string}\n        phone: {type: string}\n    Problem:\n"},
		Wire:     none,
		Go:       breaking("type Box_Owner is called Owner"),
		Fixtures: none,
	},
}
