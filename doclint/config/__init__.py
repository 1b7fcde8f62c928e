"""From files to a Config: the option table, TOML with positions, packs and kinds."""
