from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.theme import theme
from desktop.ui.widgets.button import Button, IconButton
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.chip import VARIANTS, Chip, FilterChip
from desktop.ui.widgets.choice import Segmented, Switch
from desktop.ui.widgets.combo import Option, ProjectBox
from desktop.ui.widgets.field import Field
from desktop.ui.widgets.label import Label
from desktop.ui.widgets.row import Row
from desktop.ui.widgets.scroll import QuietBar
from desktop.ui.widgets.state_card import Skeleton, StateCard
from desktop.ui.widgets.tag_field import TagChip, TagField

Show = Callable[[QWidget], QWidget]
SYDNEY = ZoneInfo("Australia/Sydney")
LEFT = Qt.MouseButton.LeftButton


def image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_button_is_pressed_by_key_as_by_mouse(qtbot: QtBot, shown: Show, key: Qt.Key) -> None:
    button = shown(Button("Clock in", "primary", 44, icon="log-in", key="Ctrl+I"))
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)


def test_a_button_names_itself_and_its_key() -> None:
    button = Button("Clock in", key="Ctrl+I")
    assert button.accessibleName() == "Clock in"
    assert button.toolTip() == "Clock in  Ctrl+I"
    assert IconButton("bell", "Notices").accessibleName() == "Notices"


def test_a_blocked_button_says_why_and_does_nothing(qtbot: QtBot, shown: Show) -> None:
    button = shown(Button("Publish", "primary"))
    button.set_blocked("Nothing to publish")
    assert button.toolTip() == button.accessibleDescription() == "Nothing to publish"
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, LEFT)
    button.set_blocked()
    assert button.isEnabled()
    assert button.toolTip() == "Publish"


def test_a_busy_button_keeps_its_width_and_ignores_clicks_and_keys(
    qtbot: QtBot, shown: Show
) -> None:
    button = shown(Button("Approve all of these", "primary"))
    wide = button.sizeHint().width()
    button.set_busy("Saving")
    assert button.sizeHint().width() == wide
    with qtbot.assertNotEmitted(button.clicked):
        qtbot.mouseClick(button, LEFT)
        qtbot.keyClick(button, Qt.Key.Key_Space)
    button.set_busy()
    with qtbot.waitSignal(button.clicked):
        qtbot.mouseClick(button, LEFT)


@pytest.mark.parametrize("size", [28, 36, 44])
def test_buttons_have_the_heights_of_the_design_and_grow_with_text(size: int) -> None:
    button = Button("Answer", "secondary", size)
    assert button.sizeHint().height() == size
    narrow = button.sizeHint().width()
    theme.set_scale(200)
    assert button.sizeHint().height() == 2 * size
    assert button.sizeHint().width() > 1.7 * narrow


def test_hovering_a_button_changes_its_fill(qtbot: QtBot, shown: Show) -> None:
    button = shown(Button("Clock in", "primary"))
    rest = image(button).pixelColor(5, 18)
    qtbot.mouseMove(button, QPoint(10, 10))
    qtbot.waitUntil(lambda: image(button).pixelColor(5, 18) == theme.color("accent-hover"))
    assert rest == theme.color("accent")


