"""Prefect tasks: thin edges around the rooms, one per step, each with its cache policy and retries stated."""
