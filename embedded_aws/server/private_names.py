"""What the embedded AWS uses of MiniStack that MiniStack does not promise: each private name, and what it has to be.

A new release of MiniStack may rename any of them. This table says at once which; a search for the name in this folder finds
where it is used, and a test finds names that are used and do not stand here.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator, Mapping
from operator import attrgetter
from typing import Any

NAMES: Mapping[str, Mapping[str, str]] = {
    "ministack.core.iam_evaluator": {
        "_account_from_arn": "(arn)",
        "_conditions_met": "(conditions, ctx)",
        "_gather_role_policies": "(role_name, account_id)",
        "_gather_user_policies": "(user_name, account_id)",
        "_permissions_boundary": "(store, name, account_id)",
        "_resolve_condition_key": "(key, ctx)",
        "_resource_policy": "(service, resource_arn)",
    },
    "ministack.core.lambda_runtime": {
        "Worker._drain_stderr_bounded": "(self, first_line_wait, idle_confirm, hard_cap)",
        "Worker._read_stderr": "(self)",
        "_lock": "lock",
        "_workers": "dict",
    },
    "ministack.core.responses": {
        "_BOTOCORE_NAME": "dict",
        "_account_from_sts_session": "(access_key_id)",
        "_service_model": "_lru_cache_wrapper",
    },
    "ministack.services.account": {
        "_DISPATCH": "dict",
        "_OPT_IN_REQUIRED": "set",
        "_REGIONS_LIST": "list",
        "_json": "(status, body)",
    },
    "ministack.services.cloudformation": {
        "_stack_events": "AccountRegionScopedDict",
        "_stacks": "AccountRegionScopedDict",
    },
    "ministack.services.cloudformation.changesets": {
        "_diff_resources": "(old_template, new_template, resources, template, changed_params, retag)",
        "_find_change_set": "(cs_name, stack_name)",
    },
    "ministack.services.cloudformation.drift": {
        "_DRIFT_READERS": "dict",
    },
    "ministack.services.cloudformation.engine": {
        "_evaluate_conditions": "(template, params)",
        "_evaluate_rules": "(template, params, conditions)",
        "_parse_template": "(template_body)",
        "_resolve_refs": "(value, resources, params, conditions, mappings, stack_name, stack_id)",
        "_validate_template_statics": "(template)",
    },
    "ministack.services.cloudformation.handlers": {
        "_ACTION_HANDLERS": "dict",
        "_error": "(code, message, status)",
        "_resolve_stack": "(stack_name)",
        "_xml": "(status, root_tag, inner)",
    },
    "ministack.services.cloudformation.helpers": {
        "_p": "(params, key, default)",
        "_resolve_document": "(params, body_key, url_key, label)",
        "_validate_stack_tags": "(tags)",
    },
    "ministack.services.cloudformation.provisioners": {
        "_REPLACING_PROPERTIES": "dict",
        "_RESOURCE_HANDLERS": "dict",
        "_physical_name": "(stack_name, logical_id, lowercase, max_len, seeded)",
        "_sns_sub_attributes": "(props)",
    },
    "ministack.services.cloudformation.stacks": {
        "_runs_on_worker_thread": "(resource_type)",
    },
    "ministack.services.cloudtrail": {
        "_get_event_queue": "()",
    },
    "ministack.services.cloudwatch": {
        "_dispatch_alarm_actions": "(alarm, old_state, new_state, reason)",
    },
    "ministack.services.cloudwatch_logs": {
        "_log_groups": "AccountRegionScopedDict",
    },
    "ministack.services.dynamodb": {
        "_tables": "AccountRegionScopedDict",
    },
    "ministack.services.eventbridge": {
        "_apply_input_transformer": "(transformer, rule, view)",
        "_archive_event": "(event, view)",
        "_dispatch_event": "(event, view)",
        "_dispatch_to_lambda": "(arn, payload)",
        "_dispatch_to_sns": "(arn, payload)",
        "_event_pattern_error": "(pattern_str)",
        "_matches_pattern_view": "(pattern_str, view, owner)",
    },
    "ministack.services.iam": {
        "_IAM_HANDLERS": "dict",
        "_boundary_usage_counts": "()",
        "_create_role": "(p)",
        "_error": "(status, code, message, ns)",
        "_roles": "AccountScopedDict",
        "_users": "AccountScopedDict",
        "_xml": "(status, root_tag, inner, ns)",
    },
    "ministack.services.kms": {
        "_aliases": "AccountRegionScopedDict",
        "_resolve_key": "(key_id_or_arn)",
    },
    "ministack.services.lambda_svc": {
        "_LAMBDA_ASYNC_RETRY_BASE_SECONDS": "float",
        "_emit_lambda_logs": "(func, request_id, log_text, error, duration_ms, log_source)",
        "_execute_function_with_config_scope": "(func, event)",
        "_execution_record_for_config": "(func, config)",
        "_fetch_code_from_s3": "(bucket, key, version_id)",
        "_get_func_record_for_ref": "(function_ref)",
        "_route_async_failure": "(target_arn, func_name, event, result)",
        "_run_with_function_config_scope": "(func_or_config, callback, args, kwargs)",
    },
    "ministack.services.organizations": {
        "_DISPATCH": "dict",
        "_accounts": "AccountScopedDict",
        "_describe_organization": "(_payload)",
        "_orgs": "AccountScopedDict",
        "_ous": "AccountScopedDict",
        "_public_account": "(a)",
        "_roots": "AccountScopedDict",
    },
    "ministack.services.s3": {
        "_bucket_has_versions": "(name)",
        "_bucket_owner_account": "(name)",
        "_bucket_policies": "AccountScopedDict",
        "_bucket_versioning": "AccountScopedDict",
        "_buckets": "AccountScopedDict",
        "_delete_bucket_encryption": "(name)",
        "_delete_bucket_lifecycle": "(name)",
        "_delete_bucket_ownership_controls": "(name)",
        "_error": "(code, message, status, resource, extra, headers)",
        "_get_bucket_encryption": "(name)",
        "_get_bucket_lifecycle": "(name)",
        "_get_bucket_logging": "(name)",
        "_get_bucket_ownership_controls": "(name)",
        "_get_object_data": "(bucket_name, key, version_id)",
        "_put_bucket_encryption": "(name, body)",
        "_put_bucket_lifecycle": "(name, body)",
        "_put_bucket_logging": "(name, body)",
        "_put_bucket_ownership_controls": "(name, body)",
    },
    "ministack.services.sns": {
        "_confirm_subscription": "(params)",
        "_deliver_to_http": "(endpoint, payload)",
        "_error": "(code, message, status)",
        "_fanout": (
            "(topic_arn, msg_id, message, subject, message_structure, message_attributes, message_group_id, "
            "message_dedup_id)"
        ),
        "_find_subscription": "(topic_arn, sub_arn)",
        "_get_topic": "(topic_arn, action)",
        "_list_subscriptions": "(params)",
        "_list_subscriptions_by_topic": "(params)",
        "_matches_filter_policy": "(sub, message_attributes, message)",
        "_p": "(params, key, default)",
        "_refresh_subscription_counts": "(topic)",
        "_resolve_message_for_protocol": "(message, message_structure, protocol)",
        "_send_subscription_confirmation": "(topic_arn, sub)",
        "_set_subscription_attributes": "(params)",
        "_sub_arn_to_topic": "AccountRegionScopedDict",
        "_subscribe": "(params)",
        "_topic_by_arn_any_scope": "(topic_arn)",
        "_topics": "AccountRegionScopedDict",
        "_unsubscribe": "(params)",
        "_xml": "(status, root_tag, inner)",
        "_xml_escape": "(text)",
    },
    "ministack.services.sqs": {
        "_queues": "AccountRegionScopedDict",
    },
    "ministack.services.sts": {
        "_evict_expired_sessions": "()",
        "_session_expired": "(session)",
        "_sessions": "dict",
    },
}
"""By module and name: the parameters of a function, the type of anything else."""


def differences() -> Iterator[str]:
    """Yield, for each name that is not what it has to be, what it is."""
    for module, names in NAMES.items():
        for name, expected in names.items():
            found = shape(module, name)
            if found != expected:
                yield f"{module}.{name} is {found}, not {expected}"


def shape(module: str, name: str) -> str:
    """Return what a name is, as the table has it."""
    try:
        found: Any = attrgetter(name)(importlib.import_module(module))
    except AttributeError:
        return "not there"
    if inspect.isfunction(found):
        return f"({', '.join(inspect.signature(found).parameters)})"
    return type(found).__name__
