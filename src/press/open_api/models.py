"""What the API's answers are made of."""

from __future__ import annotations

from kolben.rest import Model, fields

_link = {"description": "The page for readers"}

post_summary = Model(
    "PostSummary",
    {
        "uri": fields.String(required=True, description="The last part of addresses"),
        "language": fields.String(required=True, example="en"),
        "title": fields.String(required=True),
        "summary": fields.String(required=True),
        "tags": fields.List(fields.String, required=True),
        "published": fields.DateTime(required=True),
        "updated": fields.DateTime(required=True),
        "url": fields.String(required=True, **_link),
        "api_url": fields.String(required=True, description="The post in this API"),
    },
)
translation = Model(
    "Translation",
    {
        "language": fields.String(required=True),
        "title": fields.String(required=True),
        "api_url": fields.String(required=True),
    },
)
post = Model.inherit(
    "Post",
    post_summary,
    {
        "html": fields.String(required=True, description="The text, safe to show"),
        "translations": fields.List(fields.Nested(translation), required=True),
    },
)
_next = fields.String(
    description="The cursor of the next part; missing in the last one"
)
post_list = Model(
    "PostList",
    {
        "posts": fields.List(fields.Nested(post_summary), required=True),
        "next": _next,
    },
)
tag = Model(
    "Tag",
    {
        "name": fields.String(required=True),
        "language": fields.String(required=True, description="Of most of its posts"),
        "count": fields.Integer(required=True, description="How many posts have it"),
        "url": fields.String(required=True, **_link),
        "api_url": fields.String(required=True, description="The tag in this API"),
        "posts_url": fields.String(required=True, description="Its posts in this API"),
    },
)
tag_list = Model(
    "TagList",
    {"tags": fields.List(fields.Nested(tag), required=True), "next": _next},
)
ALL = (post_summary, translation, post, post_list, tag, tag_list)
