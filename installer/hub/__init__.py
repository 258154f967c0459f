"""What stands in the hub account: artifacts, portfolio, versions, Region by Region."""
