"""An establishment lets those of its GHT use the text that it loaded."""

import pytest

from hygie.domain.refusal import ServiceRefusal
from hygie.journal.models import Entry
from hygie.organisations.models import Link
from hygie.organisations.rights import Role
from hygie.self_assessments import services
from hygie.self_assessments.models import MeasurePack, PackShare
from hygie.self_assessments.tests.cast import answering, load, pack_said, who
from tests.cast import client_of, make_ght, make_unit, member, today

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
__all__ = ["today"]


@pytest.fixture
def unit():
    return make_unit(name="CHU")


@pytest.fixture
def part(unit):
    part = make_unit(name="CH de la Vallée")
    make_ght(unit, part)
    return part


@pytest.fixture
def rssi(unit):
    return member(unit, Role.RSSI)


@pytest.fixture
def pack(unit, rssi):
    return load(rssi, unit, pack_said(), is_official=True)


def share(rssi, unit, pack, *units):
    return services.pack_share(**who(rssi, unit), pack_id=pack.pk, units=units)


def url(unit, pack, end=""):
    return f"/etablissements/{unit.finess}/auto-evaluations/referentiels/{pack.pk}/{end}"


def test_the_other_establishment_answers_the_same_text(unit, part, rssi, pack):
    other = member(part, Role.RSSI)
    assert client_of(other).get(url(part, pack)).status_code == 404
    with pytest.raises(ServiceRefusal, match="unknown_pack"):
        answering(other, part, pack)
    for _ in range(2):
        share(rssi, unit, pack, part)
    assert PackShare.objects.count() == 1
    assert Entry.objects.filter(verb="pack.shared").count() == 1
    assert answering(other, part, pack).pack == pack
    seen = client_of(other).get(url(part, pack)).content.decode()
    assert "CHU" in seen
    assert "Retirer ce référentiel" not in seen
    listed = client_of(other).get(f"/etablissements/{part.finess}/auto-evaluations/referentiels/")
    assert "donné par CHU" in listed.content.decode()


def test_it_is_shared_from_its_page(unit, part, rssi, pack):
    client = client_of(rssi)
    assert "CH de la Vallée" in client.get(url(unit, pack, "partager/")).content.decode()
    reply = client.post(url(unit, pack, "partager/"), {"units": [part.pk]})
    assert reply.status_code == 303
    assert "CH de la Vallée" in client.get(url(unit, pack)).content.decode()
    assert client.post(url(unit, pack, "partager/"), {}).status_code == 303
    assert not PackShare.objects.exists()


def test_what_was_begun_goes_on_when_the_sharing_ends(unit, part, rssi, pack):
    other = member(part, Role.RSSI)
    share(rssi, unit, pack, part)
    begun = answering(other, part, pack)
    share(rssi, unit, pack)
    assert client_of(other).get(url(part, pack)).status_code == 200
    with pytest.raises(ServiceRefusal, match="unknown_pack"):
        answering(other, part, pack)
    begun.refresh_from_db()
    assert begun.pack == pack


def test_a_stranger_is_not_given_it_and_only_its_holder_shares(unit, part, rssi, pack):
    stranger = make_unit()
    with pytest.raises(ServiceRefusal, match="not_bearable"):
        share(rssi, unit, pack, stranger)
    reader = member(unit, Role.DIRECTION)
    with pytest.raises(ServiceRefusal, match="not_allowed"):
        share(reader, unit, pack, part)
    other = member(part, Role.RSSI)
    with pytest.raises(ServiceRefusal, match="gone"):
        share(other, part, pack, unit)
    assert not PackShare.objects.exists()
    share(rssi, unit, pack, part)
    assert client_of(other).get(url(part, pack, "partager/")).status_code == 404
    assert client_of(other).get(url(part, pack, "retirer/")).status_code == 404


def test_a_pack_that_was_taken_never_changes(unit, rssi, pack):
    pack.title = "Autre"
    with pytest.raises(TypeError, match="never changed"):
        pack.save()
    with pytest.raises(TypeError, match="never changed"):
        MeasurePack.objects.update(title="Autre")
    assert MeasurePack.objects.get(pk=pack.pk).title == "Référentiel maison"


def test_who_left_the_group_keeps_the_text_until_unticked(unit, part, rssi, pack):
    share(rssi, unit, pack, part)
    Link.objects.filter(child=part).delete()
    client = client_of(rssi)
    assert "CH de la Vallée" in client.get(url(unit, pack, "partager/")).content.decode()
    client.post(url(unit, pack, "partager/"), {"units": [part.pk]})
    assert PackShare.objects.filter(unit=part).exists()
    client.post(url(unit, pack, "partager/"), {})
    assert not PackShare.objects.exists()
