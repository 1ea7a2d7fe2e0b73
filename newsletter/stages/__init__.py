"""The verbs, one function each, in the order of the pipeline. No stage imports another."""
