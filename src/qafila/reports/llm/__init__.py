"""A language model beside the rules: it may only point at words, which the rules then read."""
