"""The Lambda function that turns a finding into an email.

It runs with what is in its zip: pytz, aws-lambda-powertools and the standard library, beside the runtime's botocore.
"""
