"""Addresses under /scan/."""

from django.urls import path

from scanning.views import (
    batches,
    covers,
    filing,
    pages,
    partial_uploads,
    photos,
    second_looks,
    ways,
)

app_name = "scanning"

urlpatterns = [
    path("", batches.desk, name="desk"),
    path("new/", batches.new_batch, name="new_batch"),
    path("batches/<uuid:pk>/", batches.batch, name="batch"),
    path("batches/<uuid:pk>/progress/", batches.batch_progress, name="batch_progress"),
    path("batches/<uuid:pk>/files/", batches.upload, name="upload"),
    path("batches/<uuid:pk>/finish/", batches.batch_finish, name="batch_finish"),
    path("batches/<uuid:pk>/count/", batches.batch_count, name="batch_count"),
    path("batches/<uuid:pk>/retry/", batches.retry_failed, name="retry_failed"),
    path("batches/<uuid:pk>/file/", filing.file_next, name="file_next"),
    path("files/<uuid:pk>/act/", batches.upload_act, name="upload_act"),
    path("files/<uuid:pk>/original/", batches.upload_original, name="upload_original"),
    path("pages/<uuid:pk>/", filing.filing, name="filing"),
    path("pages/<uuid:pk>/restore/", filing.restore, name="restore"),
    path("pages/<uuid:pk>/picture/", batches.judge_picture, name="picture_judge"),
    path("pages/<uuid:pk>/picture/doubt/", batches.doubt_picture, name="picture_doubt"),
    path("pages/<uuid:pk>/original/", pages.page_original, name="page_original"),
    path("filings/<uuid:pk>/undo/", filing.undo, name="undo"),
    path("images/<uuid:pk>/", pages.page_image, name="page_image"),
    path("thumbnails/<uuid:pk>/", pages.page_thumbnail, name="page_thumbnail"),
    path("covers/", covers.covers, name="covers"),
    path("covers/<uuid:pk>/", covers.cover_set, name="cover_set"),
    path("covers/<uuid:pk>/print/", covers.cover_set_print, name="cover_set_print"),
    path("batches/<uuid:pk>/partials/", partial_uploads.partial_begin, name="partial_begin"),
    path("partials/<uuid:pk>/", partial_uploads.partial, name="partial"),
    path("partials/<uuid:pk>/give-up/", partial_uploads.partial_give_up, name="partial_give_up"),
    path("photograph/", photos.photograph, name="photograph"),
    path("batches/<uuid:pk>/photograph/", photos.photograph_more, name="photograph_more"),
    path("images/<uuid:pk>/photo/", photos.photo_act, name="photo_act"),
    path("ways/", ways.ways, name="ways"),
    path("ways/new/", ways.new_way, name="new_way"),
    path("ways/<uuid:pk>/", ways.way, name="way"),
    path("ways/<uuid:pk>/change/", ways.way_change, name="way_change"),
    path("ways/<uuid:pk>/act/", ways.way_act, name="way_act"),
    path("second-looks/next/", second_looks.to_next, name="second_look_next"),
    path("second-looks/<uuid:pk>/", second_looks.second_look, name="second_look"),
    path("urgent/<uuid:pk>/", pages.urgent, name="urgent"),
    path("urgent/<uuid:pk>/seen/", pages.urgent_seen, name="urgent_seen"),
]
