"""Noora brings a table in from the page: she tries it, sees what would happen, and then says so."""

from __future__ import annotations

import csv
import io
import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.importers import AgencyImporter
from accounts.models import Agency
from portfolio.projects.models import Project
from portfolio.workspace.actions import imports
from records.actions import jobs
from records.enums import JobStatus
from records.models import Job, PrivateFile, SourceMap
from records.tables.reader import Table, open_table
from tests.factories import training
from tests.imports.tables import workbook

pytestmark = pytest.mark.django_db

AGENCIES = "code,name_en,name_ar\nONE,One,واحد\nbad code,Two,اثنان\n"


def upload(client: Any, content: bytes | str = AGENCIES, what: str = "agencies", **more: Any) -> Any:
    body = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(more.pop("name", "agencies.csv"), body)
    data = {"key": str(uuid.uuid4()), "what": what, "file": file, **more}
    return client.post(reverse("imports:list"), data)


def go(client: Any, job: Job) -> Any:
    return client.post(reverse("imports:go", args=[job.pk]), {"key": str(uuid.uuid4())})


def work() -> Job:
    job = Job.objects.order_by("-at").first()
    assert job is not None
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def test_tried_first_then_brought_in(noora: Any, client_of: Any) -> None:
    client = client_of(noora)

    answer = upload(client)
    job = work()

    assert answer["Location"] == reverse("imports:one", args=[job.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "1 row would come in." in page and "Use capital letters" in page
    assert re.findall(r'figure-value">(?:<[^>]+>)?(\d+)(?:</span>)+ <span class="figure-label">([^<]+)', page) == [
        ("2", "rows read"),
        ("1", "new"),
        ("0", "here already"),
        ("1", "refused"),
    ]
    assert not Agency.objects.filter(code="ONE").exists()

    answer = go(client, job)
    done = work()

    assert answer["Location"] == reverse("imports:one", args=[done.pk])
    assert "1 row has come in." in client.get(answer["Location"]).content.decode()
    assert Agency.objects.get(code="ONE").name_ar == "واحد"
    listed = client.get(reverse("imports:list")).content.decode()
    assert str(done.pk) in listed and str(job.pk) not in listed, "what was tried and brought in stands there once"


def test_it_is_brought_in_once(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    upload(client)
    tried = work()
    assert go(client, tried).status_code == 302
    assert go(client, tried).status_code == 404
    assert Job.objects.filter(asks__keep=True).count() == 1


def test_a_double_click_asks_once(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    key = str(uuid.uuid4())
    first, second = upload(client, key=key), upload(client, key=key)
    assert first["Location"] == second["Location"]
    assert Job.objects.count() == 1


def test_what_was_refused_is_hers_to_download(noora: Any, hamad: Any, client_of: Any) -> None:
    upload(client_of(noora))
    job = work()
    address = reverse("records:file", args=[job.result_id])

    answer = client_of(noora).get(address)
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows[0] == ["Refused: row", "Refused: why", "مرفوض: السبب", "code", "name_en", "name_ar"]
    assert rows[1][0] == "3" and rows[1][1].startswith("code: Use capital") and rows[1][3] == "bad code"
    assert rows[1][2].startswith("code: استخدم")
    assert "attachment" in answer["Content-Disposition"]
    assert client_of(hamad).get(address, follow=True).status_code == 404
    assert client_of(hamad).get(reverse("imports:one", args=[job.pk])).status_code == 404


def test_a_corrected_list_is_known_by_its_source(noora: Any, client_of: Any) -> None:
    """Also where the source was named otherwise than the file, and where a browser has downloaded the list twice."""
    client = client_of(noora)
    upload(client, "Kurzel,name_en\nbad code,Two\n", source="The register", name="export 7.csv")
    sent = {"key": str(uuid.uuid4()), "source": "The register", "column_code": "Kurzel", "column_name_en": "name_en"}
    client.post(reverse("imports:columns", args=[work().pk]), sent)
    tried = work()
    page = client.get(reverse("imports:one", args=[tried.pk])).content.decode()
    address = f"{reverse('imports:list')}?what=agencies&source=The+register"
    assert address.replace("&", "&amp;") in page
    form = client.get(address).context["form"]
    assert (form["what"].value(), form["source"].value()) == ("agencies", "The register")
    with tried.result.content.open("rb") as kept:
        corrected = kept.read().replace(b"bad code", b"TWO")
    upload(client, corrected, name=tried.result.name.replace(".csv", " (1).csv"))
    assert work().outcome["new"] == 1


def test_a_column_that_the_table_lacks_is_called_as_on_the_forms(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    upload(client, "code,kind\nONE,agency\n")
    page = client.get(reverse("imports:one", args=[work().pk]).replace("/en/", "/ar/"))
    assert re.search(r"الاسم بالإنجليزية<br>\s*<bdi class=\"quiet\">name_en</bdi>", page.content.decode())


def test_refusals_are_told_in_the_language_of_who_reads_them(noora: Any, client_of: Any) -> None:
    """With what stands in them too: a field's own words, a count of cells, a name that nothing has."""
    client = client_of(noora)
    upload(client, "code,name_en,parent\nbad code,One,\nTWO,Two\n" + f"THREE,{'x' * 201},\n")
    page = f"imports/{work().pk}/"
    english, arabic = (client.get(f"/{code}/{page}").content.decode() for code in ("en", "ar"))
    for words, in_arabic in (
        ("Use capital letters, digits and hyphens", "استخدم"),
        ("This row has 2 cells and the first row 3.", "عدد خلايا هذا الصف"),
        ("This is 201 characters long; at most 200 fit.", "201"),
    ):
        assert words in english and words not in arabic and in_arabic in arabic
    Job.objects.update(outcome={"refusals": [{"row": 2, "column": "code", "words": "As it was", "value": ""}]})
    assert "As it was" in client.get(f"/ar/{page}").content.decode()
    upload(client, b"PK\x03\x04 nothing")
    broken = f"imports/{work().pk}/"
    assert "damaged" in client.get(f"/en/{broken}").content.decode()
    assert "damaged" not in client.get(f"/ar/{broken}").content.decode()


def test_a_table_whose_columns_nobody_knows_waits_for_them(noora: Any, client_of: Any) -> None:
    """It is not gone through only to be refused row by row, and what can be told by its name is chosen already."""
    client = client_of(noora)
    upload(client, "الرمز,Name in English,وصف\nONE,One,\n", source="register")
    tried = work()
    columns = ["الرمز", "Name in English", "وصف"]
    assert tried.outcome == {"headers": columns, "lacking": ["code"], "unread": columns}
    page = client.get(reverse("imports:one", args=[tried.pk])).content.decode()
    assert "Say which column means what." in page and "<strong>Code</strong>" in page
    assert go(client, tried).status_code == 404

    form = client.get(reverse("imports:columns", args=[tried.pk])).context["form"]
    assert [form[f"column_{name}"].value() for name in ("code", "name_en", "name_ar")] == [
        "الرمز",
        "Name in English",
        "",
    ]
    sent = {"key": str(uuid.uuid4()), "source": "register", "column_name_en": "Name in English"}
    answer = client.post(reverse("imports:columns", args=[tried.pk]), sent)
    assert answer.status_code == 422 and answer.context["form"].errors.keys() == {"column_code"}
    client.post(reverse("imports:columns", args=[tried.pk]), {**sent, "column_code": "الرمز"})
    assert work().outcome["new"] == 1


def test_the_same_table_again_is_told_to_be_nothing_new(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    for _time in range(2):
        upload(client, "code,name_en\nONE,One\n")
        go(client, work())
        page = client.get(reverse("imports:one", args=[work().pk])).content.decode()
    assert "Nothing new: 1 row is here already." in page


def test_what_a_table_puts_right_is_told(noora: Any, ali: Any, client_of: Any) -> None:
    training.course(noora, "numbers")
    client = client_of(noora)
    for day, words in ((1, "1 row has come in."), (2, "1 row is put right.")):
        told = f"key,person,course,completed_on\n1,ali@moph.example,numbers,2026-01-0{day}\n"
        upload(client, told, "completions", name="lms.csv")
        tried = work()
        would = client.get(reverse("imports:one", args=[tried.pk])).content.decode()
        assert words.replace("is put right", "would be put right").replace("has come", "would come") in would
        go(client, tried)
        page = client.get(reverse("imports:one", args=[work().pk])).content.decode()
        assert words in page
        assert ("of them put right" in page) == (day == 2)


def test_how_far_it_is_is_told_in_the_language_of_the_page(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    upload(client)
    job = Job.objects.get()
    assert (
        "progress/?language=ar"
        in client.get(reverse("imports:one", args=[job.pk]).replace("/en/", "/ar/")).content.decode()
    )
    address = reverse("records:job_progress", args=[job.pk])
    said = [client.get(f"{address}{asked}").json()["words"] for asked in ("", "?language=ar", "?language=xx")]
    assert said == ["Waiting for its turn", "تنتظر دورها", "Waiting for its turn"]


def test_after_people_have_come_in_it_is_said_what_to_do_next(
    hamad: Any, maryam: Any, moph: Any, client_of: Any
) -> None:
    client = client_of(hamad)
    name = maryam.name_en or maryam.name_ar
    rows = f"key,email,name_en,agency,manager\n1,other@moph.example,{name} Al-Sada,MOPH,9\n"
    rows += f"2,o2@moph.example,{name} Alsada,MOPH,\n"
    upload(client, rows, what="people", source="hr")
    tried = work()
    assert "What there is to do next" not in client.get(reverse("imports:one", args=[tried.pk])).content.decode()
    go(client, tried)
    page = client.get(reverse("imports:one", args=[work().pk])).content.decode()
    assert reverse("training:matches") in page
    assert "1 person has a manager who is not here: 9." in page


@pytest.mark.parametrize("name", ["maryam", "fatima", "sheikha", "yousef", "ali"])
def test_the_page_is_the_labs(name: str, request: Any, client_of: Any, noora: Any) -> None:
    person = request.getfixturevalue(name)
    assert client_of(person).get(reverse("imports:list")).status_code == 404
    assert client_of(noora).get(reverse("imports:list")).status_code == 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        ("code,name\nFR,Économie\n".encode("latin-1"), "neither UTF-8 nor Arabic Windows-1256"),
        (b"PK\x03\x04 nothing", "damaged"),
        (b"%PDF-1.4\nno table", "This file is no table"),
        (b"code,name_en\n", "no rows below its first"),
        (b"\xd0\xcf\x11\xe0" + bytes(100), "old Excel workbook"),
    ],
)
def test_a_file_that_cannot_be_read_says_so_on_the_page(content: bytes, words: str, noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    answer = upload(client, content)
    page = answer if answer.status_code == 422 else client.get(reverse("imports:one", args=[work().pk]))
    assert words in page.content.decode()


def test_a_map_that_is_wrong_is_told_at_its_field(noora: Any, client_of: Any) -> None:
    answer = upload(client_of(noora), map=SimpleUploadedFile("m.toml", b"[colums]\n"))
    assert answer.status_code == 422
    assert "colums" in answer.content.decode()
    assert not Job.objects.exists()


def test_a_map_and_a_workbook(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    content = workbook(["id", "org", "what"], ["7", "CGB", "مشروع"])
    told = b"source = 's'\nkey = ['id']\n[columns]\nlead_agency = 'org'\ntitle_ar = 'what'\n"
    upload(client, content, what="projects", name="projects.xlsx", map=SimpleUploadedFile("m.toml", told))
    go(client, work())
    work()
    project = Project.objects.get()
    assert (project.title_ar, project.source_name, project.source_key) == ("مشروع", "s", "7")


def test_too_large_a_file_is_refused(noora: Any, client_of: Any, settings: Any) -> None:
    settings.UPLOAD_LIMIT_BYTES = 1024 * 1024
    answer = upload(client_of(noora), b"code,name_en\n" + b"x" * (1024 * 1024))
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.content.decode()
    assert not PrivateFile.objects.exists()


def test_it_is_done_in_slices_and_each_goes_on_where_the_last_ended(noora: Any, client_of: Any, settings: Any) -> None:
    settings.JOB_SLICE_SECONDS = -1.0
    rows = "".join(f"P{n},{'CGB' if n % 100 else 'NASA'},Project {n}\n" for n in range(1000))
    client = client_of(noora)
    upload(client, "key,lead_agency,title_en\n" + rows, what="projects")
    go(client, work())
    job = Job.objects.order_by("-at").first()
    assert job is not None
    turn = jobs.take_turn(str(job.pk))
    assert turn is not None

    slices = 1
    while not jobs.do_slice(turn):
        job.refresh_from_db()
        assert job.done == 200 * slices == job.outcome["new"] + job.outcome["refused"]
        assert Project.objects.count() == job.outcome["new"]
        slices += 1

    job.refresh_from_db()
    assert slices == 6 and job.total == 1000
    assert (job.outcome["new"], job.outcome["refused"]) == (990, 10)
    assert Project.objects.count() == 990
    assert job.result is not None
    with job.result.content.open("rb") as kept:
        assert len(kept.read().decode("utf-8-sig").strip().splitlines()) == 11


def test_how_far_it_is_shows_before_the_first_rows_are_in(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    upload(client, "code,name_en\n" + "".join(f"A{n},Agency {n}\n" for n in range(5)))
    job = Job.objects.get()
    turn = jobs.take_turn(str(job.pk))
    assert turn is not None
    told = [client.get(reverse("records:job_progress", args=[job.pk])).json()]
    while not jobs.do_slice(turn):
        told.append(client.get(reverse("records:job_progress", args=[job.pk])).json())
    assert [(one["value"], one["max"], one["words"]) for one in told] == [
        (0, 100, "It has begun"),
        (0, 5, "0 of 5"),
    ]
    go(client, job)
    assert Job.objects.get(asks__keep=True).total == 5, "known from trying it"


def test_a_large_workbook_is_opened_once(
    noora: Any, client_of: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not again for each slice, as its texts are read whole; a worker that has not been at it opens it anew."""
    settings.JOB_SLICE_SECONDS = -1.0
    opened = []

    def counted(*told: Any, **how: Any) -> Table:
        opened.append(1)
        return open_table(*told, **how)

    monkeypatch.setattr(imports, "open_table", counted)
    rows = [[f"P{n}", "CGB" if n % 50 else "NASA", f"Project {n}"] for n in range(1000)]
    client = client_of(noora)
    upload(client, workbook(["key", "lead_agency", "title_en"], *rows), what="projects", name="projects.xlsx")
    tried = work()
    assert (opened, tried.total, tried.outcome["read"], tried.outcome["refused"]) == ([1], 1000, 1000, 20)

    go(client, tried)
    job = Job.objects.get(asks__keep=True)
    turn = jobs.take_turn(str(job.pk))
    assert turn is not None
    assert not jobs.do_slice(turn)
    imports._left.clear()
    while not jobs.do_slice(turn):
        pass
    job.refresh_from_db()
    assert (opened, job.outcome["new"], job.outcome["refused"]) == ([1, 1, 1], 980, 20)
    assert Project.objects.count() == 980


def test_what_is_wrong_in_many_rows_is_told_once_and_how_often(
    noora: Any, client_of: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.JOB_SLICE_SECONDS = -1.0
    monkeypatch.setattr(AgencyImporter, "batch", 4)
    rows = "".join(f"A{n},Agency {n},{'no kind' if n % 2 else 'ministry'}\n" for n in range(30)) + "bad code,Bad,\n"
    client = client_of(noora)
    upload(client, "code,name_en,kind\n" + rows)
    job = work()
    assert [(told["column"], told["count"], told["row"]) for told in job.outcome["reasons"]] == [
        ("kind", 15, 3),
        ("code", 1, 32),
    ]
    for language, words in (("en", "“no kind” is none of"), ("ar", "«no kind»")):
        page = client.get(f"/{language}/imports/{job.pk}/").content.decode()
        assert words in page and ">15<" in page

    upload(client, "code,name_en,kind\n" + "".join(f"A{n},Agency {n},kind {n}\n" for n in range(30)))
    reasons = work().outcome["reasons"]
    assert [told["count"] for told in reasons] == [1] * 20 + [10]
    assert "أخطاء أخرى" in client.get(reverse("imports:one", args=[Job.objects.order_by("-at")[0].pk])).content.decode()


def test_who_loses_the_role_meanwhile_brings_nothing_in(noora: Any, hamad: Any, client_of: Any) -> None:
    from accounts.actions import memberships

    client = client_of(noora)
    upload(client)
    go(client, work())
    memberships.end_role(by=hamad, membership=noora.memberships.get())

    job = work()

    assert job.status == JobStatus.FAILED
    assert not Agency.objects.filter(code="ONE").exists()


def test_the_page_asks_as_often_for_fifty_imports_as_for_one(
    noora: Any, client_of: Any, django_assert_num_queries: Any
) -> None:
    client = client_of(noora)

    def asked(count: int) -> None:
        while Job.objects.count() < count:
            Job.objects.create(kind=imports.KIND, asked_by=noora, asks={"what": "agencies", "name": "a", "keep": False})

    for count in (1, 50):
        asked(count)
        client.get(reverse("imports:list"))
        with django_assert_num_queries(QUERIES):
            client.get(reverse("imports:list"))


QUERIES = 5


def test_a_file_name_that_reads_as_another_is_shown_as_it_is(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    upload(client, name="agencies\u202evsc.exe")
    assert Job.objects.get().asks["name"] == "agenciesvsc.exe"
    assert "\u202e" not in client.get(reverse("imports:list")).content.decode()


def test_columns_are_said_on_the_page_and_remembered_for_the_source(noora: Any, client_of: Any) -> None:
    client = client_of(noora)
    first = b"Kurzel,Name (en)\nONE,One\n"
    upload(client, first, source="register")
    tried = work()
    assert tried.outcome["lacking"] == ["code"] and tried.outcome["unread"] == ["Kurzel", "Name (en)"]

    address = reverse("imports:columns", args=[tried.pk])
    assert address in client.get(reverse("imports:one", args=[tried.pk])).content.decode()
    sent = {"key": str(uuid.uuid4()), "source": "register", "column_code": "Kurzel", "column_name_en": "Name (en)"}
    assert client.post(address, sent).status_code == 302
    assert work().outcome["new"] == 1

    upload(client, b"Kurzel,Name (en)\nTWO,Two\n", source="register")
    assert work().outcome["new"] == 1, "its next table needs no word"
    kept = SourceMap.objects.get()
    assert (kept.source, kept.told["columns"]) == ("register", {"code": "Kurzel", "name_en": "Name (en)"})

    changed = {"key": str(uuid.uuid4()), "version": kept.version, "column_code": "Code", "column_name_en": "Name"}
    assert client.post(reverse("imports:map", args=[kept.pk]), changed).status_code == 302
    assert client.post(reverse("imports:map", args=[kept.pk]), {**changed, "key": str(uuid.uuid4())}).status_code == 422
    assert SourceMap.objects.get().told["columns"]["code"] == "Code"
    assert "register" in client.get(reverse("imports:maps")).content.decode()
