"""Second factors. django-otp keeps seeds and recovery codes in clear; these keep seeds encrypted and codes hashed."""

import base64
import hashlib
import os
import secrets
import time
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote, urlencode

from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction
from django.utils import timezone
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from cases import keys


class SlowedMixin(ThrottlingMixin):
    """Every wrong code doubles the wait, up to 512 s: some 16 guesses in the first hour and 7 in any later one.

    Without the ceiling whoever learns a password could keep its owner out for days.
    """

    MOST_FAILURES = 10

    class Meta:
        abstract = True

    def get_throttle_factor(self) -> float:
        return 1

    def throttle_increment(self, commit: bool = True) -> None:
        super().throttle_increment(commit=False)
        if self.throttling_failure_count > self.MOST_FAILURES:  # type: ignore[has-type]
            self.throttling_failure_count = self.MOST_FAILURES
        if commit:
            self.save(update_fields=["throttling_failure_count", "throttling_failure_timestamp"])

    @property
    def locked_until(self) -> datetime | None:
        """The moment from which the next code is looked at, when that is still to come."""
        allowed, why = self.verify_is_allowed()
        return None if allowed else why["locked_until"]

    def _accept(self, **changes: Any) -> None:
        """Save `changes`, and that the device was used and is no longer slowed."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()


class AuthenticatorDevice(TimestampMixin, SlowedMixin, Device):
    """A time-based code app (RFC 6238: 30 s, 6 digits). The seed is wrapped with the installation's key."""

    KEY_PURPOSE = "code apps"

    encrypted_seed = models.BinaryField(editable=False)
    last_step = models.BigIntegerField(default=-1, editable=False)

    class Meta:
        verbose_name = "authenticator app"

    @classmethod
    def make(cls, user: Any, *, confirmed: bool = False, name: str = "Authenticator app") -> Self:
        device = cls(user=user, name=name, confirmed=confirmed)
        device.seed = os.urandom(20)
        device.save()
        return device

    @property
    def seed(self) -> bytes:
        return keys.unwrap(
            self.encrypted_seed, purpose=self.KEY_PURPOSE, context=str(self.user_id).encode()
        )

    @seed.setter
    def seed(self, value: bytes) -> None:
        self.encrypted_seed = keys.wrap(
            value, purpose=self.KEY_PURPOSE, context=str(self.user_id).encode()
        )

    @property
    def secret_text(self) -> str:
        """The seed as people type it into an app: base 32, in fours."""
        plain = base64.b32encode(self.seed).decode()
        return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))

    @property
    def config_url(self) -> str:
        """`otpauth://` address for the app. Neutral on purpose: it is shown in the list of a phone others may see."""
        label = quote(f"Account:{self.user.username}")
        fields = {"secret": self.secret_text.replace(" ", ""), "issuer": "Account", "digits": 6}
        return f"otpauth://totp/{label}?{urlencode(fields)}"

    def verify_token(self, token: str) -> bool:
        """Whether `token` is right now's code (one step either way), never used before. Counts failures, slows down."""
        typed = "".join(str(token).split())
        with transaction.atomic():
            device = type(self).objects.select_for_update().get(pk=self.pk)
            if device.locked_until:
                return False
            totp = TOTP(device.seed, step=30, digits=6)
            totp.time = time.time()
            if len(typed) == 6 and typed.isascii() and typed.isdigit():
                for drift in (0, -1, 1):
                    totp.drift = drift
                    if totp.t() > device.last_step and secrets.compare_digest(
                        f"{totp.token():06d}", typed
                    ):
                        device._accept(last_step=totp.t())
                        return True
            device.throttle_increment()
            return False


class RecoveryDevice(TimestampMixin, SlowedMixin, Device):
    """A printed card of ten one-time codes, each kept only as a hash."""

    class Meta:
        verbose_name = "recovery codes"

    @classmethod
    def make(cls, user: Any) -> tuple[Self, list[str]]:
        """A new card for `user` and its ten codes, to be shown this once. Earlier cards stop working."""
        codes = [cls.draw() for _ in range(10)]
        # Ten slow hashes take about a second: too long to hold the one write lock of SQLite.
        hashes = [make_password(code) for code in codes]
        with transaction.atomic():
            cls.objects.filter(user=user).delete()
            device = cls.objects.create(user=user, name="Recovery codes", confirmed=True)
            RecoveryCode.objects.bulk_create(
                RecoveryCode(device=device, fingerprint=cls.fingerprint(code), code_hash=code_hash)
                for code, code_hash in zip(codes, hashes, strict=True)
            )
        return device, codes

    @staticmethod
    def draw() -> str:
        """79 random bits in groups of four, without letters that are misread."""
        letters = "abcdefghjkmnpqrstuvwxyz23456789"
        code = "".join(secrets.choice(letters) for _ in range(16))
        return "-".join(code[at : at + 4] for at in range(0, 16, 4))

    @staticmethod
    def fingerprint(code: str) -> str:
        """Two hexadecimal digits: enough to try one or two slow hashes instead of ten, too few to help a thief."""
        return hashlib.sha256(code.encode()).hexdigest()[:2]

    @property
    def left(self) -> int:
        """How many codes of this card are unused."""
        return self.codes.filter(used_at=None).count()

    def verify_token(self, token: str) -> bool:
        """Whether `token` is an unused code of this card; uses it up. Counts failures and slows down."""
        typed = "".join(str(token).lower().replace("-", " ").split())
        code = "-".join(typed[at : at + 4] for at in range(0, len(typed), 4))
        if type(self).objects.get(pk=self.pk).locked_until:
            return False
        alike = self.codes.filter(used_at=None, fingerprint=self.fingerprint(code))
        # The slow hash is tried before the lock is taken; the row itself then decides who was first.
        row = next((row for row in alike if check_password(code, row.code_hash)), None)
        with transaction.atomic():
            device = type(self).objects.select_for_update().get(pk=self.pk)
            if device.locked_until:
                return False
            if row is not None and row.use():
                device._accept()
                return True
            device.throttle_increment()
            return False


class RecoveryCode(models.Model):
    device = models.ForeignKey(RecoveryDevice, on_delete=models.CASCADE, related_name="codes")
    fingerprint = models.CharField(max_length=2)
    code_hash = models.CharField(max_length=256)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "used recovery code" if self.used_at else "unused recovery code"

    def use(self) -> bool:
        """Use this code up. False when somebody else did so a moment ago."""
        return bool(
            type(self).objects.filter(pk=self.pk, used_at=None).update(used_at=timezone.now())
        )
