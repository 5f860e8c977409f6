"""Addresses of postings and bids; an action is a resource."""

from django.urls import URLPattern, URLResolver, path

from projects.views import bids, invitations, offers, postings, review

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/", postings.list_projects, name="list"),
    path("projects/new/", postings.new_project, name="new"),
    path("projects/new/draft/", postings.keep_new_draft, name="keep-new-draft"),
    path("projects/mine/", postings.my_projects, name="mine"),
    path("projects/<int:pk>/", postings.show_project, name="detail"),
    path("projects/<int:pk>/edit/", postings.edit_project, name="edit"),
    path("projects/<int:pk>/draft/", postings.keep_draft, name="keep-draft"),
    path("projects/<int:pk>/publication/", postings.publish, name="publish"),
    path("projects/<int:pk>/cancellation/", postings.cancel, name="cancel"),
    path("projects/<int:pk>/renewal/", postings.renew, name="renew"),
    path("projects/<int:pk>/bid/", bids.bid_on_project, name="bid"),
    path("projects/<int:pk>/bids/", offers.compare_bids, name="bids"),
    path("files/<int:pk>/", postings.download, name="attachment"),
    path("people/<slug:handle>/invitation/", invitations.invite, name="invite"),
    path("invitations/", invitations.list_invitations, name="invitations"),
    path("invitations/<int:pk>/refusal/", invitations.decline, name="decline-invitation"),
    path("bids/", bids.my_bids, name="my-bids"),
    path("bids/<int:pk>/", bids.show_bid, name="show-bid"),
    path("bids/<int:pk>/agreement/", bids.agree, name="agree"),
    path("bids/<int:pk>/withdrawal/", bids.withdraw, name="withdraw"),
    path("bids/<int:pk>/files/<int:file_pk>/removal/", bids.remove_file, name="remove-bid-file"),
    path("bids/<int:pk>/shortlisting/", offers.shortlist, name="shortlist"),
    path("bids/<int:pk>/shortlisting/removal/", offers.unshortlist, name="unshortlist"),
    path("bids/<int:pk>/rejection/", offers.reject, name="reject"),
    path("bids/<int:pk>/counter/", offers.counter, name="counter"),
    path("bids/<int:pk>/offer/", offers.offer, name="offer"),
    path("bids/<int:pk>/offer/removal/", offers.take_back, name="take-back"),
    path("bids/<int:pk>/acceptance/", offers.accept, name="accept"),
    path("bids/<int:pk>/refusal/", offers.decline, name="decline"),
    path("review/postings/", review.queue, name="review-queue"),
    path("review/postings/<int:pk>/", review.show_posting, name="review"),
    path("review/postings/<int:pk>/approval/", review.approve, name="approve-posting"),
    path("review/postings/<int:pk>/return/", review.send_back, name="return-posting"),
    path("review/postings/<int:pk>/removal/", review.remove, name="remove-posting"),
]
