"""powertools without its shortcuts: they load the tracer, which the function does not use."""
