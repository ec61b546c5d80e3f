"""From a FHIR bundle to findings: corrin beside a CQL engine and beside parsing alone."""
