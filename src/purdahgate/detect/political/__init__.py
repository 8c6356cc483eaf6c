"""Whether a post is party politics, even where it names nobody; a person must read what is found."""
