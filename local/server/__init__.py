"""The process that runs MiniStack together with the services that it lacks.

Each module adds one service through MiniStack's own registries; `local.server.extension` puts them together.
"""
