"""Addresses of the staff screens that join several apps."""

from django.urls import path

from portal.views import (
    arranging,
    case_file,
    conflicts,
    dangers,
    health,
    holding,
    known,
    misfilings,
    opening,
    papers,
    people,
    sharing,
    work,
)

app_name = "portal"

urlpatterns = [
    path("", work.my_work, name="my_work"),
    path("known/", known.is_known, name="known"),
    path("cases/<uuid:pk>/", case_file.case_file, name="case_file"),
    path("known/open/", opening.open_file, name="open_file"),
    path("cases/<uuid:pk>/people/", people.people, name="people"),
    path("cases/<uuid:pk>/people/add/", people.add_person, name="add_person"),
    path("cases/<uuid:pk>/people/<uuid:person>/", people.edit_person, name="edit_person"),
    path("cases/<uuid:pk>/people/<uuid:person>/join/", people.join_family, name="join_family"),
    path("cases/<uuid:pk>/people/<uuid:person>/leave/", people.leave_family, name="leave_family"),
    path("cases/<uuid:pk>/relations/<uuid:relation>/", people.edit_relation, name="edit_relation"),
    path("cases/<uuid:pk>/responsibility/", people.responsibility, name="responsibility"),
    path(
        "cases/<uuid:pk>/responsibility/<uuid:row>/",
        people.responsibility,
        name="edit_responsibility",
    ),
    path("cases/<uuid:pk>/who-looked/", case_file.who_looked, name="who_looked"),
    path("cases/<uuid:pk>/looks/<uuid:look>/reviewed/", case_file.review_look, name="review_look"),
    path("cases/<uuid:pk>/access/", holding.who_can_see, name="who_can_see"),
    path("cases/<uuid:pk>/access/give/", holding.assign, name="assign"),
    path(
        "cases/<uuid:pk>/access/<uuid:assignment>/end/",
        holding.end_assignment,
        name="end_assignment",
    ),
    path(
        "cases/<uuid:pk>/access/<uuid:assignment>/again/", holding.assign_again, name="assign_again"
    ),
    path("cases/<uuid:pk>/access/close/", holding.close_file, name="close_file"),
    path("cases/<uuid:pk>/access/close/undo/", holding.undo_close, name="undo_close"),
    path("cases/<uuid:pk>/access/open/", holding.reopen_file, name="reopen_file"),
    path("cases/<uuid:pk>/access/keep-from/", holding.keep_from, name="keep_from"),
    path("cases/<uuid:pk>/access/keep-from/<uuid:restriction>/", holding.lift, name="lift"),
    path("cases/<uuid:pk>/conflict/", conflicts.declare, name="conflict"),
    path("cases/<uuid:pk>/conflict/mine/", conflicts.declare_unseen, name="conflict_unseen"),
    path(
        "cases/<uuid:pk>/conflict/<uuid:conflict>/end/", conflicts.end_conflict, name="end_conflict"
    ),
    path("cases/<uuid:pk>/dates/", dangers.dates, name="dates"),
    path("cases/<uuid:pk>/dates/new/", dangers.set_date, name="set_date"),
    path("cases/<uuid:pk>/dates/<uuid:due>/", dangers.move_date, name="move_date"),
    path("cases/<uuid:pk>/dates/<uuid:due>/done/", dangers.date_done, name="date_done"),
    path("cases/<uuid:pk>/dates/<uuid:due>/open/", dangers.date_not_done, name="date_not_done"),
    path("cases/<uuid:pk>/alerts/new/", dangers.raise_alert, name="raise_alert"),
    path("cases/<uuid:pk>/alerts/<uuid:alert>/end/", dangers.end_alert, name="end_alert"),
    path("cases/<uuid:pk>/write/", case_file.write_event, name="write_event"),
    path("cases/<uuid:pk>/summary/<slug:key>/", case_file.save_summary, name="save_summary"),
    path("cases/<uuid:pk>/facts/<uuid:fact>/", case_file.confirm_fact, name="confirm_fact"),
    path("cases/<uuid:pk>/emergency/", known.emergency_look, name="emergency_look"),
    path("cases/<uuid:pk>/share/", sharing.share, name="share"),
    path("cases/<uuid:pk>/share/<uuid:person>/", sharing.invite, name="invite"),
    path("cards/<uuid:pk>/withdraw/", sharing.withdraw_invitation, name="withdraw_invitation"),
    path("records/<uuid:pk>/for/<uuid:person>/", sharing.prepare_release, name="prepare_release"),
    path("records/<uuid:pk>/for/<uuid:person>/look/", sharing.look, name="release_look"),
    path("copies/<uuid:pk>/", sharing.release_copy, name="release_copy"),
    path("events/<uuid:pk>/", case_file.event, name="event"),
    path("papers/<uuid:pk>/", papers.document, name="document"),
    path("papers/<uuid:pk>/pages/<int:number>/", papers.page, name="page"),
    path("papers/<uuid:pk>/arrange/", arranging.arrange, name="arrange"),
    path("edits/<uuid:pk>/undo/", arranging.arrange_undo, name="arrange_undo"),
    path("misfilings/<uuid:pk>/", misfilings.misfiling, name="misfiling"),
    path("pages/<uuid:pk>/image/", papers.page_image, name="page_image"),
    path("pages/<uuid:pk>/thumbnail/", papers.page_thumbnail, name="page_thumbnail"),
    path("pages/<uuid:pk>/original/", papers.original, name="page_original"),
    path("health/", health.health, name="health"),
]
