"""What Service Catalog offers: the hub's portfolio and the subscription that a workload owner launches."""
