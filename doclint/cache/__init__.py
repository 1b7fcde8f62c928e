"""What one run leaves for the next: its printed output, its facts, its verdicts. Never pickle.

Everything is signed with a key that lies outside every repository: a cache that was planted, cut or damaged
is no cache, and changes no finding.
"""
