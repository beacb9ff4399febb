"""`hygie compte …`: accounts from the server's command line, when nobody can sign in."""

import click
from django.core.exceptions import ValidationError

from hygie.accounts import selectors, services
from hygie.accounts.models import User
from hygie.domain.refusal import ServiceRefusal
from hygie.web import refusals

ADDRESS = "http://localhost:8000"
address_option = click.option(
    "--adresse", default=ADDRESS, show_default=True, help="Adresse publique de cette instance."
)


@click.group("compte", help="Ouvrir un compte, le rouvrir à qui a tout perdu.")
def compte_group() -> None:
    """Accounts from the command line; the journal names Hygie as author."""


def _account(email: str) -> User:
    user = selectors.user_by_email(email)
    if user is None:
        raise click.ClickException(f"Aucun compte pour {email}. Rien n’a été changé.")
    return user


def _print_link(adresse: str, secret: str) -> None:
    click.echo("Ce lien sert une seule fois et vaut sept jours\u00a0:")
    click.echo(f"  {adresse.rstrip('/')}{services.invitation_path(secret)}")


@compte_group.command("creer", help="Ouvre un compte et affiche son lien d’activation.")
@click.argument("email")
@click.argument("nom")
@click.option("--fonction", default="", help="Fonction de la personne.")
@address_option
def create_command(email: str, nom: str, fonction: str, adresse: str) -> None:
    try:
        user, secret = services.user_open(
            acting_user=None, email=email, full_name=nom, job_title=fonction
        )
    except ServiceRefusal as refusal:
        raise click.ClickException(refusals.sentence(refusal)) from refusal
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error
    click.echo(f"Compte ouvert\u00a0: {user.full_name} ({user.email}).")
    _print_link(adresse, secret)


@compte_group.command("inviter", help="Affiche un lien pour choisir un autre mot de passe.")
@click.argument("email")
@address_option
def invite_command(email: str, adresse: str) -> None:
    try:
        secret = services.user_invite(acting_user=None, user=_account(email))
    except ServiceRefusal as refusal:
        raise click.ClickException(refusals.sentence(refusal)) from refusal
    _print_link(adresse, secret)


@compte_group.command("reinitialiser-second-facteur", help="Retire le second facteur perdu.")
@click.argument("email")
@click.option("--raison", required=True, help="Gardée dans le journal.")
def reset_command(email: str, raison: str) -> None:
    user = _account(email)
    try:
        services.user_reset_second_factor(acting_user=None, user=user, reason=raison)
    except ServiceRefusal as refusal:
        raise click.ClickException(refusals.sentence(refusal)) from refusal
    click.echo(f"Second facteur de {user.full_name} retiré\u00a0; ses sessions sont fermées.")
    click.echo("Un autre lui sera demandé à sa prochaine connexion si ses rôles l’exigent.")
