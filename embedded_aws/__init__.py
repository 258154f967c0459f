"""An AWS in one process of this machine: MiniStack, extended by what it lacks. It knows nothing of what runs on it.

`embedded_aws.process.start` runs it; README.md beside this file says what it does as AWS does it.
"""
