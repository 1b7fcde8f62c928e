"""Which files exist: asked once of git (or of one walk), never of the disk again."""
