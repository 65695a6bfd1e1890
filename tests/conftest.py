"""The people that the stories are about, and the ground that every test stands on."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.test.utils import setup_databases, teardown_databases
from django.utils import translation

from tests import brokers, ground

HERE = ("127.0.0.1", "::1", "localhost", "")


class OutsideWorldError(RuntimeError):
    """A test tried to reach something that is not on this machine."""


def pytest_configure(config: pytest.Config) -> None:
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in HERE:
            raise OutsideWorldError(f"Tests do not leave this machine: {address!r}")
        return connect(self, address)

    socket.socket.connect = only_here  # type: ignore[method-assign]
    ground.install()


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_modify_db_settings: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
) -> Iterator[None]:
    """Made for whoever asks for it: the plugin's own makes it only where a test carries a mark, fixtures of a whole
    module do not count."""
    with django_db_blocker.unblock():
        kept = django_db_keepdb and not django_db_createdb
        made = setup_databases(verbosity=0, interactive=False, aliases=["default"], keepdb=kept)
        ground.keep()
    yield
    if not django_db_keepdb:
        with django_db_blocker.unblock():
            teardown_databases(made, verbosity=0)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("paper"):
        from records.documents.pdf import can_make_pdf

        if not can_make_pdf():
            pytest.skip("PDF files were not made: the library Pango is missing here")


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    """Sign-in counters and the language of one test are not those of the next."""
    cache.clear()
    translation.activate("en")
    yield
    translation.activate("en")


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.core.files.storage import storages as kept_storages

    from records.models import PrivateFile

    settings.MEDIA_ROOT = str(tmp_path / "media")
    settings.PRIVATE_ROOT = str(tmp_path / "private")
    storages = {name: dict(kept) for name, kept in settings.STORAGES.items()}
    storages["private"]["OPTIONS"] = {"location": settings.PRIVATE_ROOT, "base_url": None}
    settings.STORAGES = storages
    # The field took hold of its storage when the models were loaded.
    monkeypatch.setattr(PrivateFile._meta.get_field("content"), "storage", kept_storages["private"])


@pytest.fixture
def hamad(db: None) -> Any:
    """The lab's administrator."""
    from accounts.models import Person
    from tests.factories import accounts

    return Person.objects.get(pk=accounts.found_lab().pk)


@pytest.fixture
def cgb(hamad: Any) -> Any:
    """The bureau that the lab belongs to."""
    from accounts.models import Agency

    return Agency.objects.get(code="CGB")


@pytest.fixture
def moph(hamad: Any) -> Any:
    from tests.factories import accounts

    return accounts.agency(
        hamad, "MOPH", name_en="Ministry of Public Health", name_ar="وزارة الصحة العامة", kind="ministry"
    )


@pytest.fixture
def moi(hamad: Any) -> Any:
    from tests.factories import accounts

    return accounts.agency(hamad, "MOI", name_en="Ministry of Interior", name_ar="وزارة الداخلية", kind="ministry")


@pytest.fixture
def maryam(hamad: Any, moph: Any) -> Any:
    """Innovation officer of the Ministry of Public Health."""
    return _persona(hamad, "maryam@moph.example", "innovation_officer", moph, "Maryam Al-Thani", "مريم آل ثاني")


@pytest.fixture
def khalid(hamad: Any, moi: Any) -> Any:
    """Innovation officer of the Ministry of Interior."""
    return _persona(hamad, "khalid@moi.example", "innovation_officer", moi, "Khalid Al-Marri", "خالد المري")


@pytest.fixture
def noora(hamad: Any, cgb: Any) -> Any:
    """Curator of the lab."""
    return _persona(hamad, "noora@cgb.example", "lab_curator", cgb, "Noora Al-Emadi", "نورة العمادي")


@pytest.fixture
def sheikha(hamad: Any) -> Any:
    """Leader, of the whole country."""
    return _persona(hamad, "sheikha@gov.example", "leader", None, "Sheikha Al-Misnad", "شيخة المسند")


@pytest.fixture
def fatima(hamad: Any, moph: Any) -> Any:
    """Lead of the Ministry of Public Health: signs for it."""
    return _persona(hamad, "fatima@moph.example", "agency_lead", moph, "Fatima Al-Ansari", "فاطمة الأنصاري")


@pytest.fixture
def yousef(hamad: Any, moi: Any) -> Any:
    """Juror, of the Ministry of Interior."""
    return _persona(hamad, "yousef@moi.example", "juror", moi, "Yousef Darwish", "يوسف درويش")


@pytest.fixture
def ali(hamad: Any, moph: Any) -> Any:
    """Trainee, of the Ministry of Public Health."""
    return _persona(hamad, "ali@moph.example", "trainee", moph, "Ali Hassan", "علي حسن")


def _persona(by: Any, email: str, role: str, agency: Any, name_en: str, name_ar: str) -> Any:
    from accounts.enums import Role
    from tests.factories import accounts

    return accounts.person(by, email, Role(role), agency, name_en=name_en, name_ar=name_ar)


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """`client_of(maryam)` is her signed-in browser; `client_of(None)` is a visitor's."""
    from tests.factories import accounts

    return accounts.signed_in


@pytest.fixture(scope="session")
def redis_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[brokers.Broker]:
    """Asked for by name where a story is told on Redis; skipped by name where there is none."""
    with brokers.on_redis(tmp_path_factory.mktemp("redis")) as broker:
        yield broker


@pytest.fixture(params=["embedded", "redis"])
def broker(request: pytest.FixtureRequest) -> Iterator[brokers.Broker]:
    """A story that names it is told twice, with worker and asking process on the same broker."""
    chosen = brokers.embedded() if request.param == "embedded" else request.getfixturevalue("redis_broker")
    with brokers.asked_through(chosen):
        yield chosen
