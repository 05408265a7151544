"""Addresses of signing in, signing out, and one's own account."""

from django.urls import path

from portal.views import accounts, passkeys

app_name = "accounts"

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign_in"),
    path("second-factor/", accounts.second_factor, name="second_factor"),
    path("second-factor/recovery/", accounts.recovery_code, name="recovery_code"),
    path("second-factor/set-up/", accounts.set_up, name="set_up"),
    path("second-factor/set-up/app/", accounts.set_up_app, name="set_up_app"),
    path("sign-out/", accounts.sign_out, name="sign_out"),
    path("leave/", accounts.leave, name="leave"),
    path("demo/sign-in/", accounts.demo_sign_in, name="demo_sign_in"),
    path("demo/sign-in/<slug:username>/", accounts.demo_sign_in, name="demo_sign_in"),
    path("account/", accounts.account, name="account"),
    path("account/prove/", accounts.prove, name="prove"),
    path("account/recovery-codes/", accounts.recovery_codes, name="recovery_codes"),
    path("account/remove/", accounts.remove_device, name="remove_device"),
    path("account/password/", accounts.password, name="password"),
    path("account/keys/", accounts.letter_keys, name="letter_keys"),
    path("account/sessions/", accounts.end_sessions, name="end_sessions"),
    path("passkey/begin/", passkeys.Begin.as_view(), name="passkey_begin"),
    path("passkey/complete/", passkeys.Complete.as_view(), name="passkey_complete"),
    path("passkey/new/begin/", passkeys.BeginNew.as_view(), name="new_passkey_begin"),
    path("passkey/new/complete/", passkeys.CompleteNew.as_view(), name="new_passkey_complete"),
]
