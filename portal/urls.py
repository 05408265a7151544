"""Every address of the site. There is no Django admin, no content API, and no public door to files or images."""

from django.urls import include, path
from django.views.i18n import set_language
from wagtail.admin import urls as content_urls

urlpatterns = [
    path("", include("portal.staff_urls")),
    path("", include("portal.accounts_urls")),
    path("", include("documents.urls")),
    path("scan/", include("scanning.urls")),
    path("find/", include("search.urls")),
    path("family/", include("family_access.urls")),
    path("language/", set_language, name="set_language"),
    path("cms/", include(content_urls)),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.not_allowed"
handler404 = "portal.views.errors.nothing_here"
handler500 = "portal.views.errors.our_fault"
