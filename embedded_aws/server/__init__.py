"""The process that runs MiniStack together with the services that it lacks.

Each module adds one service through MiniStack's own registries; `embedded_aws.server.extension` puts them together.
"""
