"""What the administrators do before any owner can subscribe, with the installer's own functions."""

from __future__ import annotations

from dataclasses import dataclass

from common.choices.configuration import Configuration
from common.choices.words import FindingSource
from common.names import PERMISSION_SET_NAME
from embedded_aws.organization import Organization
from embedded_aws.process import EmbeddedAws
from installer.hub.deployment import Hub, HubInstaller
from installer.hub.sharing import ORGANIZATIONAL_UNIT, PortfolioSharing, Target
from installer.organization.authority import Authority
from installer.organization.setup import OrganizationSetup
from local.journey.choices import Choices

REGION = "us-east-1"


def as_management(organization: Organization) -> Authority:
    """Return what the management account may do: everything."""
    return Authority(organization.management, organization.id, organization.management, frozenset())


@dataclass(frozen=True)
class Setup:
    """The administrators' part of the journey, one method a step."""

    aws: EmbeddedAws
    organization: Organization
    choices: Choices

    @property
    def configuration(self) -> Configuration:
        """What the administrator of the hub decided."""
        return Configuration(
            regions=(REGION,),
            source=FindingSource.BOTH,
            portal=self.choices.portal,
            permission_set=PERMISSION_SET_NAME,
            permission_sets=(PERMISSION_SET_NAME,),
            share_with_organizational_units=(self.organization.shared_unit,),
        )

    def prepare_organization(self) -> None:
        """Bring the launch role and its boundary to every account by StackSet, and let the hub share."""
        setup = self._organization_setup()
        setup.enable_sharing()
        setup.delegate(self.organization.hub)
        setup.enable_stack_sets()
        setup.launch_role.deploy(setup.launch_role.scope(self.configuration.formatting, ()))

    def install_hub(self) -> Hub:
        """Deploy the hub's stacks and upload what owners' stacks are made of."""
        session = self.aws.session(self.organization.hub, REGION)
        hub = self.organization.hub
        return HubInstaller(session, REGION, hub, self.organization.id, self.configuration).install()

    def share(self, hub: Hub) -> None:
        """Share the portfolio with one organizational unit only."""
        client = self.aws.session(self.organization.hub, REGION).client("servicecatalog")
        sharing = PortfolioSharing(client, hub.portfolio_id)
        units = self.configuration.share_with_organizational_units
        sharing.apply(sharing.changes([Target(ORGANIZATIONAL_UNIT, unit) for unit in units]))

    def deploy_permission_set(self, hub: Hub) -> None:
        """Deploy the owners' permission set, and give it to the owner in both workload accounts."""
        self._organization_setup().permission_set.deploy([hub.product_arn])
        session = self.aws.session(self.organization.management, REGION)
        administration = session.client("sso-admin")
        instance = administration.list_instances()["Instances"][0]
        users = session.client("identitystore")
        user = users.create_user(
            IdentityStoreId=instance["IdentityStoreId"],
            UserName=self.choices.owner,
            DisplayName=self.choices.owner,
            Name={"GivenName": self.choices.owner, "FamilyName": "Owner"},
        )
        permission_set = administration.list_permission_sets(InstanceArn=instance["InstanceArn"])["PermissionSets"][0]
        for account in (self.organization.owner_account, self.organization.other_account):
            administration.create_account_assignment(
                InstanceArn=instance["InstanceArn"],
                TargetId=account,
                TargetType="AWS_ACCOUNT",
                PermissionSetArn=permission_set,
                PrincipalType="USER",
                PrincipalId=user["UserId"],
            )

    def _organization_setup(self) -> OrganizationSetup:
        return OrganizationSetup(
            self.aws.session(self.organization.management, REGION), REGION, as_management(self.organization)
        )
