"""Service Catalog: who sees what, versions that keep their ids, shares one at a time, and launches as the launch role."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from tests.embedded_aws.waiting import stack_status, until

TOPIC = {
    "Parameters": {
        "Name": {"Type": "String", "AllowedPattern": "[a-z]+", "ConstraintDescription": "must be small letters"}
    },
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": {"Ref": "Name"}}}},
    "Outputs": {"TopicArn": {"Value": {"Ref": "Topic"}}},
}
LAUNCH = (
    {"Action": ["cloudformation:*", "s3:GetObject"], "Resource": "*"},
    {"Action": "sns:*", "Resource": "arn:aws:sns:*:*:SC-*"},
)
OWN = {"StringEquals": {"servicecatalog:userLevel": "self"}}
OWNER = (
    {"Action": ["servicecatalog:Search*", "servicecatalog:Describe*", "servicecatalog:List*"], "Resource": "*"},
    {"Action": "servicecatalog:ProvisionProduct", "Resource": "*"},
    {"Action": ["servicecatalog:Update*", "servicecatalog:Terminate*"], "Resource": "*", "Condition": OWN},
)


def put_role(session: Any, name: str, principal: Mapping[str, str], statements: Any, **condition: Any) -> str:
    iam = session.client("iam")
    trust = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}
    document = {"Version": "2012-10-17", "Statement": [trust]}
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(document))["Role"]["Arn"]
    allowed = [{"Effect": "Allow", **statement} for statement in statements]
    document = {"Version": "2012-10-17", "Statement": allowed}
    iam.put_role_policy(RoleName=name, PolicyName=name, PolicyDocument=json.dumps(document))
    return arn


class Catalog:
    """A hub with one product in one portfolio, and people in the accounts of its organization."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.organization: Organization = create_organization(aws)
        self.hub = aws.session(self.organization.hub)
        self.client = self.hub.client("servicecatalog")
        self._bucket = f"hub-{self.organization.hub}"
        s3 = self.hub.client("s3")
        s3.create_bucket(Bucket=self._bucket)
        members = {"StringEquals": {"aws:PrincipalOrgID": self.organization.id}}
        read = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{self._bucket}/*",
        }
        policy = {"Version": "2012-10-17", "Statement": [read | {"Condition": members}]}
        s3.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(policy))

    def url(self, key: str, body: Mapping[str, Any] = TOPIC) -> str:
        self.hub.client("s3").put_object(Bucket=self._bucket, Key=key, Body=json.dumps(body))
        return f"https://{self._bucket}.s3.us-east-1.amazonaws.com/{key}"

    def template(self, *versions: tuple[str, str], role: str = "Launch", replace: bool = False) -> str:
        """Return the hub's stack with these versions: name and template URL."""
        portfolio, product = {"Ref": "Portfolio"}, {"Ref": "Product"}
        both = {"PortfolioId": portfolio, "ProductId": product}
        pattern = {
            "PortfolioId": portfolio,
            "PrincipalARN": "arn:aws:iam:::role/owner*",
            "PrincipalType": "IAM_PATTERN",
        }
        parameters = [{"Name": name, "Info": {"LoadTemplateFromURL": url}} for name, url in versions]
        details = {"Name": "Topic", "Owner": "hub", "ReplaceProvisioningArtifacts": replace}
        types: dict[str, tuple[str, dict[str, Any]]] = {
            "Portfolio": ("Portfolio", {"DisplayName": "Topics", "ProviderName": "hub"}),
            "Product": ("CloudFormationProduct", {**details, "ProvisioningArtifactParameters": parameters}),
            "In": ("PortfolioProductAssociation", both),
            "Who": ("PortfolioPrincipalAssociation", pattern),
        }
        if role:
            types["As"] = ("LaunchRoleConstraint", {**both, "LocalRoleName": role})
        resources = {
            name: {"Type": f"AWS::ServiceCatalog::{kind}", "Properties": properties}
            for name, (kind, properties) in types.items()
        }
        resources.get("As", {})["DependsOn"] = "In"
        ids = {
            "Portfolio": portfolio,
            "Product": product,
            "Ids": {"Fn::GetAtt": ["Product", "ProvisioningArtifactIds"]},
        }
        return json.dumps({"Resources": resources, "Outputs": {name: {"Value": value} for name, value in ids.items()}})

    def deploy(self, body: str) -> dict[str, str]:
        """Deploy the hub's stack and return its outputs."""
        cloudformation = self.hub.client("cloudformation")
        known = [stack["StackName"] for stack in cloudformation.describe_stacks()["Stacks"]]
        call = cloudformation.update_stack if "hub" in known else cloudformation.create_stack
        self.give_launch_role()
        call(StackName="hub", TemplateBody=body)
        assert stack_status(cloudformation, "hub") in ("CREATE_COMPLETE", "UPDATE_COMPLETE")
        outputs = cloudformation.describe_stacks(StackName="hub")["Stacks"][0]["Outputs"]
        return {one["OutputKey"]: one["OutputValue"] for one in outputs}

    def give_launch_role(self) -> None:
        """The hub needs the role that a constraint names, as every account does that launches."""
        with contextlib.suppress(ClientError):
            self.hub.client("iam").create_role(
                RoleName="Launch", AssumeRolePolicyDocument=json.dumps({"Statement": []})
            )

    def enable_sharing(self) -> None:
        management = self.aws.session(self.organization.management)
        management.client("servicecatalog").enable_aws_organizations_access()
        management.client("organizations").register_delegated_administrator(
            AccountId=self.organization.hub, ServicePrincipal="servicecatalog.amazonaws.com"
        )

    def share(self, portfolio: str, kind: str, value: str) -> None:
        node = {"Type": kind, "Value": value}
        token = self.client.create_portfolio_share(PortfolioId=portfolio, OrganizationNode=node, SharePrincipals=True)[
            "PortfolioShareToken"
        ]
        self.wait_for_share(token)

    def wait_for_share(self, token: str) -> Mapping[str, Any]:
        def done() -> Any:
            found = self.client.describe_portfolio_share_status(PortfolioShareToken=token)
            return found if found["Status"] == "COMPLETED" else None

        found: Mapping[str, Any] = until(done)
        return found

    def person(self, account: str, role: str = "owner", name: str = "ann") -> Any:
        """Return the Service Catalog client of somebody with a role in an account."""
        session = self.aws.session(account)
        if role not in [known["RoleName"] for known in session.client("iam").list_roles()["Roles"]]:
            put_role(session, role, {"AWS": account}, OWNER)
        keys = session.client("sts").assume_role(RoleArn=f"arn:aws:iam::{account}:role/{role}", RoleSessionName=name)
        found = keys["Credentials"]
        credentials = Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
        return self.aws.session(account, credentials=credentials).client("servicecatalog")


@pytest.fixture
def catalog(embedded_aws: EmbeddedAws) -> Catalog:
    return Catalog(embedded_aws)


def names(client: Any) -> list[str]:
    return [product["Name"] for product in client.search_products()["ProductViewSummaries"]]


def finished(client: Any, record: Mapping[str, Any]) -> Mapping[str, Any]:
    def done() -> Any:
        found = client.describe_record(Id=record["RecordDetail"]["RecordId"])
        return None if found["RecordDetail"]["Status"] in ("CREATED", "IN_PROGRESS") else found

    found: Mapping[str, Any] = until(done)
    return found


def launch(client: Any, hub: Mapping[str, str], value: str = "news", name: str = "mine") -> Mapping[str, Any]:
    record = client.provision_product(
        ProductId=hub["Product"],
        ProvisioningArtifactId=hub["Ids"].split(",")[-1],
        ProvisionedProductName=name,
        ProvisioningParameters=[{"Key": "Name", "Value": value}],
    )
    return finished(client, record)


class TestSharing:
    """https://docs.aws.amazon.com/servicecatalog/latest/adminguide/catalogs_portfolios_sharing_how-to-share.html"""

    @pytest.mark.parametrize(
        ("kind", "target", "owner_sees", "other_sees"),
        [
            ("ORGANIZATION", "id", True, True),
            ("ORGANIZATIONAL_UNIT", "shared_unit", True, False),
            ("ACCOUNT", "other_account", False, True),
        ],
    )
    def test_a_share_reaches_its_accounts_and_no_other(
        self, catalog: Catalog, kind: str, target: str, owner_sees: bool, other_sees: bool
    ) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        catalog.share(hub["Portfolio"], kind, getattr(catalog.organization, target))
        assert (names(catalog.person(catalog.organization.owner_account)) == ["Topic"]) is owner_sees
        assert (names(catalog.person(catalog.organization.other_account)) == ["Topic"]) is other_sees

    def test_the_root_is_no_unit_to_share_with(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        with pytest.raises(ClientError, match="ValidationException"):
            catalog.share(hub["Portfolio"], "ORGANIZATIONAL_UNIT", catalog.organization.root)

    def test_the_hub_needs_the_launch_role_that_it_names(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json")), role=""))
        constraint = {"PortfolioId": hub["Portfolio"], "ProductId": hub["Product"], "Type": "LAUNCH"}
        with pytest.raises(ClientError, match="Role Nobody does not exist"):
            catalog.client.create_constraint(**constraint, Parameters=json.dumps({"LocalRoleName": "Nobody"}))

    def test_only_principals_of_the_portfolio_see_it(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        catalog.share(hub["Portfolio"], "ORGANIZATION", catalog.organization.id)
        account = catalog.organization.owner_account
        assert names(catalog.person(account, "owner-of-shop")) == ["Topic"]
        assert names(catalog.person(account, "developer")) == []

    def test_a_share_that_ends_takes_access_away(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        unit = catalog.organization.shared_unit
        catalog.share(hub["Portfolio"], "ORGANIZATIONAL_UNIT", unit)
        listed = catalog.client.describe_portfolio_shares(PortfolioId=hub["Portfolio"], Type="ORGANIZATIONAL_UNIT")
        assert [one["PrincipalId"] for one in listed["PortfolioShareDetails"]] == [unit]
        node = {"Type": "ORGANIZATIONAL_UNIT", "Value": unit}
        token = catalog.client.delete_portfolio_share(PortfolioId=hub["Portfolio"], OrganizationNode=node)
        catalog.wait_for_share(token["PortfolioShareToken"])
        assert names(catalog.person(catalog.organization.owner_account)) == []

    def test_one_share_operation_runs_at_a_time(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        nodes = [
            {"Type": "ORGANIZATIONAL_UNIT", "Value": unit}
            for unit in (catalog.organization.shared_unit, catalog.organization.other_unit)
        ]

        def share(node: Mapping[str, str]) -> str:
            answer = catalog.client.create_portfolio_share(PortfolioId=hub["Portfolio"], OrganizationNode=node)
            return str(answer["PortfolioShareToken"])

        def refused_meanwhile() -> str:
            """Return the first operation where the second came before its end, which it may miss on a busy machine."""
            first = share(nodes[0])
            try:
                second = share(nodes[1])
            except catalog.client.exceptions.InvalidStateException:
                return first
            catalog.wait_for_share(second)
            return ""

        details = catalog.wait_for_share(until(refused_meanwhile))["ShareDetails"]
        assert details["SuccessfulShares"] == [catalog.organization.owner_account]

    def test_nothing_is_shared_without_the_organizations_consent(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        node = {"Type": "ORGANIZATIONAL_UNIT", "Value": catalog.organization.shared_unit}
        with pytest.raises(ClientError, match="OperationNotSupportedException"):
            catalog.client.create_portfolio_share(PortfolioId=hub["Portfolio"], OrganizationNode=node)

    def test_a_unit_of_another_organization_is_refused(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        node = {"Type": "ORGANIZATIONAL_UNIT", "Value": "ou-none-aaaabbbb"}
        with pytest.raises(ClientError, match="ou-none-aaaabbbb is not in this organization"):
            catalog.client.create_portfolio_share(PortfolioId=hub["Portfolio"], OrganizationNode=node)

    def test_an_account_outside_must_accept(self, catalog: Catalog, embedded_aws: EmbeddedAws) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        outside = create_organization(embedded_aws).owner_account
        catalog.client.create_portfolio_share(PortfolioId=hub["Portfolio"], AccountId=outside, SharePrincipals=True)
        person = catalog.person(outside)
        assert names(person) == []
        embedded_aws.session(outside).client("servicecatalog").accept_portfolio_share(PortfolioId=hub["Portfolio"])
        assert names(person) == ["Topic"]


class TestVersions:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicecatalog-cloudformationproduct.html"""

    def test_a_version_keeps_its_id_while_name_and_template_stay(self, catalog: Catalog) -> None:
        one, two, three = (catalog.url(f"{number}.json") for number in (1, 2, 3))
        first = catalog.deploy(catalog.template(("1", one)))["Ids"].split(",")
        second = catalog.deploy(catalog.template(("1", one), ("2", two)))["Ids"].split(",")
        assert (second[0], len(second)) == (first[0], 2)
        third = catalog.deploy(catalog.template(("1", three), ("2", two)))["Ids"].split(",")
        assert (third[1], third[0] == first[0]) == (second[1], False)
        replaced = catalog.deploy(catalog.template(("1", three), ("2", two), replace=True))["Ids"].split(",")
        assert set(replaced).isdisjoint(third)

    def test_a_deprecated_version_is_not_launched_anew_but_still_updated(self, catalog: Catalog) -> None:
        organization = catalog.organization
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        catalog.share(hub["Portfolio"], "ORGANIZATION", organization.id)
        put_role(
            catalog.aws.session(organization.owner_account),
            "Launch",
            {"Service": "servicecatalog.amazonaws.com"},
            LAUNCH,
        )
        ann = catalog.person(organization.owner_account)
        launched = launch(ann, hub)["RecordDetail"]
        assert launched["Status"] == "SUCCEEDED"
        catalog.client.update_provisioning_artifact(
            ProductId=hub["Product"], ProvisioningArtifactId=hub["Ids"], Guidance="DEPRECATED"
        )
        with pytest.raises(ClientError, match="is not launched anew"):
            launch(ann, hub, name="another")
        changed = ann.update_provisioned_product(
            ProvisionedProductId=launched["ProvisionedProductId"],
            ProvisioningParameters=[{"Key": "Name", "Value": "other"}],
        )
        assert finished(ann, changed)["RecordDetail"]["Status"] == "SUCCEEDED"


class TestLaunching:
    """https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html"""

    @pytest.fixture
    def hub(self, catalog: Catalog) -> Mapping[str, str]:
        """A portfolio that everybody in the organization has."""
        found = catalog.deploy(catalog.template(("1", catalog.url("1.json"))))
        catalog.enable_sharing()
        catalog.share(found["Portfolio"], "ORGANIZATION", catalog.organization.id)
        return found

    def role(self, catalog: Catalog, statements: Any = LAUNCH, **condition: Any) -> None:
        session = catalog.aws.session(catalog.organization.owner_account)
        put_role(session, "Launch", {"Service": "servicecatalog.amazonaws.com"}, statements, **condition)

    def test_the_life_of_a_provisioned_product(self, catalog: Catalog, hub: Mapping[str, str]) -> None:
        self.role(catalog, StringEquals={"aws:SourceOrgID": catalog.organization.id})
        account = catalog.organization.owner_account
        ann, bob = catalog.person(account), catalog.person(account, name="bob")
        record = launch(ann, hub)
        assert record["RecordDetail"]["Status"] == "SUCCEEDED"
        outputs = {one["OutputKey"]: one["OutputValue"] for one in record["RecordOutputs"]}
        product_id = record["RecordDetail"]["ProvisionedProductId"]
        assert f":stack/SC-{account}-{product_id}/" in outputs["CloudformationStackARN"]
        assert f":SC-{account}-{product_id}-Topic-" in outputs["TopicArn"]

        (seen,) = ann.search_provisioned_products()["ProvisionedProducts"]
        assert (seen["Id"], seen["Status"], seen["ProductName"]) == (product_id, "AVAILABLE", "Topic")
        assert bob.search_provisioned_products()["ProvisionedProducts"] == []
        with pytest.raises(ClientError, match="not authorized to perform: servicecatalog:TerminateProvisionedProduct"):
            bob.terminate_provisioned_product(ProvisionedProductId=product_id)

        parameters = [{"Key": "Name", "Value": "other"}]
        changed = ann.update_provisioned_product(ProvisionedProductId=product_id, ProvisioningParameters=parameters)
        assert finished(ann, changed)["RecordDetail"]["Status"] == "SUCCEEDED"
        ended = ann.terminate_provisioned_product(ProvisionedProductId=product_id)
        assert finished(ann, ended)["RecordDetail"]["Status"] == "SUCCEEDED"
        assert ann.search_provisioned_products()["ProvisionedProducts"] == []
        assert catalog.aws.session(account).client("sns").list_topics()["Topics"] == []

    @pytest.mark.parametrize(
        ("statements", "condition", "value", "reason"),
        [
            (LAUNCH[:1], {}, "news", "not authorized to perform: sns:CreateTopic"),
            (LAUNCH[1:], {}, "news", "not authorized to perform: cloudformation:CreateStack"),
            (LAUNCH, {}, "NEWS", "must be small letters"),
            (LAUNCH, {"StringEquals": {"aws:SourceOrgID": "o-another000"}}, "news", "cannot assume the launch role"),
            (None, {}, "news", "cannot assume the launch role"),
        ],
        ids=["resource", "stack", "parameter", "another organization", "no role"],
    )
    def test_a_launch_fails_with_its_reason_and_leaves_nothing(
        self, catalog: Catalog, hub: Mapping[str, str], statements: Any, condition: Any, value: str, reason: str
    ) -> None:
        if statements is not None:
            self.role(catalog, statements, **condition)
        ann = catalog.person(catalog.organization.owner_account)
        record = launch(ann, hub, value)["RecordDetail"]
        assert record["Status"] == "FAILED"
        assert reason in record["RecordErrors"][0]["Description"]
        assert ann.search_provisioned_products()["ProvisionedProducts"][0]["Status"] == "ERROR"
        assert catalog.aws.session(catalog.organization.owner_account).client("sns").list_topics()["Topics"] == []

    def test_without_a_launch_role_the_owners_own_permissions_count(self, catalog: Catalog) -> None:
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json")), role=""))
        catalog.enable_sharing()
        catalog.share(hub["Portfolio"], "ORGANIZATION", catalog.organization.id)
        account = catalog.organization.owner_account
        assert launch(catalog.person(account), hub)["RecordDetail"]["Status"] == "FAILED"
        put_role(catalog.aws.session(account), "owner-all", {"AWS": account}, [{"Action": "*", "Resource": "*"}])
        record = launch(catalog.person(account, "owner-all"), hub, name="again")["RecordDetail"]
        assert record["Status"] == "SUCCEEDED"

    def test_the_form_is_the_templates(self, catalog: Catalog, hub: Mapping[str, str]) -> None:
        ann = catalog.person(catalog.organization.owner_account)
        (question,) = ann.describe_provisioning_parameters(ProductId=hub["Product"], ProvisioningArtifactId=hub["Ids"])[
            "ProvisioningArtifactParameters"
        ]
        assert question["ParameterKey"] == "Name"
        assert question["ParameterConstraints"]["AllowedPattern"] == "[a-z]+"


class TestByTemplate:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-servicecatalog-cloudformationprovisionedproduct.html"""

    PROPERTIES: Mapping[str, Any] = {"ProductName": "Topic", "ProvisioningArtifactName": "1"}
    OWN_STACKS = ({"Action": ["servicecatalog:*", "cloudformation:*"], "Resource": "*"},)

    @pytest.fixture
    def stacks(self, catalog: Catalog) -> Any:
        """CloudFormation of an owner who may launch the product, which runs as the launch role."""
        organization, aws = catalog.organization, catalog.aws
        hub = catalog.deploy(catalog.template(("1", catalog.url("1.json")), ("2", catalog.url("2.json"))))
        catalog.enable_sharing()
        catalog.share(hub["Portfolio"], "ORGANIZATION", organization.id)
        account = organization.owner_account
        session = aws.session(account)
        put_role(session, "Launch", {"Service": "servicecatalog.amazonaws.com"}, LAUNCH)
        for role in ("owner", "stranger"):
            put_role(session, role, {"AWS": account}, self.OWN_STACKS)
        return lambda role: self._client(catalog, role)

    def _client(self, catalog: Catalog, role: str) -> Any:
        account = catalog.organization.owner_account
        arn = f"arn:aws:iam::{account}:role/{role}"
        keys = catalog.aws.session(account).client("sts").assume_role(RoleArn=arn, RoleSessionName="ann")["Credentials"]
        credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        return catalog.aws.session(account, credentials=credentials).client("cloudformation")

    def _body(self, value: str, **properties: str) -> str:
        parameters = [{"Key": "Name", "Value": value}]
        launched = {
            "Type": "AWS::ServiceCatalog::CloudFormationProvisionedProduct",
            "Properties": {**self.PROPERTIES, "ProvisioningParameters": parameters, **properties},
        }
        outputs = {
            name: {"Value": {"Fn::GetAtt": ["Mine", attribute]}}
            for name, attribute in {"Topic": "Outputs.TopicArn", "Stack": "CloudformationStackArn"}.items()
        }
        return json.dumps({"Resources": {"Mine": launched}, "Outputs": {**outputs, "Id": {"Value": {"Ref": "Mine"}}}})

    def _outputs(self, client: Any) -> dict[str, str]:
        found = client.describe_stacks(StackName="own")["Stacks"][0]["Outputs"]
        return {one["OutputKey"]: one["OutputValue"] for one in found}

    def test_its_life(self, catalog: Catalog, stacks: Any) -> None:
        client = stacks("owner")
        stack = client.create_stack(StackName="own", TemplateBody=self._body("news"))["StackId"]
        assert stack_status(client, stack) == "CREATE_COMPLETE"
        made = self._outputs(client)
        account = catalog.organization.owner_account
        assert f":stack/SC-{account}-{made['Id']}/" in made["Stack"]
        topics = catalog.aws.session(account).client("sns")
        assert topics.get_topic_attributes(TopicArn=made["Topic"])["Attributes"]["DisplayName"] == "news"

        client.update_stack(StackName="own", TemplateBody=self._body("other", ProvisioningArtifactName="2"))
        assert stack_status(client, "own") == "UPDATE_COMPLETE"
        assert self._outputs(client)["Id"] == made["Id"]
        assert topics.get_topic_attributes(TopicArn=made["Topic"])["Attributes"]["DisplayName"] == "other"

        client.delete_stack(StackName="own")
        assert stack_status(client, stack) == "DELETE_COMPLETE"
        assert topics.list_topics()["Topics"] == []

    @pytest.mark.parametrize(
        ("role", "value", "reason"),
        [("owner", "NEWS", "must be small letters"), ("stranger", "news", "No access to product Topic")],
    )
    def test_a_launch_that_fails_says_why_and_leaves_nothing(
        self, catalog: Catalog, stacks: Any, role: str, value: str, reason: str
    ) -> None:
        client = stacks(role)
        client.create_stack(StackName="own", TemplateBody=self._body(value))
        assert stack_status(client, "own") == "ROLLBACK_COMPLETE"
        events = client.describe_stack_events(StackName="own")["StackEvents"]
        assert [reason in one["ResourceStatusReason"] for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
        owner = catalog.aws.session(catalog.organization.owner_account)
        assert owner.client("servicecatalog").search_provisioned_products()["ProvisionedProducts"] == []
