"""Organizations: who sees what, and what the organization shares with AWS services."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import Organization, new_account_id
from embedded_aws.process import EmbeddedAws

SERVICE = "servicecatalog.amazonaws.com"


def test_an_account_without_an_organization_is_told_so(embedded_aws: EmbeddedAws) -> None:
    client = embedded_aws.session(new_account_id()).client("organizations")
    with pytest.raises(ClientError, match="AWSOrganizationsNotInUseException"):
        client.describe_organization()


def test_members_see_their_organization_but_not_its_tree(embedded_aws: EmbeddedAws, organization: Organization) -> None:
    member = embedded_aws.session(organization.owner_account).client("organizations")
    assert member.describe_organization()["Organization"]["MasterAccountId"] == organization.management
    with pytest.raises(ClientError, match="AccessDeniedException"):
        member.list_roots()


def test_a_delegated_administrator_reads_the_tree_and_changes_nothing(
    embedded_aws: EmbeddedAws, organization: Organization
) -> None:
    management = embedded_aws.session(organization.management).client("organizations")
    management.register_delegated_administrator(AccountId=organization.hub, ServicePrincipal=SERVICE)
    hub = embedded_aws.session(organization.hub).client("organizations")
    assert hub.list_roots()["Roots"][0]["Id"] == organization.root
    with pytest.raises(ClientError, match="AccessDeniedException"):
        hub.create_organizational_unit(ParentId=organization.root, Name="mine")
    administrators = management.list_delegated_administrators(ServicePrincipal=SERVICE)["DelegatedAdministrators"]
    assert [one["Id"] for one in administrators] == [organization.hub]
    services = management.list_delegated_services_for_account(AccountId=organization.hub)["DelegatedServices"]
    assert [one["ServicePrincipal"] for one in services] == [SERVICE]
    management.deregister_delegated_administrator(AccountId=organization.hub, ServicePrincipal=SERVICE)
    with pytest.raises(ClientError, match="AccessDeniedException"):
        hub.list_roots()


def test_trusted_access_is_switched_on_and_off(embedded_aws: EmbeddedAws, organization: Organization) -> None:
    management = embedded_aws.session(organization.management).client("organizations")
    management.enable_aws_service_access(ServicePrincipal="example.amazonaws.com")
    listed = management.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert "example.amazonaws.com" in [one["ServicePrincipal"] for one in listed]
    management.disable_aws_service_access(ServicePrincipal="example.amazonaws.com")
    listed = management.list_aws_service_access_for_organization()["EnabledServicePrincipals"]
    assert "example.amazonaws.com" not in [one["ServicePrincipal"] for one in listed]


def test_the_tree_holds_the_accounts_where_they_were_put(embedded_aws: EmbeddedAws, organization: Organization) -> None:
    management = embedded_aws.session(organization.management).client("organizations")
    for unit, account in (
        (organization.shared_unit, organization.owner_account),
        (organization.other_unit, organization.other_account),
    ):
        children = management.list_children(ParentId=unit, ChildType="ACCOUNT")["Children"]
        assert [child["Id"] for child in children] == [account]
