"""Places in which people and projects of these tests are."""

import pytest

from accounts.models import Region


@pytest.fixture
def tegal(db):
    province = Region.objects.create(code="33", name="Jawa Tengah", kind="provinsi")
    Region.objects.create(code="33.28", name="Kabupaten Tegal", kind="kabupaten", province=province)
    return Region.objects.create(code="33.76", name="Kota Tegal", kind="kota", province=province)
