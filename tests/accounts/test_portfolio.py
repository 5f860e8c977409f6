"""Pictures of work: drawn anew, ordered, removed."""

import io
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.images import draw_anew
from accounts.models import PortfolioItem
from accounts.services.portfolio import (
    ItemDetails,
    add_portfolio_item,
    change_portfolio_item,
    move_portfolio_item,
    remove_portfolio_item,
)
from core.errors import InvalidInput, LimitReached, NotAllowed

ROOT = settings.BASE_DIR


def picture(size=(800, 600), kind="JPEG", name="work.jpg", mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal").save(out, kind, **options)
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def titles(person):
    return [item.title for item in person.freelancer_profile.portfolio.all()]


@pytest.fixture
def three(farid, now):
    """Farid shows three pieces."""
    return [
        add_portfolio_item(
            user=farid, details=ItemDetails(title=title), picture=None, by=farid, now=now
        )
        for title in ("One", "Two", "Three")
    ]


class TestDrawing:
    """A picture is re-encoded, whatever came in."""

    @pytest.mark.parametrize(
        ("kind", "mode"),
        [("JPEG", "RGB"), ("JPEG", "CMYK"), ("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"),
         ("GIF", "P"), ("PNG", "L"), ("PNG", "I;16"), ("PNG", "1")],
    )  # fmt: skip
    def test_all_kinds_become_webp(self, kind, mode):
        out = io.BytesIO()
        Image.new(mode, (800, 600)).save(out, kind)

        drawn = draw_anew(SimpleUploadedFile("x", out.getvalue()))

        full = Image.open(drawn.full)
        assert (full.format, full.size) == ("WEBP", (800, 600))
        assert Image.open(drawn.thumbnail).size == (480, 360)

    def test_hidden_data_goes_and_the_picture_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by 90 degrees
        exif[0x010E] = "at home, Jl. Rahasia 5"
        exif.get_ifd(0x8825)[1] = "S"

        drawn = draw_anew(picture(exif=exif))

        full = Image.open(drawn.full)
        assert full.size == (600, 800)
        assert not full.getexif()
        assert b"Rahasia" not in drawn.full.read()

    def test_large_pictures_shrink(self):
        drawn = draw_anew(picture(size=(4000, 3000)))

        assert (drawn.width, drawn.height) == (1600, 1200)

    @pytest.mark.parametrize(
        ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "I;16")]
    )
    def test_what_shrinks_early_looks_the_same(self, kind, mode):
        left, right = Image.new(mode, (1999, 3301)), Image.new(mode, (2002, 3301), 0)
        if mode == "RGBA":
            left.paste((255, 0, 0, 255), (0, 0, 1999, 3301))
        sheet = Image.new(mode, (4001, 3301))
        sheet.paste(left, (0, 0))
        sheet.paste(right, (1999, 0))
        out = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by 90 degrees
        sheet.save(out, kind, exif=exif)

        full = Image.open(draw_anew(SimpleUploadedFile("x", out.getvalue())).full)
        assert full.size == (1320, 1600)
        if mode == "RGBA":
            red, paper = full.getpixel((600, 100)), full.getpixel((600, 1500))
            assert all(abs(one - ours) < 8 for one, ours in zip(red, (255, 0, 0), strict=True))
            assert all(abs(one - ours) < 8 for one, ours in zip(paper, (255,) * 3, strict=True))

    def test_a_large_picture_is_held_once_at_its_full_size(self, tmp_path):
        """Measured in a process of its own; the picture itself takes 152 MB, once decoded."""
        path = tmp_path / "large.png"
        Image.new("RGBA", (6300, 6300), (255, 0, 0, 128)).save(path, compress_level=1)
        program = f"""
import resource
from pathlib import Path
import django_stubs_ext
django_stubs_ext.monkeypatch()
from django.core.files.uploadedfile import SimpleUploadedFile
from accounts.images import draw_anew
upload = SimpleUploadedFile("x", Path({str(path)!r}).read_bytes())
draw_anew(SimpleUploadedFile("x", Path({str(tmp_path / "small.png")!r}).read_bytes()))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
assert draw_anew(upload).width == 1600
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
        Image.new("RGBA", (300, 300)).save(tmp_path / "small.png")
        ran = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
        )
        assert int(ran.stdout) < 240

    def test_a_bomb_is_refused_before_it_is_decoded(self):
        with pytest.raises(InvalidInput, match="40"):
            draw_anew(picture(size=(9000, 9000), kind="PNG", mode="1"))

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"hello",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            b"%PDF-1.4",
            b"\xff\xd8\xff\xe0 half a jpeg",
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            b"GIF89a\xff\xff\xff\xff",
            b"MZ\x90\x00",
        ],
    )
    def test_what_is_no_picture_is_refused(self, content):
        with pytest.raises(InvalidInput):
            draw_anew(SimpleUploadedFile("photo.jpg", content, "image/jpeg"))

    def test_a_broken_picture_is_refused(self):
        whole = picture().read()

        with pytest.raises(InvalidInput):
            draw_anew(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 3]))

    def test_too_many_bytes(self):
        upload = SimpleUploadedFile("photo.jpg", picture().read() + b"\0" * (10 * 1024**2))

        with pytest.raises(InvalidInput, match="10 MB"):
            draw_anew(upload)


@pytest.mark.django_db
class TestServices:
    def test_pieces_line_up(self, farid, three):
        assert titles(farid) == ["One", "Two", "Three"]

    @pytest.mark.parametrize(
        ("index", "direction", "order"),
        [
            (0, "up", ["One", "Two", "Three"]),
            (0, "down", ["Two", "One", "Three"]),
            (2, "up", ["One", "Three", "Two"]),
            (2, "down", ["One", "Two", "Three"]),
        ],
    )
    def test_moving(self, farid, three, index, direction, order):
        move_portfolio_item(item=three[index], direction=direction, by=farid)

        assert titles(farid) == order

    def test_moving_what_is_gone_does_nothing(self, farid, three):
        PortfolioItem.objects.filter(pk=three[0].pk).delete()

        move_portfolio_item(item=three[0], direction="down", by=farid)

        assert titles(farid) == ["Two", "Three"]

    def test_strangers_keep_off(self, three, farid, clara, now):
        for attempt in (
            lambda: add_portfolio_item(
                user=farid, details=ItemDetails(title="X"), picture=None, by=clara, now=now
            ),
            lambda: change_portfolio_item(
                item=three[0], details=ItemDetails(title="X"), picture=None, by=clara
            ),
            lambda: remove_portfolio_item(item=three[0], by=clara),
            lambda: move_portfolio_item(item=three[0], direction="down", by=clara),
        ):
            with pytest.raises(NotAllowed):
                attempt()

        assert titles(farid) == ["One", "Two", "Three"]

    def test_the_portfolio_has_an_end(self, farid, now):
        PortfolioItem.objects.bulk_create(
            PortfolioItem(profile=farid.freelancer_profile, title="x", created_at=now)
            for _ in range(24)
        )

        with pytest.raises(LimitReached):
            add_portfolio_item(
                user=farid, details=ItemDetails(title="X"), picture=None, by=farid, now=now
            )

        assert farid.freelancer_profile.portfolio.count() == 24

    def test_the_same_piece_twice_in_a_row_is_one(self, farid, now):
        def add(title="Logo", shape=(800, 600), later=0):
            return add_portfolio_item(
                user=farid,
                details=ItemDetails(title=title),
                picture=draw_anew(picture(shape)) if shape else None,
                by=farid,
                now=now + timedelta(minutes=later),
            )

        first = add()
        assert add(title=" Logo ", later=1) == first
        others = [add(shape=(600, 800)), add(shape=None), add(title="Flyer"), add(later=11)]
        assert len({first.pk, *(item.pk for item in others)}) == 5
        assert farid.freelancer_profile.portfolio.count() == 5

    def test_a_form_sent_twice_makes_one_piece(self, farid, browser_of):
        for _click in range(2):
            answer = browser_of(farid).post(
                reverse("accounts:new-portfolio-item"), {"title": "Logo", "picture": picture()}
            )
            assert answer.status_code == 302

        assert titles(farid) == ["Logo"]

    def test_old_pictures_go_when_new_ones_come(
        self, farid, now, django_capture_on_commit_callbacks
    ):
        item = add_portfolio_item(
            user=farid,
            details=ItemDetails(title="Logo"),
            picture=draw_anew(picture()),
            by=farid,
            now=now,
        )
        old = [str(item.image.name), str(item.thumbnail.name)]
        with django_capture_on_commit_callbacks(execute=True):
            change_portfolio_item(
                item=item,
                details=ItemDetails(title="Logo 2"),
                picture=draw_anew(picture(size=(100, 80))),
                by=farid,
            )
        assert [default_storage.exists(name) for name in old] == [False, False]
        assert default_storage.exists(str(item.image.name))
        assert (item.image_width, item.image_height) == (100, 80)

        with django_capture_on_commit_callbacks(execute=True):
            remove_portfolio_item(item=item, by=farid)
            remove_portfolio_item(item=item, by=farid)
        assert not default_storage.exists(str(item.image.name))


@pytest.mark.django_db
class TestPages:
    def test_adding_with_a_picture(self, farid, browser_of):
        browser = browser_of(farid)

        browser.post(
            reverse("accounts:new-portfolio-item"),
            {"title": "Logo", "description": "For a shop", "link": "example.com/logo",
             "picture": picture()},
        )  # fmt: skip

        item = farid.freelancer_profile.portfolio.get()
        assert (item.title, item.link) == ("Logo", "https://example.com/logo")
        page = browser.get(reverse("accounts:profile", args=[farid.handle])).content.decode()
        assert item.thumbnail.url in page
        shown = browser.get(item.image.url)
        assert shown.status_code == 200
        assert shown["Content-Type"] == "image/webp"
        assert "immutable" in shown["Cache-Control"]
        assert shown["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"title": ""}, "title"),
            ({"title": "x" * 101}, "title"),
            ({"description": "x" * 2001}, "description"),
            ({"link": "javascript:alert(1)"}, "link"),
            ({"link": "not a link"}, "link"),
            ({"picture": SimpleUploadedFile("a.svg", b"<svg/>")}, "picture"),
            ({"picture": SimpleUploadedFile("a.jpg", b"MZ")}, "picture"),
            ({"picture": SimpleUploadedFile("a.jpg", b"")}, "picture"),
        ],
    )
    def test_bad_input(self, farid, browser_of, change, field):
        answer = browser_of(farid).post(
            reverse("accounts:new-portfolio-item"), {"title": "Logo"} | change
        )

        assert list(answer.context["form"].errors) == [field]
        assert not PortfolioItem.objects.exists()

    def test_the_page_in_order(self, farid, three, browser_of):
        browser = browser_of(farid)

        browser.post(
            reverse("accounts:move-portfolio-item", args=[three[2].pk]), {"direction": "up"}
        )
        browser.post(reverse("accounts:remove-portfolio-item", args=[three[0].pk]))
        browser.post(reverse("accounts:edit-portfolio-item", args=[three[1].pk]), {"title": "2"})

        assert titles(farid) == ["Three", "2"]

    @pytest.mark.parametrize("name", ["edit", "move", "remove"])
    def test_a_stranger_finds_nothing(self, three, sena, farid, browser_of, name):
        address = reverse(f"accounts:{name}-portfolio-item", args=[three[0].pk])

        assert browser_of(sena).post(address, {"title": "X"}).status_code == 404
        assert titles(farid) == ["One", "Two", "Three"]
