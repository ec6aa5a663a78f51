"""Litestar: async handlers; msgspec writes its JSON."""

from typing import Any

from litestar import Litestar, MediaType, get

from apps import content


def main_app():
    @get("/plain", media_type=MediaType.TEXT)
    async def plain() -> str:
        return content.TEXT

    @get("/json")
    async def record() -> dict[str, Any]:
        return content.RECORD

    @get("/user/{username:str}/post/{post_id:int}", media_type=MediaType.TEXT)
    async def post(username: str, post_id: int) -> str:
        return f"{username}:{post_id}"

    return Litestar([plain, record, post], openapi_config=None)