@pytest.mark.parametrize("variant", sorted(VARIANTS))
def test_each_chip_says_its_state_in_words_and_in_its_tint(shown: Show, variant: str) -> None:
    chip = shown(Chip("Requested", variant))
    assert chip.accessibleName() == "Requested"
    assert chip.sizeHint().height() == 22
    middle = image(chip).pixelColor(chip.width() // 2, 2)
    assert middle == theme.color(VARIANTS[variant].fill)


def test_a_filter_chip_counts_and_toggles(qtbot: QtBot, shown: Show) -> None:
    chip = shown(FilterChip("Open", count=3))
    assert chip.accessibleName() == "Open 3"
    qtbot.mouseClick(chip, LEFT)
    assert chip.isChecked()
    chip.set_count(None)
    assert chip.accessibleName() == "Open"


def test_a_card_shows_title_and_control_in_one_line(shown: Show) -> None:
    link = Button("All shifts", "link", 28)
    card = shown(Card("Shifts", link))
    assert card.title_label is not None
    assert card.title_label.text() == "Shifts"
    assert abs(link.geometry().center().y() - card.title_label.geometry().center().y()) <= 1


def test_an_elided_label_tells_the_whole_text_as_tooltip(shown: Show) -> None:
    label = shown(Label("A very long name of a place that does not fit", elide=True))
    label.resize(80, 20)
    image(label)
    assert label.toolTip() == label.text()
    label.resize(600, 20)
    image(label)
    assert label.toolTip() == ""


def test_a_field_shows_its_error_until_the_next_key(qtbot: QtBot, shown: Show) -> None:
    field = shown(Field("Minutes"))
    field.set_error("Minutes go up to 59")
    assert field.line.accessibleDescription() == "Minutes go up to 59"
    assert image(field.line).pixelColor(60, 0) == theme.color("danger")
    qtbot.keyClicks(field.line, "5")
    assert field.error() == ""
    assert field.text() == "5"


def test_leaving_a_field_is_when_it_is_checked(qtbot: QtBot, shown: Show) -> None:
    holder = QWidget()
    column = QVBoxLayout(holder)
    field, other = Field("Minutes"), Button("Next")
    column.addWidget(field)
    column.addWidget(other)
    shown(holder)
    field.line.setFocus()
    with qtbot.waitSignal(field.left):
        other.setFocus()


def test_enter_and_comma_make_tags_and_backspace_takes_them_back(qtbot: QtBot, shown: Show) -> None:
    field = shown(TagField("Task"))
    field.resize(400, 40)
    qtbot.keyClicks(field.line, "planning,")
    qtbot.keyClicks(field.line, "Admin")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.tags() == ["planning", "Admin"]
    assert field.text() == ""
    qtbot.keyClicks(field.line, "ADMIN,rest")
    assert field.tags() == ["planning", "Admin"]
    assert field.text() == "rest"
    for _ in "rest":
        qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    assert field.tags() == ["planning"]


def test_a_click_on_a_tag_takes_it_away_and_keeps_the_focus_in_the_field(
    qtbot: QtBot, shown: Show
) -> None:
    field = shown(TagField("Task"))
    field.resize(400, 40)
    field.set_value("December roster", ["planning", "admin"])
    chips = [chip for chip in field.findChildren(TagChip) if chip.text() == "planning"]
    assert chips[0].accessibleName() == "Remove the tag planning"
    with qtbot.waitSignal(field.changed):
        qtbot.mouseClick(chips[0], LEFT)
    assert field.tags() == ["admin"]
    assert field.line.hasFocus()
    assert field.text() == "December roster"


def test_past_tags_are_offered_and_taken(qtbot: QtBot, shown: Show) -> None:
    field = shown(TagField("Task"))
    field.set_suggestions(["stocktake", "planning"])
    qtbot.keyClicks(field.line, "stock")
    popup = field.line.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.tags() == ["stocktake"])
    assert field.text() == ""


def test_tags_that_do_not_fit_are_counted(shown: Show) -> None:
    field = shown(TagField("Task"))
    field.set_value("December roster of the shop", ["planning", "admin", "december", "stock"])
    field.resize(360, 40)
    visible = [chip.text() for chip in field.findChildren(TagChip) if chip.isVisible()]
    assert sorted(visible) == ["+3", "planning"]
    assert field.line.accessibleDescription() == "planning, admin, december, stock"
    field.resize(700, 40)
    visible = [chip.text() for chip in field.findChildren(TagChip) if chip.isVisible()]
    assert sorted(visible) == ["admin", "december", "planning", "stock"]


def test_tab_goes_from_the_line_to_its_tags_and_then_on(qtbot: QtBot, shown: Show) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    field, after = TagField("Task"), Button("After")
    column.addWidget(field)
    column.addWidget(after)
    page.resize(500, 120)
    shown(page)
    field.set_value("Roster", ["planning", "admin"])
    field.line.setFocus()
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert isinstance(now, QAbstractButton)
        seen.append(now.text())
    assert seen == ["planning", "admin", "After"]


def test_what_a_person_types_is_not_overwritten_by_a_refresh(qtbot: QtBot, shown: Show) -> None:
    field = shown(TagField("Task"))
    field.line.setFocus()
    qtbot.waitUntil(field.line.hasFocus)
    qtbot.keyClicks(field.line, "Decem")
    field.set_value("from the store", [])
    assert field.text() == "Decem"


def test_a_project_is_picked_by_menu_and_by_arrow(qtbot: QtBot, shown: Show) -> None:
    box = shown(ProjectBox("Project", "No project"))
    box.set_options([Option(None, "No project"), Option(7, "Store operations", 0)], None)
    assert box.accessibleName() == "Project: No project"
    with qtbot.waitSignal(box.chosen) as picked:
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert picked.args == [7]
    assert box.accessibleName() == "Project: Store operations"
    qtbot.mouseClick(box, LEFT)
    menu = box._menu
    assert menu is not None
    with qtbot.waitSignal(box.chosen) as picked:
        menu.actions()[0].trigger()
    assert picked.args == [None]
    menu.close()


def test_a_menu_that_is_open_while_projects_arrive_picks_what_it_shows(
    qtbot: QtBot, shown: Show
) -> None:
    box = shown(ProjectBox("Project", "No project"))
    box.set_options([Option(None, "No project"), Option(7, "Store operations", 0)], None)
    qtbot.mouseClick(box, LEFT)
    menu = box._menu
    assert menu is not None
    box.set_options([Option(None, "No project"), Option(3, "Audit", 0), Option(7, "Store", 1)])
    with qtbot.waitSignal(box.chosen) as picked:
        menu.actions()[1].trigger()
    assert picked.args == [7]
    menu.close()


