"""Add to MiniStack what the product needs and it lacks."""

from __future__ import annotations

from embedded_aws.server import (
    alarms,
    alternate_contacts,
    asynchronous,
    bucket_owner,
    cloud_trail,
    cloudformation,
    condition_keys,
    credentials,
    customer_keys,
    event_patterns,
    function_logs,
    identity_center,
    input_paths,
    lambda_runtime,
    opted_regions,
    organizations,
    policy_simulation,
    private_names,
    security_hub,
    service_catalog,
    service_models,
    sessions,
    sns,
    stack_sets,
)

_PARTS = (
    alarms,
    bucket_owner,
    cloud_trail,
    credentials,
    sessions,
    input_paths,
    sns,
    customer_keys,
    lambda_runtime,
    function_logs,
    asynchronous,
    opted_regions,
    alternate_contacts,
    organizations,
    policy_simulation,
    condition_keys,
    event_patterns,
    identity_center,
    security_hub,
    service_catalog,
    service_models,
    stack_sets,
)


def install() -> None:
    """Extend MiniStack in this process; call it once, before the first request.

    Raises:
        RuntimeError: this MiniStack is another one than this was written for.
    """
    differences = list(private_names.differences())
    if differences:
        raise RuntimeError(f"This release of MiniStack does not fit: {'; '.join(differences)}")
    for part in _PARTS:
        part.install()
    cloudformation.install()  # last, since it watches over the resource types of all others
