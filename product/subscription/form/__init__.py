"""The form that a workload owner fills in: its questions in their order, with help that needs no prior knowledge."""
