"""A simulated world for benchmarks: hours of load take minutes, and many processes meet in DynamoDB, SNS and Lambda."""
