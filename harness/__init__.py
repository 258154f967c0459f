"""What tests and benchmarks stand on: terminals, findings, histories, a simulated world, what messages keep to."""