def test_a_switch_is_turned_by_mouse_space_and_enter(qtbot: QtBot, shown: Show) -> None:
    switch = shown(Switch("Reduce motion"))
    qtbot.mouseClick(switch, LEFT)
    assert switch.isChecked()
    qtbot.keyClick(switch, Qt.Key.Key_Space)
    qtbot.keyClick(switch, Qt.Key.Key_Return)
    assert switch.isChecked()


def test_one_of_several_holds_and_says_which(qtbot: QtBot, shown: Show) -> None:
    parts = shown(Segmented("View", (("week", "Week"), ("day", "Day")), "week"))
    assert [each.accessibleName() for each in parts.parts()] == ["View: Week", "View: Day"]
    with qtbot.waitSignal(parts.chosen) as picked:
        qtbot.mouseClick(parts.parts()[1], LEFT)
    assert picked.args == ["day"]
    with qtbot.assertNotEmitted(parts.chosen):
        parts.set_value("week")
    assert parts.value() == "week"


def test_a_row_opens_by_click_and_enter_and_marks_the_chosen(qtbot: QtBot, shown: Show) -> None:
    row = shown(Row(opens=True))
    row.resize(300, 40)
    with qtbot.waitSignal(row.opened):
        qtbot.mouseClick(row, LEFT)
    with qtbot.waitSignal(row.opened):
        qtbot.keyClick(row, Qt.Key.Key_Return)
    row.set_selected(selected=True)
    assert image(row).pixelColor(1, 20) == theme.color("accent")


def test_a_state_card_offers_one_act(qtbot: QtBot, shown: Show) -> None:
    card = shown(StateCard("calendar-days", "No shifts this week", "They appear here.", "See all"))
    assert card.accessibleName() == "No shifts this week. They appear here."
    with qtbot.waitSignal(card.acted):
        qtbot.mouseClick(card.button, LEFT)
    assert StateCard("clock", "Nothing").button.isHidden()


def test_a_failure_says_that_nothing_is_lost_and_offers_another_try(shown: Show) -> None:
    card = shown(StateCard.failed("Timesheets did not load"))
    assert card.text.text() == "Your changes are safe on this device."
    assert card.button.text() == "Try again"


def test_grey_rows_show_only_when_loading_takes_long(qtbot: QtBot, shown: Show) -> None:
    rows = shown(Skeleton(2))
    rows.resize(300, 80)
    grey = theme.color("sunken")
    assert image(rows).pixelColor(60, 20) != grey
    qtbot.waitUntil(lambda: image(rows).pixelColor(60, 20) == grey)


def test_a_scroll_bar_takes_no_room_and_shows_only_near_the_pointer(qtbot: QtBot) -> None:
    area = QScrollArea()
    qtbot.addWidget(area)
    inside = QWidget()
    inside.setFixedSize(200, 1000)
    area.setWidget(inside)
    bar = QuietBar(area)
    area.resize(240, 300)
    area.show()
    qtbot.waitExposed(area)
    assert bar.isVisible()
    assert bar.maximum() == area.verticalScrollBar().maximum() > 0
    assert area.viewport().width() >= 236
    assert not bar.awake
    QApplication.sendEvent(area, QEvent(QEvent.Type.Enter))
    assert bar.awake
    QApplication.sendEvent(area, QEvent(QEvent.Type.Leave))
    assert not bar.awake
    area.verticalScrollBar().setValue(120)
    assert bar.value() == 120
    assert bar.awake
    bar.setValue(40)
    assert area.verticalScrollBar().value() == 40
    inside.setFixedSize(200, 100)
    qtbot.waitUntil(bar.isHidden)


def test_a_hovered_row_leaves_the_border_and_the_corners_of_its_card_alone(qtbot: QtBot) -> None:
    card = Card(flush=True)
    qtbot.addWidget(card)
    row = Row()
    card.body.setContentsMargins(0, 0, 0, 0)
    card.body.addWidget(row)
    card.resize(300, 40)
    card.show()
    qtbot.waitExposed(card)
    row.set_selected(selected=False)
    rest = card.grab().toImage()
    row.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    over = card.grab().toImage()
    assert over.pixelColor(150, 20) == theme.color("hover")
    for x, y in ((0, 20), (299, 20), (1, 38), (298, 38)):
        assert over.pixelColor(x, y) == rest.pixelColor(x, y)


def test_nothing_typed_offers_no_past_tags(qtbot: QtBot, shown: Show) -> None:
    field = shown(TagField("Task", "What are you doing?"))
    assert isinstance(field, TagField)
    field.set_suggestions(["planning", "admin"])
    popup = field._completer.popup()
    assert popup is not None
    field.line.setFocus()
    qtbot.keyClicks(field.line, "pl")
    qtbot.waitUntil(popup.isVisible)
    assert popup.width() >= 200
    qtbot.keyClicks(field.line, ",")
    qtbot.waitUntil(popup.isHidden)
    assert field.tags() == ["pl"]
