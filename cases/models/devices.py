"""Second factors. django-otp keeps seeds and recovery codes in clear; these keep seeds encrypted and codes hashed."""

import base64
import hashlib
import os
import secrets
import time
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import models, transaction
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP


class AuthenticatorDevice(TimestampMixin, ThrottlingMixin, Device):
    """A time-based code app (RFC 6238: 30 s, 6 digits). The seed is encrypted with the installation's key."""

    encrypted_seed = models.BinaryField(editable=False)
    last_step = models.BigIntegerField(default=-1, editable=False)

    class Meta:
        verbose_name = "authenticator app"

    @classmethod
    def make(cls, user: Any, *, confirmed: bool = False, name: str = "Authenticator app"):
        device = cls(user=user, name=name, confirmed=confirmed)
        device.seed = os.urandom(20)
        device.save()
        return device

    @property
    def seed(self) -> bytes:
        sealed = bytes(self.encrypted_seed)
        return AESGCM(settings.KINFILE_KEY).decrypt(
            sealed[:12], sealed[12:], str(self.user_id).encode()
        )

    @seed.setter
    def seed(self, value: bytes) -> None:
        nonce = os.urandom(12)
        self.encrypted_seed = nonce + AESGCM(settings.KINFILE_KEY).encrypt(
            nonce, value, str(self.user_id).encode()
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
        """Whether `token` is right now's code (one step either way), never used before. Counts failures and slows down."""
        with transaction.atomic():
            device = type(self).objects.select_for_update().get(pk=self.pk)
            allowed, _ = device.verify_is_allowed()
            if not allowed:
                return False
            totp = TOTP(device.seed, step=30, digits=6)
            totp.time = time.time()
            accepted = None
            if str(token).isdigit() and len(str(token)) == 6:
                for drift in (0, -1, 1):
                    totp.drift = drift
                    if totp.t() > device.last_step and secrets.compare_digest(
                        f"{totp.token():06d}", str(token)
                    ):
                        accepted = totp.t()
                        break
            if accepted is None:
                device.throttle_increment()
                return False
            device.last_step = accepted
            device.throttle_reset(commit=False)
            device.set_last_used_timestamp(commit=False)
            device.save()
            return True

    def get_throttle_factor(self) -> float:
        return 1


class RecoveryDevice(TimestampMixin, ThrottlingMixin, Device):
    """A printed card of ten one-time codes, each kept only as a hash."""

    class Meta:
        verbose_name = "recovery codes"

    @classmethod
    def make(cls, user: Any) -> tuple["RecoveryDevice", list[str]]:
        """A new card for `user` and its ten codes, to be shown this once. Earlier cards stop working."""
        with transaction.atomic():
            cls.objects.filter(user=user).delete()
            device = cls.objects.create(user=user, name="Recovery codes", confirmed=True)
            codes = [cls.draw() for _ in range(10)]
            for code in codes:
                device.codes.create(
                    fingerprint=cls.fingerprint(code), code_hash=make_password(code)
                )
        return device, codes

    @staticmethod
    def draw() -> str:
        """80 random bits in groups of four, without letters that are misread."""
        letters = "abcdefghjkmnpqrstuvwxyz23456789"
        code = "".join(secrets.choice(letters) for _ in range(16))
        return "-".join(code[at : at + 4] for at in range(0, 16, 4))

    @staticmethod
    def fingerprint(code: str) -> str:
        """Two hexadecimal digits: enough to try one or two slow hashes instead of ten, too few to help a thief."""
        return hashlib.sha256(code.encode()).hexdigest()[:2]

    def verify_token(self, token: str) -> bool:
        """Whether `token` is an unused code of this card; uses it up."""
        code = "-".join(
            (cleaned := "".join(str(token).lower().replace("-", " ").split()))[at : at + 4]
            for at in range(0, len(cleaned), 4)
        )
        with transaction.atomic():
            device = type(self).objects.select_for_update().get(pk=self.pk)
            allowed, _ = device.verify_is_allowed()
            if not allowed:
                return False
            for row in device.codes.filter(used_at=None, fingerprint=self.fingerprint(code)):
                if check_password(code, row.code_hash):
                    row.use()
                    device.throttle_reset(commit=False)
                    device.set_last_used_timestamp(commit=False)
                    device.save()
                    return True
            device.throttle_increment()
            return False

    def get_throttle_factor(self) -> float:
        return 1


class RecoveryCode(models.Model):
    device = models.ForeignKey(RecoveryDevice, on_delete=models.CASCADE, related_name="codes")
    fingerprint = models.CharField(max_length=2)
    code_hash = models.CharField(max_length=256)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "used recovery code" if self.used_at else "unused recovery code"

    def use(self) -> None:
        from django.utils import timezone

        self.used_at = timezone.now()
        self.save(update_fields=["used_at"])
