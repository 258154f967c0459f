"""The stack that a workload owner launches: form, event pattern and resources."""
