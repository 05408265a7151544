#!/usr/bin/env python
"""Kinfile's command line: `manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.development")
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError

    try:
        try:
            execute_from_command_line(sys.argv)
        finally:
            sys.stdout.flush()
    except DatabaseError as error:
        if not _is_behind():
            raise
        sys.exit(
            f"The database is not set up, or older than this version ({error}). Run manage.py migrate first."
        )
    except BrokenPipeError:
        # Whoever read the output has seen enough, as with `| head -1`. What is left must not be flushed at the end
        # either, and the exit code is the one that a shell gives for a closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _is_behind() -> bool:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


if __name__ == "__main__":
    main()
