"""An edition: what readers see at one time, and how the next one follows from it."""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from operator import attrgetter

from .post import Post, fold

_logger = logging.getLogger(__name__)
_ORDER = attrgetter("order")
_LANGUAGE = attrgetter("language")
# Many posts have few tags, and folding Chinese ones takes most of an edition's time.
_fold_tag = lru_cache(4096)(fold)

Groups = Mapping[str, tuple[Post, ...]]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and its posts, newest first. Its language is that of most of them."""

    name: str
    language: str
    posts: tuple[Post, ...]
    #: All languages that its posts are in.
    languages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Edition:
    """What readers see at one time. It never changes; a new one takes its place.

    Wherever there are several posts, the newest is first.
    """

    number: int
    #: The time for which it was made.
    at: datetime
    posts: Groups
    by_uri: Mapping[str, Post]
    tags: Mapping[str, Tag]
    # The next moment at which a post appears or disappears by its dates.
    until: datetime | None
    # The posts that will do so.
    _waiting: tuple[Post, ...] = field(repr=False)
    # The posts that would have the same address, the one that has it included.
    _rivals: Groups = field(repr=False)
    _articles: Groups = field(repr=False)
    _former: Groups = field(repr=False)
    _tags_in: Mapping[str, tuple[Tag, ...]] = field(repr=False)

    def get_post(self, uri: str) -> Post | None:
        """The post at an address, in whatever case and width the name is written."""
        return self.by_uri.get(fold(uri))

    def get_alias(self, name: str) -> Post | None:
        """The post that once had that address; of several, the oldest."""
        posts = self._former.get(fold(name))
        return posts[-1] if posts else None

    def get_tag(self, name: str) -> Tag | None:
        """The tag of a name, in whatever case and width it is written."""
        return self.tags.get(fold(name))

    def get_tags(self, language: str) -> tuple[Tag, ...]:
        """The tags that posts in a language have, those with most posts first."""
        return self._tags_in.get(language, ())

    def get_neighbours(self, post: Post) -> tuple[Post | None, Post | None]:
        """The next older and the next newer post in the same language."""
        posts = self.posts[post.language]
        place = bisect_left(posts, post.order, key=_ORDER)
        older = posts[place + 1] if place + 1 < len(posts) else None
        return older, posts[place - 1] if place else None

    def get_translations(self, post: Post) -> Mapping[str, Post]:
        """The article in all the languages it exists in, this post's included."""
        found: dict[str, Post] = {}
        for each in self._articles[post.key]:
            found.setdefault(each.language, each)
        return found

    def renew(
        self, now: datetime, removed: Collection[Post], added: Collection[Post]
    ) -> Edition:
        """The next edition, at `now`, which is not before the time of this one.

        It is what an edition of all its posts, made from nothing, would be; only the
        lists that the changes are in are made anew.
        """
        leaving, entering = set(removed), [post for post in added if post.shown_at(now)]
        waiting = [post for post in self._waiting if post not in leaving]
        for post in waiting:
            if post.shown_at(now):
                # One that was shown already stays where it is.
                if not post.shown_at(self.at):
                    entering.append(post)
            elif post.shown_at(self.at):
                leaving.add(post)
        moments = {
            post: moment
            for post in (*waiting, *added)
            if (moment := post.get_next_moment(now)) is not None
        }
        gone, come, rivals = self._give_addresses(leaving, entering)
        tags, tags_in = self._renew_tags(gone, come)
        return Edition(
            number=self.number + 1,
            at=now,
            posts={
                **self.posts,
                **_regroup(self.posts, lambda post: (post.language,), gone, come),
            },
            by_uri={
                post.name: post for post in _merge(self.by_uri.values(), gone, come)
            },
            tags=tags,
            until=min(moments.values(), default=None),
            _waiting=tuple(moments),
            _rivals=rivals,
            _articles=_replace(
                self._articles,
                _regroup(self._articles, lambda post: (post.key,), gone, come),
            ),
            _former=_replace(
                self._former, _regroup(self._former, _fold_aliases, gone, come)
            ),
            _tags_in=tags_in,
        )

    def _give_addresses(
        self, leaving: Set[Post], entering: Iterable[Post]
    ) -> tuple[set[Post], list[Post], Groups]:
        """The posts that lose their address, those that get one, and all rivals."""
        claims: defaultdict[str, list[Post]] = defaultdict(list)
        for post in entering:
            claims[post.name].append(post)
        for post in leaving:
            claims[post.name]  # whoever is left
        gone: set[Post] = set()
        come: list[Post] = []
        rivals = dict(self._rivals)
        for name, claimants in claims.items():
            before = self.by_uri.get(name)
            if before is None and len(claimants) == 1:
                come += claimants
                continue
            if before is not None:
                all_before = rivals.pop(name, (before,))
                claimants += [post for post in all_before if post not in leaving]
            claimants.sort(key=_ORDER)
            first = claimants[0] if claimants else None
            if first is not before:
                if before is not None:
                    gone.add(before)
                if first is not None:
                    come.append(first)
            if len(claimants) > 1:
                rivals[name] = tuple(claimants)
                _report_rivals(*claimants)
        come.sort(key=_ORDER)
        return gone, come, rivals

    def _renew_tags(
        self, gone: Set[Post], come: Collection[Post]
    ) -> tuple[Mapping[str, Tag], Mapping[str, tuple[Tag, ...]]]:
        """The tags by name, and those of each language."""
        before = {name: tag.posts for name, tag in self.tags.items()}
        changed = _regroup(before, _fold_tags, gone, come)
        if not changed:
            return self.tags, self._tags_in
        tags = {name: tag for name, tag in self.tags.items() if name not in changed}
        for name, posts in changed.items():
            if posts:
                tags[name] = _make_tag(name, posts)
        # In the order in which one meets them from the newest post on.
        in_order = sorted(tags.items(), key=lambda named: _get_place(*named))
        return dict(in_order), {
            language: _sort_tags(tags.values(), language) for language in self.posts
        }


