"""Small towns first: a page for every province, kabupaten and kota."""
