"""Seeds of code apps were encrypted with KINFILE_KEY itself; from here on with a key derived from it for them alone."""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import migrations

from cases import keys

PURPOSE = "code apps"


def wrap_anew(apps, schema_editor):
    devices = apps.get_model("cases", "AuthenticatorDevice")
    for device in devices._base_manager.all():
        sealed, whose = bytes(device.encrypted_seed), str(device.user_id).encode()
        try:
            seed = AESGCM(settings.KINFILE_KEY).decrypt(sealed[:12], sealed[12:], whose)
        except InvalidTag:
            # Of another key: it opened no door before, and opens none now.
            continue
        device.encrypted_seed = keys.wrap(seed, purpose=PURPOSE, context=whose)
        device.save(update_fields=["encrypted_seed"])


def wrap_as_before(apps, schema_editor):
    devices = apps.get_model("cases", "AuthenticatorDevice")
    for device in devices._base_manager.all():
        whose = str(device.user_id).encode()
        seed = keys.unwrap(device.encrypted_seed, purpose=PURPOSE, context=whose)
        nonce = bytes(device.encrypted_seed)[5:17]
        device.encrypted_seed = nonce + AESGCM(settings.KINFILE_KEY).encrypt(nonce, seed, whose)
        device.save(update_fields=["encrypted_seed"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_audit_tables_are_never_emptied")]
    operations = [migrations.RunPython(wrap_anew, wrap_as_before)]
