"""Choose rules, run checks, apply severities and suppressions, order the findings."""
