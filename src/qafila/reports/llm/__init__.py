"""A language model beside the rules: it may only point at words; everything else is read by rules."""
