"""The whole journey, from an organization to an email, as the real installer and real people go it.

Everything goes through boto3, with IAM enforced and each party's own credentials.
"""
