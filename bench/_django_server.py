"""The same customer by Django REST framework, as people write it: `python _django_server.py URL PORT TOKEN`.

It runs outside of the product, in an environment of its own that the bench makes. One process of gunicorn with eight
threads and pooled connections: a serializer validates, a permission class and a token decide, and the serial number,
the computed field and the row of the history are written in the request's transaction.
"""
# mypy: disable-error-code="import-not-found, import-untyped, misc, untyped-decorator, no-any-return, unused-ignore"

import sys
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django
from django.conf import settings

_, _URL, _PORT, _TOKEN = sys.argv
_AT = urlsplit(_URL)
_MORE = {name: values[0] for name, values in parse_qs(_AT.query).items()}
settings.configure(
    SECRET_KEY="of the bench",  # noqa: S106 - nobody else reaches it
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "rest_framework", "rest_framework.authtoken"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": _AT.hostname or _MORE.get("host"),
            "PORT": _AT.port or _MORE.get("port"),
            "USER": unquote(_AT.username or ""),
            "PASSWORD": unquote(_AT.password or ""),
            "NAME": _AT.path.lstrip("/"),
            "OPTIONS": {"options": "-c search_path=django_bench", "pool": {"min_size": 8, "max_size": 8}},
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "COERCE_DECIMAL_TO_STRING": True,
    },
)
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402 - Django has to be set up before
from django.core.management import call_command  # noqa: E402
from django.core.validators import RegexValidator  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.urls import path  # noqa: E402
from gunicorn.app.base import BaseApplication  # noqa: E402
from rest_framework import generics, permissions, serializers  # noqa: E402
from rest_framework.authtoken.models import Token  # noqa: E402


class Counter(models.Model):
    """The last serial number."""

    value = models.BigIntegerField(default=0)

    class Meta:
        """Where it belongs."""

        app_label = "contenttypes"
        db_table = "counter"

    def __str__(self) -> str:
        """Return what it is called."""
        return str(self.value)


class Customer(models.Model):
    """The customer of twelve fields."""

    code = models.CharField(max_length=20, unique=True, editable=False)
    name = models.CharField(max_length=200)
    grade = models.CharField(max_length=1, null=True, choices=[(one, one) for one in "ABC"])  # noqa: DJ001
    email = models.EmailField(null=True)  # noqa: DJ001
    phone = models.CharField(max_length=20, null=True, validators=[RegexValidator(r"^1[3-9]\d{9}$")])  # noqa: DJ001
    website = models.URLField(null=True)  # noqa: DJ001
    credit = models.DecimalField(max_digits=20, decimal_places=2, null=True, db_index=True)
    discount = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    since = models.DateField(null=True)
    active = models.BooleanField(null=True)
    note = models.TextField(null=True)  # noqa: DJ001
    allowed = models.DecimalField(max_digits=20, decimal_places=2, null=True, editable=False)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Where it belongs."""

        app_label = "contenttypes"
        db_table = "customer"

    def __str__(self) -> str:
        """Return what it is called."""
        return str(self.name)


class History(models.Model):
    """What happened to a customer."""

    at = models.DateTimeField(auto_now_add=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    changes = models.JSONField()
    account = models.ForeignKey(User, on_delete=models.PROTECT)

    class Meta:
        """Where it belongs."""

        app_label = "contenttypes"
        db_table = "history"

    def __str__(self) -> str:
        """Return what it is called."""
        return str(self.at)


class CustomerSerializer(serializers.ModelSerializer):
    """The input, checked, and the answer."""

    discount = serializers.DecimalField(20, 2, min_value=Decimal(0), max_value=Decimal(100), allow_null=True)

    class Meta:
        """What it is of."""

        model = Customer
        exclude = ("owner",)
        read_only_fields = ("code", "allowed", "created_at")


class Seller(permissions.BasePermission):
    """Who may create customers."""

    def has_permission(self, request: Any, view: Any) -> bool:  # noqa: ARG002
        """Return whether somebody is a seller."""
        return request.user.groups.filter(name="seller").exists()


class Customers(generics.CreateAPIView):
    """The endpoint."""

    serializer_class = CustomerSerializer
    permission_classes = (permissions.IsAuthenticated, Seller)

    @transaction.atomic
    def perform_create(self, serializer: Any) -> None:
        """Save a customer with its number, what is computed, and its history."""
        given = serializer.validated_data
        Counter.objects.filter(pk=1).update(value=models.F("value") + 1)
        number = Counter.objects.values_list("value", flat=True).get(pk=1)
        allowed = None
        if given.get("credit") is not None and given.get("discount") is not None:
            allowed = round(given["credit"] * (100 - given["discount"]) / 100, 2)
        made = serializer.save(code=f"C{number:06}", allowed=allowed, owner=self.request.user)
        History.objects.create(customer=made, changes=self.request.data, account=self.request.user)


urlpatterns = [path("customers", Customers.as_view())]


class Served(BaseApplication):
    """The server."""

    def load_config(self) -> None:
        """Say how to serve."""
        for name, value in {"bind": f"127.0.0.1:{_PORT}", "threads": 8, "worker_class": "gthread"}.items():
            self.cfg.set(name, value)
        self.cfg.set("keepalive", 60)
        self.cfg.set("loglevel", "error")

    def load(self) -> Any:
        """Return the application."""
        return get_wsgi_application()


def main() -> None:
    """Make the tables and the seller, and serve."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA IF NOT EXISTS django_bench")
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        for model in (Counter, Customer, History):
            editor.create_model(model)
    Counter.objects.create(pk=1)
    seller = User.objects.create_user("seller")
    seller.groups.add(Group.objects.create(name="seller"))
    Token.objects.create(key=_TOKEN[:40], user=seller)
    connection.close()
    connection.close_pool()
    Served().run()


if __name__ == "__main__":
    main()