def make_empty(number: int, languages: Iterable[str]) -> Edition:
    """An edition without any post, of before all times: others can follow it."""
    return Edition(
        number=number,
        at=datetime.min.replace(tzinfo=UTC),
        posts=dict.fromkeys(languages, ()),
        by_uri={},
        tags={},
        until=None,
        _waiting=(),
        _rivals={},
        _articles={},
        _former={},
        _tags_in={},
    )


def _report_rivals(first: Post, *others: Post) -> None:
    for post in others:
        _logger.error(
            "The post %r is not published: %r has the same address; rename one file.",
            post.page.path,
            first.page.path,
        )


def _merge(
    posts: Iterable[Post], gone: Set[Post], come: Iterable[Post]
) -> tuple[Post, ...]:
    merged = [post for post in posts if post not in gone]
    merged += come
    # Two runs that are in order already: this goes through them once.
    merged.sort(key=_ORDER)
    return tuple(merged)


def _regroup(
    groups: Groups,
    name: Callable[[Post], Iterable[str]],
    gone: Set[Post],
    come: Iterable[Post],
) -> Groups:
    """The groups that differ, whole; a post is in the groups that `name` names.

    `come` is in order.
    """
    entering: defaultdict[str, list[Post]] = defaultdict(list)
    for post in come:
        for each in name(post):
            entering[each].append(post)
    for post in gone:
        for each in name(post):
            entering[each]  # whoever is left
    return {
        each: _merge(groups[each], gone, posts) if each in groups else tuple(posts)
        for each, posts in entering.items()
    }


def _replace(groups: Groups, changed: Groups) -> Groups:
    """All groups that have a post."""
    if not changed:
        return groups
    return {name: posts for name, posts in {**groups, **changed}.items() if posts}


def _fold_aliases(post: Post) -> Iterable[str]:
    return set(map(fold, post.aliases)) if post.aliases else ()


def _fold_tags(post: Post) -> Iterable[str]:
    return dict.fromkeys(map(_fold_tag, post.tags))


def _make_tag(name: str, posts: tuple[Post, ...]) -> Tag:
    # As the newest post writes it.
    written = next(tag for tag in posts[0].tags if _fold_tag(tag) == name)
    counts = Counter(map(_LANGUAGE, posts))
    return Tag(written, counts.most_common(1)[0][0], posts, frozenset(counts))


def _get_place(name: str, tag: Tag) -> tuple[tuple[float, str], int]:
    newest = tag.posts[0]
    return newest.order, [*_fold_tags(newest)].index(name)


def _sort_tags(tags: Iterable[Tag], language: str) -> tuple[Tag, ...]:
    own = [tag for tag in tags if language in tag.languages]
    return tuple(sorted(own, key=lambda tag: (-len(tag.posts), tag.name)))
