"""Alive, ready, figures."""

import datetime as dt

import pytest
from django.db import connection
from django.db.utils import OperationalError

from preau.kernel import clock, health
from preau.kernel.models import DueTime, Job, OutboxEvent


@pytest.fixture
def worker_alive(db) -> None:
    DueTime.objects.update_or_create(name=health.HEARTBEAT, defaults={"last_due_at": clock.now()})


def test_alive_without_a_database(client, monkeypatch) -> None:
    # No django_db mark: pytest-django itself refuses any query here.
    assert client.get("/healthz").content == b"ok\n"


def test_ready_when_all_is_well(client, worker_alive) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200, response.content.decode()
    assert response.content.decode().count("ok ") == 4


def test_not_ready_before_the_worker_ever_ran(client, db) -> None:
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "KO  worker" in response.content.decode()


def test_not_ready_when_the_worker_fell_silent(client, worker_alive) -> None:
    DueTime.objects.update(last_due_at=clock.now() - dt.timedelta(minutes=6))
    assert "KO  worker" in client.get("/readyz").content.decode()


def test_not_ready_when_events_are_late(client, worker_alive) -> None:
    OutboxEvent.objects.create(topic="a.b", created_at=clock.now() - dt.timedelta(seconds=90))
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "90" in response.content.decode()


def test_not_ready_when_a_migration_is_missing(client, worker_alive, monkeypatch) -> None:
    monkeypatch.setattr(health._migrations_done, "is_set", lambda: False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'analytics'")
    assert "KO  migrations" in client.get("/readyz").content.decode()


def test_not_ready_without_a_database(client, db, monkeypatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError("connection refused")

    monkeypatch.setattr(health, "connection", Gone())
    response = client.get("/readyz")
    assert response.status_code == 503
    assert "KO  database" in response.content.decode()


def test_figures_count_requests_jobs_and_events(client, worker_alive) -> None:
    client.get("/healthz")
    Job.objects.create(name="a.b", key="k", run_at=clock.now(), created_at=clock.now())
    OutboxEvent.objects.create(topic="a.b", created_at=clock.now() - dt.timedelta(seconds=30))
    text = client.get("/metrics").content.decode()
    assert 'preau_requests_total{method="GET",route="kernel:healthz",status="200"}' in text
    assert 'preau_request_seconds_count{route="kernel:healthz"}' in text
    assert 'preau_jobs{state="waiting"} 1.0' in text
    assert "preau_outbox_waiting 1.0" in text
    assert "preau_outbox_oldest_seconds 3" in text


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "::1"}, 200),
        ({"REMOTE_ADDR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.1"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.1"}, 404),
    ],
)
def test_figures_without_a_token_are_for_this_machine(client, db, extra, expected) -> None:
    assert client.get("/metrics", **extra).status_code == expected


@pytest.mark.parametrize(
    ("authorization", "expected"),
    [("Bearer right", 200), ("bearer right", 200), ("Bearer wrong", 404), ("right", 404), ("", 404)],
)
def test_figures_with_a_token_are_for_its_bearer(client, db, settings, authorization, expected) -> None:
    settings.METRICS_TOKEN = "right"
    response = client.get("/metrics", headers={"authorization": authorization}, REMOTE_ADDR="127.0.0.1")
    assert response.status_code == expected


def test_behind_a_proxy_figures_need_a_token(client, db, settings) -> None:
    settings.HTTPS = True
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 404
